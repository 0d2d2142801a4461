package io.spmtrack.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SPMTrack-B fits: the most memory that a fresh process held while it tracked, or trained on one sample. What it holds beyond
 * the plan (code, heap, threads) does not grow with the blocks, so three of the twelve are run, and the plan of all is added to
 * what they held beyond theirs. {@code -Dpeak=full} runs all twelve.
 */
class PeakMemoryTest {
    private static final double GIGA = 1e9;
    private static final double OF_JAVA = 0.25;
    private static final String BLOCKS = "full".equals(System.getProperty("peak")) ? "12" : "3";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"track, 1.0", "train, 4.0", "recompute, 3.0"})
    void staysInItsBudget(String job, double gigabytes) throws IOException, InterruptedException {
        if (PeakMemory.bytes().isEmpty()) {
            System.out.println("skipped: only Linux tells how much memory a process held");
            Assumptions.abort("not Linux");
        }
        String[] found = run(job).split(" ");
        double all = Long.parseLong(found[0]) / GIGA;
        double planned = Long.parseLong(found[1]) / GIGA;
        double held = Long.parseLong(found[2]) / GIGA;
        System.out.printf(
                "base, %s, %s blocks: %.3f GB planned, %.3f GB held; planned for all %.3f GB%n",
                job, BLOCKS, planned, held, all);
        double beyond = held - planned;
        assertTrue(beyond > 0 && beyond < OF_JAVA, held + " GB held by " + job + ", " + planned + " planned");
        assertTrue(all + beyond <= gigabytes, all + " GB planned and " + beyond + " GB beyond it held by " + job);
    }

    private String run(String job) throws IOException, InterruptedException {
        Path out = folder.resolve(job);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + SharedFolder.root().resolve("tornado-config/cpu.argfile"),
                "-cp",
                System.getProperty("java.class.path"),
                PeakRun.class.getName(),
                job,
                BLOCKS);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(out));
        return read(out).lines().toList().getLast();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
