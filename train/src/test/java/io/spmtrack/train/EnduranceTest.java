package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.train.log.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A long run takes no more memory and opens no more files than a short one. */
final class EnduranceTest {
    private static final double MOST_GROWTH = 1.02;

    private static final int BETWEEN = 20;

    @TempDir
    private Path folder;

    /**
     * @param kilobytes resident
     * @param files open
     */
    private record Seen(long kilobytes, long files) {}

    /** By hand with -Dendurance.steps=4000, in a JVM with the flags that users have. Half of the steps are to warm up. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledIfSystemProperty(named = "endurance.steps", matches = "\\d+")
    void residentMemoryAndOpenFilesStay() throws Exception {
        MixtureRunTest.clip(Files.createDirectories(folder.resolve("set")), "Ball");
        Path output = folder.resolve("output");
        Process process =
                OwnProcess.start(List.of(), EnduranceTest.class, output, folder, System.getProperty("endurance.steps"));
        try {
            assertEquals(0, process.waitFor(), () -> "failed: " + said(output));
        } finally {
            process.destroyForcibly();
        }
        List<Seen> seen = said(output)
                .lines()
                .filter(line -> line.matches("\\d+ \\d+"))
                .map(line -> line.split(" "))
                .map(row -> new Seen(Long.parseLong(row[0]), Long.parseLong(row[1])))
                .toList();
        List<Seen> warm = seen.subList(seen.size() / 2, seen.size() * 3 / 4);
        List<Seen> late = seen.subList(seen.size() * 3 / 4, seen.size());
        System.out.println(
                most(seen.subList(0, seen.size() / 2)) + " KB, warm " + most(warm) + ", at the end " + most(late));
        assertTrue(most(late) <= MOST_GROWTH * most(warm), seen::toString);
        assertEquals(files(warm), files(late), seen::toString);
    }

    private static long most(List<Seen> seen) {
        return seen.stream().mapToLong(Seen::kilobytes).max().orElseThrow();
    }

    private static long files(List<Seen> seen) {
        return seen.stream().mapToLong(Seen::files).max().orElseThrow();
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void look() {
        Path process = Path.of("/proc/self");
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            String resident = Files.readAllLines(process.resolve("status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .findFirst()
                    .orElseThrow();
            System.out.println(resident.replaceAll("\\D", "") + " " + files.count());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trains, validates and saves, and says from time to time what it takes. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        RunSettings settings = MixtureRunTest.settings(
                "otb:" + folder.resolve("set") + ",synthetic:",
                "train.steps=" + arguments[1],
                "train.validate_every=40",
                "train.validation_samples=12",
                "sampling.samples_per_epoch=240");
        try (Trainer trainer = new Trainer(settings, new RunFolder(folder.resolve("run")), new CpuBackend(1))) {
            trainer.run(
                    event -> {
                        if (event instanceof TrainingEvent.Stepped step && step.step() % BETWEEN == 0) {
                            look();
                        }
                    },
                    () -> false);
        }
    }
}
