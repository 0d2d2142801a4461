package io.spmtrack.jmh.lab;

import static jdk.incubator.vector.FloatVector.broadcast;

import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
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
 * Ways through a softmax of 1318 rows of 1318, on one thread of an Intel Xeon (Emerald Rapids, a virtual machine), vectors of 512 bits,
 * 2026-11-28: fastest of a thousand calls, the forms taking turns, in two processes; and how many times as long as copying the same
 * bytes. The two forms that write a result only once beat the engine's by 3 to 5 % here; the engine's own kernel took 1,660 microseconds
 * for as many rows (one process). On a Zen 4 the engine's form wins, so it stays: 1,114 microseconds (two chains), 1,127 (powers twice), 1,186
 * (online), 1,197 (maximum), 1,232 (one chain), 260 for the copy, the mean of one fork each; in a second
 * process it won as well.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class SoftmaxForms {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    private static final int ROWS = 1318;
    private static final int COUNT = 1318;
    private static final int WHOLE = COUNT / L * L;
    private static final long ROW = 4L * COUNT;
    private static final double TOLERANCE = 2e-6;

    private final float[] lanes = new float[L];
    private final float[] sumLanes = new float[L];
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
            x.setAtIndex(FLOAT, i, 8 * (float) Math.sin(i * 0.7) + i / COUNT % 4);
        }
        check("twoChains", twoChains());
        check("oneChain", oneChain());
        check("maximum", maximum());
        check("powersTwice", powersTwice());
        check("online", online());
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        from.close();
        to.close();
    }

    private void check(String what, MemorySegment results) {
        for (int row = 0; row < ROWS; row += 101) {
            double sum = 0;
            for (int i = 0; i < COUNT; i++) {
                sum += Math.exp(x.getAtIndex(FLOAT, (long) row * COUNT + i));
            }
            for (int i = 0; i < COUNT; i++) {
                double expected = Math.exp(x.getAtIndex(FLOAT, (long) row * COUNT + i)) / sum;
                double result = results.getAtIndex(FLOAT, (long) row * COUNT + i);
                if (!(Math.abs(result - expected) < TOLERANCE * expected)) {
                    throw new IllegalStateException(what + " in row " + row + ": " + result + ", expected " + expected);
                }
            }
        }
        results.fill((byte) 0);
    }

    @CompilerControl(CompilerControl.Mode.INLINE)
    private static FloatVector load(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(F, segment, at, ORDER);
    }

    // The largest of the lanes and of what is left behind the last whole vector.
    private float largest(long at) {
        float largest = lanes[0];
        for (float lane : lanes) {
            largest = lane > largest ? lane : largest;
        }
        for (int i = WHOLE; i < COUNT; i++) {
            float value = x.get(FLOAT, at + 4L * i);
            largest = value > largest ? value : largest;
        }
        return largest;
    }

    // The lanes and the powers of what is left, which are written.
    private float sum(long at, float largest) {
        float sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        for (int i = WHOLE; i < COUNT; i++) {
            float power = Powers.power(x.get(FLOAT, at + 4L * i) - largest);
            y.set(FLOAT, at + 4L * i, power);
            sum += power;
        }
        return sum;
    }

    private float powers(long at, float largest) {
        FloatVector sums = broadcast(F, 0);
        for (int i = 0; i < WHOLE; i += L) {
            FloatVector power = Powers.power(load(x, at + 4L * i).sub(largest));
            power.intoMemorySegment(y, at + 4L * i, ORDER);
            sums = sums.add(power);
        }
        sums.intoArray(lanes, 0);
        return sum(at, largest);
    }

    private void scale(long at, float factor) {
        for (int i = 0; i < WHOLE; i += L) {
            load(y, at + 4L * i).mul(factor).intoMemorySegment(y, at + 4L * i, ORDER);
        }
        scaleRest(at, factor);
    }

    private void scaleRest(long at, float factor) {
        for (int i = WHOLE; i < COUNT; i++) {
            y.set(FLOAT, at + 4L * i, y.get(FLOAT, at + 4L * i) * factor);
        }
    }

    private void powersAgain(long at, float largest, float factor) {
        for (int i = 0; i < WHOLE; i += L) {
            Powers.power(load(x, at + 4L * i).sub(largest)).mul(factor).intoMemorySegment(y, at + 4L * i, ORDER);
        }
        scaleRest(at, factor);
    }

    private float largestInTwoChains(long at) {
        FloatVector a = broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector b = broadcast(F, -Float.MAX_VALUE);
        int i = 0;
        for (; i + 2 * L <= COUNT; i += 2 * L) {
            FloatVector even = load(x, at + 4L * i);
            FloatVector odd = load(x, at + 4L * (i + L));
            a = a.blend(even, even.compare(VectorOperators.GT, a));
            b = b.blend(odd, odd.compare(VectorOperators.GT, b));
        }
        if (i < WHOLE) {
            FloatVector even = load(x, at + 4L * i);
            a = a.blend(even, even.compare(VectorOperators.GT, a));
        }
        a.blend(b, b.compare(VectorOperators.GT, a)).intoArray(lanes, 0);
        return largest(at);
    }

    private float largestInOneChain(long at) {
        FloatVector a = broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < WHOLE; i += L) {
            FloatVector value = load(x, at + 4L * i);
            a = a.blend(value, value.compare(VectorOperators.GT, a));
        }
        a.intoArray(lanes, 0);
        return largest(at);
    }

    private float largestByMaximum(long at) {
        FloatVector a = broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector b = broadcast(F, -Float.MAX_VALUE);
        int i = 0;
        for (; i + 2 * L <= COUNT; i += 2 * L) {
            a = a.max(load(x, at + 4L * i));
            b = b.max(load(x, at + 4L * (i + L)));
        }
        if (i < WHOLE) {
            a = a.max(load(x, at + 4L * i));
        }
        a.max(b).intoArray(lanes, 0);
        return largest(at);
    }

    private float sumOfPowers(long at, float largest) {
        FloatVector sums = broadcast(F, 0);
        for (int i = 0; i < WHOLE; i += L) {
            sums = sums.add(Powers.power(load(x, at + 4L * i).sub(largest)));
        }
        sums.intoArray(lanes, 0);
        return sum(at, largest);
    }

    // Each lane by itself: e^-|x - largest| is the factor of either the sum so far or the new power.
    private void onePass(long at) {
        FloatVector a = broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector sums = broadcast(F, 0);
        for (int i = 0; i < WHOLE; i += L) {
            FloatVector value = load(x, at + 4L * i);
            FloatVector power = Powers.power(value.sub(a).abs().neg());
            VectorMask<Float> larger = value.compare(VectorOperators.GT, a);
            sums = sums.add(power).blend(sums.fma(power, broadcast(F, 1)), larger);
            a = a.blend(value, larger);
        }
        a.intoArray(lanes, 0);
        sums.intoArray(sumLanes, 0);
    }

    private float onlineSum(long at, float largest) {
        FloatVector factor = Powers.power(FloatVector.fromArray(F, lanes, 0).sub(largest));
        FloatVector.fromArray(F, sumLanes, 0).mul(factor).intoArray(lanes, 0);
        return sum(at, largest);
    }

    /** The same bytes copied: the floor; 407, 402 µs. */
    @Benchmark
    public MemorySegment copied() {
        return y.copyFrom(x);
    }

    /** The engine's: the largest by two chains of comparisons, powers written and summed, scaled; 1,427, 1,451 µs, 3.5, 3.6 copies. */
    @Benchmark
    public MemorySegment twoChains() {
        for (long at = 0; at < ROWS * ROW; at += ROW) {
            scale(at, 1 / powers(at, largestInTwoChains(at)));
        }
        return y;
    }

    /** One chain of comparisons, each of which waits for the one before; 1,446, 1,478 µs, 3.6, 3.7 copies, and in a third process as fast. */
    @Benchmark
    public MemorySegment oneChain() {
        for (long at = 0; at < ROWS * ROW; at += ROW) {
            scale(at, 1 / powers(at, largestInOneChain(at)));
        }
        return y;
    }

    /** Two chains of {@code max}, which keeps NaN and tells zeros apart: several instructions each; 1,493, 1,503 µs, 3.7, 3.7 copies. */
    @Benchmark
    public MemorySegment maximum() {
        for (long at = 0; at < ROWS * ROW; at += ROW) {
            scale(at, 1 / powers(at, largestByMaximum(at)));
        }
        return y;
    }

    /** Powers summed without being written, computed again instead of scaled: one store less; 1,373, 1,400 µs, 3.4, 3.5 copies. */
    @Benchmark
    public MemorySegment powersTwice() {
        for (long at = 0; at < ROWS * ROW; at += ROW) {
            float largest = largestInTwoChains(at);
            powersAgain(at, largest, 1 / sumOfPowers(at, largest));
        }
        return y;
    }

    /** Largest and sum of each lane in one pass, powers computed again in a second; 1,350, 1,376 µs, 3.3, 3.4 copies. */
    @Benchmark
    public MemorySegment online() {
        for (long at = 0; at < ROWS * ROW; at += ROW) {
            onePass(at);
            float largest = largest(at);
            powersAgain(at, largest, 1 / onlineSum(at, largest));
        }
        return y;
    }
}
