package io.spmtrack.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two roofs that every kernel is measured against, for one thread ({@code -t 2} for two): fused multiply-adds on
 * registers and a stream through memory. The width of the vectors is the CPU's own.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PeakBenchmark {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int FLOATS_PER_CHAIN = 1 << 17;
    private static final int STREAM_FLOATS = 16 << 20;

    /** What the FMA chains start from and end in. */
    @State(Scope.Thread)
    public static class Registers {
        private final float[] sums = new float[CHAINS * SPECIES.length()];
        private final float[] left = filled(SPECIES.length(), 0.5f);
        private final float[] right = filled(SPECIES.length(), 1f);
    }

    /** Two arrays larger than the caches. */
    @State(Scope.Thread)
    public static class Memory {
        private final float[] from = filled(STREAM_FLOATS, 1f);
        private final float[] to = new float[STREAM_FLOATS];
    }

    /** Twelve independent chains of FMAs; the score is FLOP/s (two an FMA and float). */
    @Benchmark
    @OperationsPerInvocation(2 * CHAINS * FLOATS_PER_CHAIN)
    public float[] fma(Registers registers) {
        float[] sums = registers.sums;
        int lanes = SPECIES.length();
        FloatVector left = FloatVector.fromArray(SPECIES, registers.left, 0);
        FloatVector right = FloatVector.fromArray(SPECIES, registers.right, 0);
        // The sum is the last operand, as in a matrix product: the instruction overwrites it without a copy.
        // Each accumulator is loaded by itself: sharing one vector between them makes C2 box them.
        FloatVector a = FloatVector.fromArray(SPECIES, sums, 0);
        FloatVector b = FloatVector.fromArray(SPECIES, sums, lanes);
        FloatVector c = FloatVector.fromArray(SPECIES, sums, 2 * lanes);
        FloatVector d = FloatVector.fromArray(SPECIES, sums, 3 * lanes);
        FloatVector e = FloatVector.fromArray(SPECIES, sums, 4 * lanes);
        FloatVector f = FloatVector.fromArray(SPECIES, sums, 5 * lanes);
        FloatVector g = FloatVector.fromArray(SPECIES, sums, 6 * lanes);
        FloatVector h = FloatVector.fromArray(SPECIES, sums, 7 * lanes);
        FloatVector i = FloatVector.fromArray(SPECIES, sums, 8 * lanes);
        FloatVector j = FloatVector.fromArray(SPECIES, sums, 9 * lanes);
        FloatVector k = FloatVector.fromArray(SPECIES, sums, 10 * lanes);
        FloatVector l = FloatVector.fromArray(SPECIES, sums, 11 * lanes);
        int rounds = FLOATS_PER_CHAIN / lanes;
        for (int round = 0; round < rounds; round++) {
            a = left.fma(right, a);
            b = left.fma(right, b);
            c = left.fma(right, c);
            d = left.fma(right, d);
            e = left.fma(right, e);
            f = left.fma(right, f);
            g = left.fma(right, g);
            h = left.fma(right, h);
            i = left.fma(right, i);
            j = left.fma(right, j);
            k = left.fma(right, k);
            l = left.fma(right, l);
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
        return sums;
    }

    /** Scales one array into another; the score is bytes read and written per second. */
    @Benchmark
    @OperationsPerInvocation(2 * Float.BYTES * STREAM_FLOATS)
    public float[] stream(Memory memory) {
        float[] from = memory.from;
        float[] to = memory.to;
        FloatVector scale = FloatVector.broadcast(SPECIES, 3f);
        for (int at = 0; at < STREAM_FLOATS; at += SPECIES.length()) {
            FloatVector.fromArray(SPECIES, from, at).mul(scale).intoArray(to, at);
        }
        return to;
    }

    private static float[] filled(int length, float value) {
        float[] array = new float[length];
        Arrays.fill(array, value);
        return array;
    }
}
