package io.spmtrack.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Times runs on a device by the wall clock, and apart from each what it does besides computing. */
public final class DeviceWatch {
    private static final int FEWEST_RUNS = 3;
    private static final int MOST_RUNS = 50;
    private static final double SECOND = 1e9;
    private static final double MILLION = 1e6;

    private final double seconds;

    /** @param seconds to spend on each measurement, half of them to warm up; slow runs take longer */
    public DeviceWatch(double seconds) {
        this.seconds = seconds;
    }

    /**
     * How long something took.
     *
     * @param median milliseconds
     * @param best milliseconds
     * @param operations multiplications and additions of a run, or 0
     * @param overheads median milliseconds of what is not computing, by name
     */
    public record Row(String name, double median, double best, double operations, Map<String, Double> overheads) {
        public Row {
            overheads = new LinkedHashMap<>(overheads);
        }

        /** GFLOP/s of the median run. */
        public OptionalDouble gflops() {
            return operations > 0 ? OptionalDouble.of(operations / (MILLION * median)) : OptionalDouble.empty();
        }
    }

    /** Times a run, then what it does besides computing. */
    public Row time(String name, double operations, Runnable work, Map<String, Runnable> overheads) {
        List<Double> runs = milliseconds(work);
        Map<String, Double> apart = new LinkedHashMap<>();
        overheads.forEach((what, part) -> apart.put(what, median(milliseconds(part))));
        return new Row(name, median(runs), runs.getFirst(), operations, apart);
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    /** Milliseconds of each run, sorted. */
    private List<Double> milliseconds(Runnable work) {
        long warm = System.nanoTime() + (long) (SECOND * seconds / 2);
        do {
            work.run();
        } while (System.nanoTime() < warm);
        List<Double> runs = new ArrayList<>();
        long end = System.nanoTime() + (long) (SECOND * seconds / 2);
        while (runs.size() < FEWEST_RUNS || runs.size() < MOST_RUNS && System.nanoTime() < end) {
            long start = System.nanoTime();
            work.run();
            runs.add((System.nanoTime() - start) / MILLION);
        }
        return runs.stream().sorted().toList();
    }
}
