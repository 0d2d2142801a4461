package io.spmtrack.jmh;

import io.spmtrack.engine.cpu.measure.Peak;
import java.util.Map;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Work done, which JMH divides by the time: GFLOP/s or GB/s, and the per cent of what the machine did right before the
 * iteration (FMAs, or for kernels without matrix products a copy of the same bytes). On a device that peak is another
 * machine's and there is no such share; there it is the per cent of the time that launches and transfers alone take.
 */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Rate {
    /** Threads of the backend and of the peak: {@code -Dthreads=1}. */
    static final int THREADS =
            Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());

    private static final int BURSTS = 5;
    private static final double PER_CENT = 100;
    private static final double THOUSAND = 1e3;
    private static final double GIGA = 1e9;

    public double gflop;
    public double gigabyte;
    public double percentOfPeak;
    public double percentLaunches;
    public double percentTransfers;

    private Peak peak;
    private double fastest;
    private double copySeconds;
    private double copied;

    @Setup(Level.Trial)
    public void begin() {
        peak = new Peak(THREADS);
    }

    @Setup(Level.Iteration)
    public void measure() {
        fastest = 0;
        copySeconds = copied > 0 ? Double.POSITIVE_INFINITY : 0;
        for (int i = 0; i < BURSTS; i++) {
            fastest = Math.max(fastest, peak.gflops());
            copySeconds = Math.min(copySeconds, copied > 0 ? peak.copy((long) (copied / 2)) : 0);
        }
    }

    /**
     * Counts a run that is about matrix products if it has any, else about memory.
     *
     * @param overheads milliseconds of a run's launches and transfers, on a device
     */
    void count(double operations, double bytes, Map<String, Double> overheads) {
        double share = 0;
        if (operations > 0) {
            gflop += operations / GIGA;
            share = operations / GIGA / fastest;
        } else {
            gigabyte += bytes / GIGA;
            copied = bytes;
            share = copySeconds;
        }
        percentOfPeak += overheads.isEmpty() ? PER_CENT * share : Double.NaN;
        percentLaunches += PER_CENT * overheads.getOrDefault("launches", 0.0) / THOUSAND;
        percentTransfers += PER_CENT * overheads.getOrDefault("transfers", 0.0) / THOUSAND;
    }

    @TearDown(Level.Trial)
    public void end() {
        peak.close();
    }
}
