package io.spmtrack.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How long something took.
 *
 * @param name as tables show it
 * @param runs each with the speed of the machine around it
 * @param operations multiplications and additions that a run counts as; 0 where it is not about them
 * @param bytes that a run reads and writes; 0 where it is not about them
 * @param heapBytes that a run allocates on the Java heap, where that was measured
 */
public record Timing(String name, List<Run> runs, double operations, double bytes, OptionalLong heapBytes) {
    private static final double MILLION = 1e6;

    /**
     * One run.
     *
     * @param milliseconds it took
     * @param peak the most GFLOP/s of the machine right before and after
     * @param copy the fewest milliseconds to copy as many bytes right before and after; 0 where that does not matter
     */
    public record Run(double milliseconds, double peak, double copy) {}

    public Timing {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException(name + " never ran");
        }
    }

    /** Milliseconds of the run in the middle. */
    public double median() {
        return median(runs.stream().mapToDouble(Run::milliseconds).toArray());
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private Run fastest() {
        return runs.stream().min(Comparator.comparingDouble(Run::milliseconds)).orElseThrow();
    }

    /** Milliseconds of the fastest run. */
    public double best() {
        return fastest().milliseconds();
    }

    /** GFLOP/s of the median run. */
    public OptionalDouble gflops() {
        return operations > 0 ? OptionalDouble.of(operations / (MILLION * median())) : OptionalDouble.empty();
    }

    /** GB/s of the median run. */
    public OptionalDouble gigabytes() {
        return bytes > 0 ? OptionalDouble.of(bytes / (MILLION * median())) : OptionalDouble.empty();
    }

    /** Share of the peak beside it, in the median. */
    public OptionalDouble share() {
        return operations > 0
                ? OptionalDouble.of(
                        median(runs.stream().mapToDouble(this::share).toArray()))
                : OptionalDouble.empty();
    }

    /** Of the fastest run, against the fastest peak of all: what other work on the machine disturbs least. */
    public OptionalDouble bestShare() {
        double peak = runs.stream().mapToDouble(Run::peak).max().orElseThrow();
        return operations > 0 ? OptionalDouble.of(operations / (MILLION * best()) / peak) : OptionalDouble.empty();
    }

    private double share(Run run) {
        return operations / (MILLION * run.milliseconds()) / run.peak();
    }

    /** How many copies of the same bytes would take as long, in the median. */
    public OptionalDouble copies() {
        double[] ratios = runs.stream()
                .filter(run -> run.copy() > 0)
                .mapToDouble(run -> run.milliseconds() / run.copy())
                .toArray();
        return ratios.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(ratios));
    }
}
