package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.cli.launch.Argfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was killed, or asked to stop, goes on with the losses of one that was not. */
final class ResumeTest {
    private static final int STEPS = 14;

    @TempDir
    private Path folder;

    @Test
    void killedAndContinued() throws Exception {
        Path run = folder.resolve("killed");
        Process process = start(run);
        waitForStep(process, run, 5);
        process.destroyForcibly().waitFor();
        long reached = losses(run).size();
        assertTrue(reached < STEPS, () -> "killed too late, at step " + reached);
        Call.of("train", "-q", "--resume", run.toString()).succeeds();
        assertEquals(uninterrupted(), losses(run));
    }

    @Test
    void askedToStopAndContinued() throws Exception {
        Path run = folder.resolve("stopped");
        Process process = start(run);
        waitForStep(process, run, 3);
        process.toHandle().destroy(); // Process.destroy would close the output too
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(143, process.waitFor());
        assertTrue(output.contains("train --resume " + run), output);
        Call.of("train", "-q", "--resume", run.toString()).succeeds();
        assertEquals(uninterrupted(), losses(run));
    }

    private static String[] arguments(Path run) {
        return Call.training(run, "train.steps=" + STEPS, "train.validate_every=4", "data.test=");
    }

    private List<Double> uninterrupted() throws IOException {
        Path run = folder.resolve("whole");
        Call.of(arguments(run)).succeeds();
        List<Double> losses = losses(run);
        assertEquals(STEPS, losses.size());
        return losses;
    }

    private static Process start(Path run) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Argfile.CPU.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments(run)));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void waitForStep(Process process, Path run, int step) throws IOException, InterruptedException {
        while (process.isAlive() && losses(run).size() < step) {
            Thread.sleep(20);
        }
        assertTrue(process.isAlive(), () -> "ended before it was to be killed: " + output(process));
    }

    private static String output(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Losses of the steps in a log, in order; a line that is not whole yet does not count. */
    private static List<Double> losses(Path run) throws IOException {
        List<Double> losses = new ArrayList<>();
        Path log = run.resolve("log.jsonl");
        if (Files.exists(log)) {
            for (String line : Files.readAllLines(log)) {
                JsonNode event = line.endsWith("}") ? new ObjectMapper().readTree(line) : null;
                if (event != null && event.path("event").asText().equals("stepped")) {
                    losses.add(event.path("loss").asDouble());
                }
            }
        }
        return losses;
    }
}
