package io.spmtrack.jmh;

import io.spmtrack.engine.cpu.measure.Peak;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The bursts that all kernels are measured against, by themselves; they return what they found. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class PeakBenchmark {
    private static final long BLOCK = 64 << 20;

    private Peak peak;

    @Setup(Level.Trial)
    public void setUp() {
        peak = new Peak(Rate.THREADS);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        peak.close();
    }

    /** Fused multiply-adds on registers. */
    @Benchmark
    public double multiplyAdd() {
        return peak.gflops();
    }

    /** 64 MiB to another place. */
    @Benchmark
    public double copy() {
        return peak.copy(BLOCK);
    }
}
