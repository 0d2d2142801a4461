package io.spmtrack.jmh;

import io.spmtrack.bench.DeviceWatch;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.cpu.CpuBackend;
import java.util.Map;
import java.util.ServiceLoader;

/** What a benchmark's parameter {@code backend} names: the CPU, or a device where JVM and build have one. */
final class BackendUnderTest {
    private static final String CPU = "cpu";
    private static final double SECONDS = 1;

    private BackendUnderTest() {}

    /**
     * The backend called {@code name}.
     *
     * @throws IllegalArgumentException if this build has none of that name
     */
    static Backend named(String name) {
        if (name.equals(CPU)) {
            return new CpuBackend(Rate.THREADS);
        }
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "backend=" + name + ": this build has no such backend, see docs/gpu.md"));
    }

    /** Median milliseconds of what a run does besides computing, by name; empty on the CPU. */
    static Map<String, Double> apart(Runnable run, Map<String, Runnable> overheads) {
        if (overheads.isEmpty()) {
            return Map.of();
        }
        return new DeviceWatch(SECONDS).time("", 0, run, overheads).overheads();
    }
}
