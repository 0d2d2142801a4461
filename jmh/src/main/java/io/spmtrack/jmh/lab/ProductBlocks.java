package io.spmtrack.jmh.lab;

import io.spmtrack.cli.bench.OpKind;
import io.spmtrack.cli.bench.OpRun;
import io.spmtrack.cli.bench.Shapes;
import io.spmtrack.engine.cpu.CpuBackend;
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

/**
 * How much of A and B a matrix product packs at a time: rows of A, and the depth of both. The figures are per cent of the FMA peak on two
 * cores of a Zen 4 (1 MiB of second-level cache each) at 1318 x 768 x 768, 768 x 3072 and 3072 x 768, fastest of some hundred runs.
 * Pages of 2 MiB for native memory ({@code GLIBC_TUNABLES=glibc.malloc.hugetlb=1}) changed nothing.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class ProductBlocks {
    private static final int THREADS =
            Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());

    @Param({"base", "large"})
    public String shapes;

    @Param({"GEMM", "GEMM_UP", "GEMM_DOWN"})
    public OpKind op;

    private OpRun run;

    /** Compares with the reference. */
    @Setup(Level.Trial)
    public void setUp() {
        run = new OpRun(op.of(Shapes.of(shapes)), new CpuBackend(THREADS));
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        run.close();
    }

    private void product() {
        run.run();
    }

    /** The engine's: A takes 144 or 288 KiB, of a weight gradient's 1318 tokens one block; 95, 94, 95 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.rows=48", "-Dgemm.depth=1536"})
    public void rows48depth1536() {
        product();
    }

    /** Nearly the same, but weight gradients have two blocks (87 instead of 89 %); 94, 93, 94 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.rows=60", "-Dgemm.depth=1024"})
    public void rows60depth1024() {
        product();
    }

    /** C is read and written twice as often where the depth is 3072; 94, 93, 93 to 94 %, weight gradients 76 to 87 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.rows=60", "-Dgemm.depth=768"})
    public void rows60depth768() {
        product();
    }

    /** The engine's before: 360 KiB of A collide with B in the cache, differently in each process; 92, 89, 89 to 94 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.rows=120", "-Dgemm.depth=768"})
    public void rows120depth768() {
        product();
    }

    /** As large, less deep; 92, 87, 90 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.rows=180", "-Dgemm.depth=512"})
    public void rows180depth512() {
        product();
    }

    /** A panel of B fits the first-level cache better, but C is touched more often; 94, 89, 91 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.rows=120", "-Dgemm.depth=384"})
    public void rows120depth384() {
        product();
    }
}
