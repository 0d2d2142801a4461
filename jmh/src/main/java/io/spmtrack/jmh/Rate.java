package io.spmtrack.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Work done, which JMH divides by the time: compare it with {@link PeakBenchmark}. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Rate {
    /** Billions of multiplications and additions. */
    public double gflop;
}
