package io.spmtrack.engine.cpu.measure;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.LongSupplier;
import jdk.incubator.vector.FloatVector;

/**
 * What the machine can do at this moment, in short bursts that go between the runs of a kernel: fused multiply-adds on
 * registers, and copies through memory. Machines drift by a tenth and more, so only such neighbours are compared.
 */
public final class Peak implements AutoCloseable {
    /** Independent sums: two units of four cycles latency need eight. */
    private static final int CHAINS = 12;

    private static final int ROUNDS = 1 << 21;
    private static final int FIRST_ROUNDS = 1 << 15;
    private static final int FIRST_BURSTS = 40;
    /** Billions of operations a second of a thread that the interpreter stays below and compiled code is beyond. */
    private static final double COMPILED = 3;

    private static final long PATIENCE = 5_000_000_000L;

    private final Workers workers;
    private final LongSupplier clock;
    private final float[][] sums;
    private final float[] left = filled(0.5f);
    private final float[] right = filled(1f);
    private Storage from = new Storage(0);
    private Storage to = new Storage(0);

    /** For kernels on so many threads. */
    public Peak(int threads) {
        this.workers = new Workers(threads);
        this.clock = Clock.of(threads);
        this.sums = new float[threads][CHAINS * Lanes.L];
        long end = System.nanoTime() + PATIENCE;
        double rate = 0;
        for (int i = 0; i < FIRST_BURSTS || rate < COMPILED * threads && System.nanoTime() < end; i++) {
            rate = gflops(FIRST_ROUNDS); // compiled before an answer counts
        }
    }

    private static float[] filled(float value) {
        float[] vector = new float[Lanes.L];
        Arrays.fill(vector, value);
        return vector;
    }

    /** Billions of multiplications and additions a second on all threads, from a burst of some milliseconds. */
    public double gflops() {
        return gflops(ROUNDS);
    }

    private double gflops(int rounds) {
        long start = clock.getAsLong();
        workers.run((thread, threads) -> multiplyAdd(sums[thread], left, right, rounds));
        double operations = 2.0 * CHAINS * Lanes.L * rounds * workers.threads();
        return operations / Math.max(1, clock.getAsLong() - start);
    }

    /**
     * Seconds to copy a block: the yardstick of kernels that only move memory.
     *
     * @param bytes read; as many are written
     */
    public double copy(long bytes) {
        long elements = bytes / DType.BYTES;
        if (elements > from.elements()) {
            from.close();
            to.close();
            from = new Storage(elements);
            to = new Storage(elements);
            copyOnce(elements); // the pages are there before it counts
        }
        long start = clock.getAsLong();
        copyOnce(elements);
        return (clock.getAsLong() - start) / 1e9;
    }

    private void copyOnce(long elements) {
        MemorySegment source = from.segment();
        MemorySegment target = to.segment();
        workers.run((thread, threads) -> {
            long first = elements * thread / threads * DType.BYTES;
            long last = elements * (thread + 1) / threads * DType.BYTES;
            MemorySegment.copy(source, first, target, first, last - first);
        });
    }

    // The sum is the last operand, as in a matrix product: the instruction overwrites it without a copy.
    // Each sum is loaded by itself: sharing one vector between them makes C2 box them.
    private static void multiplyAdd(float[] sums, float[] left, float[] right, int rounds) {
        int lanes = Lanes.L;
        FloatVector x = FloatVector.fromArray(Lanes.F, left, 0);
        FloatVector y = FloatVector.fromArray(Lanes.F, right, 0);
        FloatVector a = FloatVector.fromArray(Lanes.F, sums, 0);
        FloatVector b = FloatVector.fromArray(Lanes.F, sums, lanes);
        FloatVector c = FloatVector.fromArray(Lanes.F, sums, 2 * lanes);
        FloatVector d = FloatVector.fromArray(Lanes.F, sums, 3 * lanes);
        FloatVector e = FloatVector.fromArray(Lanes.F, sums, 4 * lanes);
        FloatVector f = FloatVector.fromArray(Lanes.F, sums, 5 * lanes);
        FloatVector g = FloatVector.fromArray(Lanes.F, sums, 6 * lanes);
        FloatVector h = FloatVector.fromArray(Lanes.F, sums, 7 * lanes);
        FloatVector i = FloatVector.fromArray(Lanes.F, sums, 8 * lanes);
        FloatVector j = FloatVector.fromArray(Lanes.F, sums, 9 * lanes);
        FloatVector k = FloatVector.fromArray(Lanes.F, sums, 10 * lanes);
        FloatVector l = FloatVector.fromArray(Lanes.F, sums, 11 * lanes);
        for (int round = 0; round < rounds; round++) {
            a = x.fma(y, a);
            b = x.fma(y, b);
            c = x.fma(y, c);
            d = x.fma(y, d);
            e = x.fma(y, e);
            f = x.fma(y, f);
            g = x.fma(y, g);
            h = x.fma(y, h);
            i = x.fma(y, i);
            j = x.fma(y, j);
            k = x.fma(y, k);
            l = x.fma(y, l);
        }
        a.intoArray(sums, 0);
        b.intoArray(sums, lanes);
        c.intoArray(sums, 2 * lanes);
        d.intoArray(sums, 3 * lanes);
        e.intoArray(sums, 4 * lanes);
        f.intoArray(sums, 5 * lanes);
        g.intoArray(sums, 6 * lanes);
        h.intoArray(sums, 7 * lanes);
        i.intoArray(sums, 8 * lanes);
        j.intoArray(sums, 9 * lanes);
        k.intoArray(sums, 10 * lanes);
        l.intoArray(sums, 11 * lanes);
    }

    @Override
    public void close() {
        workers.close();
        from.close();
        to.close();
    }
}
