package io.spmtrack.jmh.lab;

import io.spmtrack.bench.OpKind;
import io.spmtrack.bench.OpRun;
import io.spmtrack.bench.Shapes;
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
 * How much of A and B a matrix product packs at a time: KiB of A, the depth of both, and MiB of a B that is not packed ahead. The figures are per cent of the FMA peak on two
 * cores of a Zen 4 (1 MiB of second-level cache each) at 1318 x 768 x 768, 768 x 3072 and 3072 x 768, fastest of some hundred runs.
 * Pages of 2 MiB for native memory ({@code GLIBC_TUNABLES=glibc.malloc.hugetlb=1}) and the heap changed nothing.
 *
 * <p>Packing, GB/s of two threads. Transposed rows of A, strip by strip: 19 to 46 with 512 bits, and 9 to 12 in strips of six rows;
 * all rows of a few steps of depth before the next: 19 to 45, and 15 to 24. Six rows whose depth is contiguous: zipped four
 * by four by picking from two vectors, which AVX2 has not, 14.7; by widening each to longs 28, but the vectors of 128 bits this takes besides those
 * of 256 made transposed packing fall from 24 to 1 to 6 where it was compiled later; by shifts and blends (SixRows) 26, in any order. A panel of B, vector
 * by vector: 23 and, 3072 columns wide, 12; both vectors of a row together: 30 and 15 to 17; two, four or eight panels
 * together: no faster.
 *
 * <p>Which threads pack B, weight gradients, per cent in the median where two cores share a third-level cache and where they do not (a word passes between threads in 26 or
 * in 160 ns): half of its columns each, and each thread reads all of them, 88 to 90 and 80 to 82; each the columns it alone
 * reads, for all rows of A, 86 to 89 and 85 (Split).
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

    @Param({"GEMM", "GEMM_UP", "GEMM_DOWN", "WEIGHT_GRADIENT_DOWN"})
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

    /** The engine's with 1 MiB: 96 rows 768 deep or 48 rows 1536 deep; 96, 95, 95 %, weight gradients 90 to 93 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.packed=73728", "-Dgemm.depth=1536"})
    public void kib288depth1536() {
        product();
    }

    /**
     * B is read half as often; 96, 95, 96 %, but another process had weight gradients at 62 %: L2 holds A only on lucky pages. With 2 MiB
     * (one thread of an Emerald Rapids, 384 rows) it is the engine's: 91 instead of 88 % at 768 x 3072, the same at 768 x 768.
     */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.packed=147456", "-Dgemm.depth=1536"})
    public void kib576depth1536() {
        product();
    }

    /** B is read twice as often; 95, 93, 95 %, 88 % at 768 x 3072 where the third-level cache was busy. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.packed=36864", "-Dgemm.depth=1536"})
    public void kib144depth1536() {
        product();
    }

    /** C is read and written more often, weight gradients have two blocks (87 %); 94, 93, 94 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.packed=61440", "-Dgemm.depth=1024"})
    public void kib240depth1024() {
        product();
    }

    /** Depth 3072 in four blocks; 94, 92 to 93, 93 to 94 %, weight gradients 76 to 87 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.packed=46080", "-Dgemm.depth=768"})
    public void kib180depth768() {
        product();
    }

    /** The engine's before; 92, 89, 89 to 94 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.packed=92160", "-Dgemm.depth=768"})
    public void kib360depth768() {
        product();
    }

    /** 92, 87, 90 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.packed=92160", "-Dgemm.depth=512"})
    public void kib360depth512() {
        product();
    }

    /** A panel of B comes near the first-level cache, but C is touched more often; 94, 89, 91 %. */
    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dgemm.packed=46080", "-Dgemm.depth=384"})
    public void kib180depth384() {
        product();
    }

    /**
     * No groups of columns. When some rows met all of the depth too before the next rows, which no switch brings back, products 768 x 3072
     * and 3072 x 768 had 88.8 and 89.5 % in the mean of six processes' medians, 82 to 94, and 95 at best. The engine takes a block of
     * depth and a group of columns of 5 MiB for all rows, which the third-level cache holds also beside neighbours: 92.5 and 93.5, 92 to 94, and
     * 96 at best in five. (With groups of columns alone, so that 3072 x 768 packs A twice: 90.9 and 91.2, 86 to 93, and 94 at best in
     * eleven.) Weight gradient 768 x 1318 x 3072, whose B is packed in the same run, two processes: 74 to 83 % in the median and 82 to 88 at best
     * (256 bits 76 to 78, 81 to 83 %); in groups 88 to 90 and 90 % (87 to 89, 89 to 90 %).
     */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "-Dgemm.group=1000000000")
    public void groupWhole() {
        product();
    }

    /** Twice as much, so A is packed half as often; weight gradients 88 to 91 %, but 73 % with a busy third-level cache. */
    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "-Dgemm.group=2621440")
    public void group10MiB() {
        product();
    }
}
