package io.spmtrack.bench;

import com.sun.management.ThreadMXBean;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.cpu.measure.Clock;
import io.spmtrack.engine.cpu.measure.Peak;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Times runs, with the peak of the machine measured beside each. */
public final class Stopwatch implements AutoCloseable {
    private static final int FEWEST_RUNS = 3;
    private static final int MOST_RUNS = 50;
    private static final int FIRST_RUNS = 2;
    /** Warming up takes at most so many times the time that it should. */
    private static final int PATIENCE = 30;
    /** So many runs without anything compiled tell that the interpreter has nothing left to count. */
    private static final int SETTLED_RUNS = 10;

    private static final int STREAMS = 5;
    private static final long STREAM = 64L << 20;
    private static final double SECOND = 1e9;
    private static final double MILLION = 1e6;
    /** Shorter runs are repeated before the clock is read. */
    private static final double SHORTEST = 2;
    /** Longer runs have more bursts on either side: one alone may have met other work on the machine. */
    private static final double MILLISECONDS_A_BURST = 200;

    private static final int FEWEST_BURSTS = 3;
    private static final int MOST_BURSTS = 8;
    /** Milliseconds of runs between two bursts: during a burst the caches of a shared machine cool down for the next run. */
    private static final double TOGETHER = 100;

    private final Peak peak;
    private final LongSupplier clock;
    private final double seconds;
    private double most;

    /**
     * Measures on as many threads as what will be timed.
     *
     * @param seconds to spend on each measurement, half of them to warm up; slow runs take longer
     */
    public Stopwatch(int threads, double seconds) {
        this.peak = new Peak(threads);
        this.clock = Clock.of(threads);
        this.seconds = seconds;
    }

    /** The most GFLOP/s the machine did so far. */
    public double peak() {
        for (int burst = 0; burst < MOST_BURSTS; burst++) { // in a single one a thread may come late
            most = Math.max(most, peak.gflops());
        }
        return most;
    }

    /** GB/s of copying a block larger than the caches; read and written bytes both count. */
    public double bandwidth() {
        double fastest = DoubleStream.generate(() -> peak.copy(STREAM))
                .limit(STREAMS)
                .min()
                .orElseThrow();
        return 2 * STREAM / SECOND / fastest;
    }

    /** An op: its rate against the peak, or where it has no matrix products against a copy. */
    public Timing time(OpRun op) {
        double operations = op.operations();
        return time(op.op().name(), operations, operations > 0 ? 0 : op.bytes(), op::run, () -> {});
    }

    /**
     * Anything.
     *
     * @param operations that it counts as, or 0
     * @param bytes that it reads and writes, or 0
     * @param warm called when warming up is over
     */
    public Timing time(String name, double operations, double bytes, Runnable work, Runnable warm) {
        double estimate = warmUp(work);
        warm.run();
        int repeats = (int) Math.ceil(SHORTEST / estimate);
        List<Timing.Run> runs = new ArrayList<>();
        long end = clock.getAsLong() + (long) (SECOND * seconds / 2);
        Machine before = machine(estimate, bytes);
        while (runs.size() < FEWEST_RUNS || runs.size() < MOST_RUNS && clock.getAsLong() < end) {
            List<Double> taken = new ArrayList<>();
            double sum = 0;
            while (sum < TOGETHER) {
                taken.add(milliseconds(work, repeats));
                sum += taken.getLast() * repeats;
            }
            Machine after = machine(taken.getLast(), bytes);
            double most = Math.max(before.peak, after.peak);
            double copy = Math.min(before.copy, after.copy);
            taken.forEach(milliseconds -> runs.add(new Timing.Run(milliseconds, most, copy)));
            before = after;
        }
        return new Timing(name, runs, operations, bytes, OptionalLong.of(heapBytes(work, repeats)));
    }

    /** What the machine can do at a moment: GFLOP/s, and milliseconds of a copy. */
    private record Machine(double peak, double copy) {}

    /** Beside a run of so many milliseconds: other work can only slow a burst down, so the fastest one tells. */
    private Machine machine(double milliseconds, double bytes) {
        double fastest = 0;
        double copy = bytes > 0 ? Double.POSITIVE_INFINITY : 0;
        int bursts = Math.clamp(Math.round(milliseconds / MILLISECONDS_A_BURST), FEWEST_BURSTS, MOST_BURSTS);
        for (int i = 0; i < bursts; i++) {
            fastest = Math.max(fastest, peak.gflops());
            copy = Math.min(copy, bytes > 0 ? 1e3 * peak.copy((long) bytes / 2) : 0);
        }
        most = Math.max(most, fastest);
        return new Machine(fastest, copy);
    }

    /**
     * Tracking: the network, then reading, cropping, the rest, and whole frames.
     *
     * @param operations that a frame counts as
     * @param times that the network's backend counts in
     */
    public List<Timing> frames(FrameRun frames, String preset, double operations, CpuProfile times) {
        double estimate = warmUp(frames::next);
        times.reset();
        List<Double> peaks = new ArrayList<>();
        List<FrameRun.Parts> parts = new ArrayList<>();
        long end = clock.getAsLong() + (long) (SECOND * seconds / 2);
        double before = machine(estimate, 0).peak;
        while (parts.size() < FEWEST_RUNS || parts.size() < MOST_RUNS && clock.getAsLong() < end) {
            parts.add(frames.next());
            double after = machine(parts.getLast().total(), 0).peak;
            peaks.add(Math.max(before, after));
            before = after;
        }
        OptionalLong heap = OptionalLong.of(heapBytes(frames::network, 1));
        return List.of(
                timing("frame-" + preset, parts, FrameRun.Parts::model, peaks, operations, heap),
                timing("decode", parts, FrameRun.Parts::decode, peaks, 0, OptionalLong.empty()),
                timing("crop", parts, FrameRun.Parts::crop, peaks, 0, OptionalLong.empty()),
                timing("inputs, score map, box", parts, FrameRun.Parts::rest, peaks, 0, OptionalLong.empty()),
                timing("track-" + preset, parts, FrameRun.Parts::total, peaks, 0, OptionalLong.empty()));
    }

    private static Timing timing(
            String name,
            List<FrameRun.Parts> parts,
            ToDoubleFunction<FrameRun.Parts> part,
            List<Double> peaks,
            double operations,
            OptionalLong heap) {
        List<Timing.Run> runs = IntStream.range(0, parts.size())
                .mapToObj(i -> new Timing.Run(part.applyAsDouble(parts.get(i)), peaks.get(i), 0))
                .toList();
        return new Timing(name, runs, operations, 0, heap);
    }

    /**
     * Milliseconds of the last run. Goes on until nothing was compiled for as long as warming up takes anyway and for some runs:
     * short runs in the interpreter take longer than that to reach the next compilation.
     */
    private double warmUp(Runnable work) {
        long least = (long) (SECOND * seconds / 2);
        long start = System.nanoTime();
        long quiet = start;
        int runs = 0;
        long compiled = compiled();
        double last = milliseconds(work, FIRST_RUNS);
        while (!settled(System.nanoTime() - quiet, runs, least) && System.nanoTime() - start < PATIENCE * least) {
            last = milliseconds(work, 1);
            runs++;
            if (compiled() != compiled) {
                compiled = compiled();
                quiet = System.nanoTime();
                runs = 0;
            }
        }
        return Math.max(last, 1e-3);
    }

    private static boolean settled(long quiet, int runs, long least) {
        return quiet >= least && (runs >= SETTLED_RUNS || quiet >= SETTLED_RUNS * least);
    }

    /** Milliseconds that compilers have worked. */
    private static long compiled() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    private double milliseconds(Runnable work, int repeats) {
        long start = clock.getAsLong();
        for (int i = 0; i < repeats; i++) {
            work.run();
        }
        return (clock.getAsLong() - start) / MILLION / repeats;
    }

    /** Bytes all threads allocate in a run that is the same as those before, less what asking takes. */
    private static long heapBytes(Runnable work, int repeats) {
        long before = allocated();
        long start = allocated();
        long asking = start - before;
        for (int i = 0; i < repeats; i++) {
            work.run();
        }
        return Math.max(0, allocated() - start - asking) / repeats;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    @Override
    public void close() {
        peak.close();
    }
}
