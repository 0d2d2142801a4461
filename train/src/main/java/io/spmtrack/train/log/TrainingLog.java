package io.spmtrack.train.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.AtomicFile;
import io.spmtrack.engine.file.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.Stream;

/** One JSON object a line for every step and validation; after a restart the lines behind the checkpoint are dropped. */
final class TrainingLog implements AutoCloseable {
    private static final ObjectMapper JSON = Json.mapper()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Path file;
    private final Writer writer;

    /** Opens the log to go on after {@code step}. */
    TrainingLog(Path file, long step) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                keep(file, step);
            }
            writer = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static void keep(Path file, long step) throws IOException {
        StringBuilder kept = new StringBuilder();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (belongs(line, step)) {
                kept.append(line).append('\n');
            }
        }
        AtomicFile.write(file, channel -> {
            ByteBuffer bytes = ByteBuffer.wrap(kept.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    /** Whether a line is whole and tells of a step up to {@code step}; a crash may have cut the last one. */
    private static boolean belongs(String line, long step) {
        try {
            JsonNode number = JSON.readTree(line).path("step");
            return number.isIntegralNumber() && number.asLong() <= step;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Whether there is a line of an event of a kind after a step. */
    static boolean holds(Path file, Class<? extends TrainingEvent> event, long step) {
        if (!Files.exists(file)) {
            return false;
        }
        String start = "{\"event\":\"" + name(event) + "\",\"step\":" + step + ",";
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.anyMatch(line -> line.startsWith(start));
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String name(Class<? extends TrainingEvent> event) {
        return event.getSimpleName().toLowerCase(Locale.ROOT);
    }

    void add(TrainingEvent event) {
        ObjectNode line = JSON.createObjectNode();
        line.put("event", name(event.getClass()));
        line.setAll((ObjectNode) JSON.valueToTree(event));
        try {
            writer.write(line + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
