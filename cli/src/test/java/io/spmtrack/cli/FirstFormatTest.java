package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run from before files named their format, with settings in a checkpoint as texts of records: it goes on as it did then. */
final class FirstFormatTest {
    /** What the program that wrote the run went on with. */
    private static final double[] LOSSES = {3.186234951019287, 3.1946678161621094};

    @TempDir
    private Path run;

    @BeforeEach
    void copy() throws IOException, URISyntaxException {
        Path source = Path.of(Objects.requireNonNull(FirstFormatTest.class.getResource("first-format"))
                .toURI());
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = run.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void itGoesOnWithTheSameLosses() throws IOException {
        Call.of("train", "-q", "--resume", run.toString(), "train.steps=6", "data.test=")
                .succeeds();
        List<Double> losses = losses();
        assertEquals(6, losses.size());
        for (int i = 0; i < LOSSES.length; i++) {
            assertEquals(LOSSES[i], losses.get(4 + i), 1e-5);
        }
        assertTrue(Files.readString(run.resolve("config.yaml")).startsWith("format: "));
    }

    @Test
    void otherSettingsAreRefused() {
        String state = run.resolve("checkpoint").resolve("state.safetensors").toString();
        for (String[] each : List.of(
                new String[] {"model.r=3", "model.r=2, not 3"},
                new String[] {"tracker.search_area_factor=4", "tracker.search_area_factor=3.0, not 4.0"},
                new String[] {"train.seed=8", "train.seed=7, not 8"},
                new String[] {"jitter.attempts=3", "jitter.attempts=12, not 3"})) {
            String refused =
                    Call.of("train", "-q", "--resume", run.toString(), each[0]).refused();
            assertTrue(refused.contains(state + ": was made with " + each[1]), refused);
        }
    }

    private List<Double> losses() throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("log.jsonl"))) {
            JsonNode event = new ObjectMapper().readTree(line);
            if (event.path("event").asText().equals("stepped")) {
                losses.add(event.path("loss").asDouble());
            }
        }
        return losses;
    }
}
