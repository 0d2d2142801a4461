package io.spmtrack.jmh;

import io.spmtrack.bench.OpKind;
import io.spmtrack.bench.OpRun;
import io.spmtrack.bench.Shapes;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Matrix products, TMoE, attention, row kernels and a whole block on a model's sizes, each checked before it is timed. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class OpBenchmark {
    @Param({"base", "tiny", "large", "giant", "base-x4", "tiny-x8"})
    public String shapes;

    @Param
    public OpKind op;

    @Param("cpu")
    public String backend;

    private OpRun run;
    private double operations;
    private double bytes;
    private Map<String, Double> overheads;

    /** Compares with the reference. */
    @Setup(Level.Trial)
    public void setUp() {
        run = new OpRun(op.of(Shapes.of(shapes)), BackendUnderTest.named(backend));
        operations = run.operations();
        bytes = run.bytes();
        overheads = BackendUnderTest.apart(run::run, run.overheads());
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        run.close();
    }

    @Benchmark
    public void run(Rate rate) {
        run.run();
        rate.count(operations, bytes, overheads);
    }
}
