package io.spmtrack.cli.options;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.train.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a rank runs.
 *
 * @param host its machine
 * @param allowed the cores that the system lets it use, as the system writes them; empty where it does not say
 * @param cores how many these are
 * @param lanes floats of a vector
 */
public record Place(String host, String allowed, int cores, int lanes) {
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    /** Where this process runs. */
    public static Place here() {
        String allowed = text(STATUS)
                .lines()
                .filter(line -> line.startsWith(ALLOWED))
                .map(line -> line.substring(ALLOWED.length()).strip())
                .findFirst()
                .orElse("");
        return new Place(text(HOST).strip(), allowed, Runtime.getRuntime().availableProcessors(), CpuBackend.lanes());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // another system
        }
    }

    /** Where all ranks run, in their order. */
    public static List<Place> all(World world) {
        Place own = here();
        String line = own.host() + "\t" + own.allowed() + "\t" + own.cores() + "\t" + own.lanes();
        return world.gather(line).stream().map(Place::of).toList();
    }

    private static Place of(String line) {
        String[] parts = line.split("\t", -1);
        return new Place(parts[0], parts[1], Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
    }

    /**
     * Threads for each rank at this place: its cores divided among the ranks that may use the same ones. Where a launcher binds every
     * rank to cores of its own nothing is divided.
     */
    public int threads(List<Place> all) {
        long sharing = all.stream()
                .filter(other -> other.host().equals(host) && other.allowed().equals(allowed))
                .count();
        return Math.max(1, cores / (int) Math.max(1, sharing));
    }
}
