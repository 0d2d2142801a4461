package io.spmtrack.jmh.lab;

import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
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

/**
 * Ways through the memory of a layer normalisation of 1318 rows of 768 (no scale and shift), on one thread of a Zen 4. In the engine, with
 * scale and shift on two threads, the overlapped form took 0.21 ms and three passes 0.30 ms.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LayerNormForms {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int ROWS = 1318;
    private static final int COUNT = 768;
    private static final long ROW = 4L * COUNT;
    private static final double TOLERANCE = 1e-4;

    private final float[] lanes = new float[L];
    private Storage from;
    private Storage to;
    private MemorySegment x;
    private MemorySegment y;

    /** Every form against the formula. */
    @Setup(Level.Trial)
    public void setUp() {
        from = new Storage((long) ROWS * COUNT);
        to = new Storage((long) ROWS * COUNT);
        x = from.segment();
        y = to.segment();
        for (int i = 0; i < ROWS * COUNT; i++) {
            x.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Math.sin(i * 0.7) + i / COUNT % 4);
        }
        check("overlapped", overlapped());
        check("threePasses", threePasses());
        check("twoPasses", twoPasses());
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        from.close();
        to.close();
    }

    private void check(String what, MemorySegment results) {
        for (int row = 0; row < ROWS; row += 101) {
            double mean = 0;
            double squares = 0;
            for (int i = 0; i < COUNT; i++) {
                mean += value(x, row, i) / COUNT;
            }
            for (int i = 0; i < COUNT; i++) {
                squares += Math.pow(value(x, row, i) - mean, 2) / COUNT;
            }
            for (int i = 0; i < COUNT; i++) {
                double expected = (value(x, row, i) - mean) / Math.sqrt(squares);
                if (!(Math.abs(value(results, row, i) - expected) < TOLERANCE * Math.max(1, mean))) {
                    throw new IllegalStateException(what + " in row " + row);
                }
            }
        }
    }

    private static double value(MemorySegment of, int row, int i) {
        return of.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * COUNT + i);
    }

    private FloatVector load(long at) {
        return FloatVector.fromMemorySegment(F, x, at, ORDER);
    }

    // The lanes in order, compiled or not.
    private float sum(FloatVector vector) {
        vector.intoArray(lanes, 0);
        float sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    private float sum(long at) {
        FloatVector even = FloatVector.broadcast(F, 0);
        FloatVector odd = FloatVector.broadcast(F, -0f);
        for (int i = 0; i < COUNT; i += 2 * L) {
            even = even.add(load(at + 4L * i));
            odd = odd.add(load(at + 4L * (i + L)));
        }
        return sum(even.add(odd));
    }

    private float inverse(long at, float mean) {
        FloatVector even = FloatVector.broadcast(F, 0);
        FloatVector odd = FloatVector.broadcast(F, -0f);
        for (int i = 0; i < COUNT; i += 2 * L) {
            FloatVector a = load(at + 4L * i).sub(mean);
            FloatVector b = load(at + 4L * (i + L)).sub(mean);
            even = a.fma(a, even);
            odd = b.fma(b, odd);
        }
        return (float) (1 / Math.sqrt(sum(even.add(odd)) / COUNT));
    }

    private void write(long at, float mean, float inverse) {
        for (int i = 0; i < COUNT; i += L) {
            load(at + 4L * i).sub(mean).mul(inverse).intoMemorySegment(y, at + 4L * i, ORDER);
        }
    }

    /** The engine's: while a row is written the next one is summed, so that reading and writing memory overlap; 158 µs on one thread. */
    @Benchmark
    public MemorySegment overlapped() {
        float mean = sum(0) / COUNT;
        for (int row = 0; row < ROWS; row++) {
            long at = row * ROW;
            mean = writeAndSum(at, mean, inverse(at, mean), Math.min(row + 1, ROWS - 1) * ROW) / COUNT;
        }
        return y;
    }

    private float writeAndSum(long at, float mean, float inverse, long next) {
        FloatVector even = FloatVector.broadcast(F, 0);
        FloatVector odd = FloatVector.broadcast(F, -0f);
        for (int i = 0; i < COUNT; i += 2 * L) {
            even = even.add(load(next + 4L * i));
            odd = odd.add(load(next + 4L * (i + L)));
            load(at + 4L * i).sub(mean).mul(inverse).intoMemorySegment(y, at + 4L * i, ORDER);
            load(at + 4L * (i + L)).sub(mean).mul(inverse).intoMemorySegment(y, at + 4L * (i + L), ORDER);
        }
        return sum(even.add(odd));
    }

    /** Sum, squares of the differences and result one after the other, row by row: each waits for the one before; 165 µs. */
    @Benchmark
    public MemorySegment threePasses() {
        for (int row = 0; row < ROWS; row++) {
            long at = row * ROW;
            float mean = sum(at) / COUNT;
            write(at, mean, inverse(at, mean));
        }
        return y;
    }

    /** Sum and squares in one pass, less the square of the mean: loses digits where the mean is large; 146 µs. */
    @Benchmark
    public MemorySegment twoPasses() {
        for (int row = 0; row < ROWS; row++) {
            long at = row * ROW;
            FloatVector sums = FloatVector.broadcast(F, 0);
            FloatVector squares = FloatVector.broadcast(F, -0f);
            for (int i = 0; i < COUNT; i += L) {
                FloatVector value = load(at + 4L * i);
                sums = sums.add(value);
                squares = value.fma(value, squares);
            }
            double mean = sum(sums) / (double) COUNT;
            double variance = sum(squares) / (double) COUNT - mean * mean;
            write(at, (float) mean, (float) (1 / Math.sqrt(variance)));
        }
        return y;
    }
}
