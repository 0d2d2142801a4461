package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.cpu.CpuBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    @TempDir
    private Path folder;

    /**
     * @param kilobytes resident
     * @param files open
     */
    private record Seen(long kilobytes, long files) {}

    /** By hand with -Dendurance.seconds=90. The heap has its size from the start, so that it is not what grows. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledIfSystemProperty(named = "endurance.seconds", matches = "\\d+")
    void residentMemoryAndOpenFilesStay() throws Exception {
        MixtureRunTest.clip(Files.createDirectories(folder.resolve("set")), "Ball");
        List<String> flags = List.of("-Xms200m", "-Xmx200m", "-XX:+AlwaysPreTouch");
        Process process = OwnProcess.start(flags, EnduranceTest.class, folder.resolve("output"), folder);
        List<Seen> seen = new ArrayList<>();
        try {
            for (int second = 0; second < Integer.getInteger("endurance.seconds"); second++) {
                Thread.sleep(1000);
                assertTrue(process.isAlive(), () -> "ended: " + output());
                seen.add(look(process.pid()));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<Seen> warm = seen.subList(seen.size() / 2, seen.size() * 3 / 4);
        List<Seen> late = seen.subList(seen.size() * 3 / 4, seen.size());
        System.out.println("warm " + warm.getLast() + ", at the end " + late.getLast());
        assertTrue(most(late) <= MOST_GROWTH * most(warm), seen::toString);
        assertEquals(files(warm), files(late), seen::toString);
    }

    private static long most(List<Seen> seen) {
        return seen.stream().mapToLong(Seen::kilobytes).max().orElseThrow();
    }

    private static long files(List<Seen> seen) {
        return seen.stream().mapToLong(Seen::files).max().orElseThrow();
    }

    private static Seen look(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        String resident = Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElseThrow();
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return new Seen(Long.parseLong(resident.replaceAll("\\D", "")), files.count());
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Trains, validates and saves until it is killed. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        RunSettings settings = MixtureRunTest.settings(
                "otb:" + folder.resolve("set") + ",synthetic:",
                "train.steps=1000000",
                "train.validate_every=40",
                "train.validation_samples=12",
                "sampling.samples_per_epoch=240");
        try (Trainer trainer = new Trainer(settings, new RunFolder(folder.resolve("run")), new CpuBackend(1))) {
            trainer.run(event -> {}, () -> false);
        }
    }
}
