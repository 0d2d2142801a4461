package io.spmtrack.jmh.lab;

import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
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
 * Tiles of a product for machines with 16 vector registers of 256 bits (AVX2): 96 x 384 x 48 in the second-level cache, one thread of an
 * Emerald Rapids told to be such a machine; fastest of some ten thousand calls in two processes (median in brackets), and the floor at
 * the peak measured beside them, 40 microseconds. Behind these the mean on a Zen 4 of two forks at 256 bits and, with vectors of at most 128,
 * where the floor is 30.5 for both; that was with addresses kept out of vector registers (cpu.argfile), the first figures without.
 * With 32 registers the engine has 12 x 2, at all widths.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"})
@State(Scope.Thread)
public class ProductTiles {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final int BYTES = 4 * L;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int ROWS = 96;
    private static final int COLUMNS = 6 * L;
    private static final int DEPTH = 384;
    private static final double TOLERANCE = 1e-3;

    private final float[] fours = new float[ROWS * DEPTH];
    private final float[] sixes = new float[ROWS * DEPTH];
    private final float[] c = new float[ROWS * COLUMNS];
    private Storage memory;
    private MemorySegment twos;
    private MemorySegment threes;

    private static float left(int row, int p) {
        return (float) Math.sin(row * 0.7 + p);
    }

    private static float right(int p, int column) {
        return (float) Math.cos(column * 0.3 + p);
    }

    /** Packs strips of A and panels of B; every form against the formula. */
    @Setup(Level.Trial)
    public void setUp() {
        memory = new Storage(2L * DEPTH * COLUMNS);
        twos = memory.segment().asSlice(0, 4L * DEPTH * COLUMNS);
        threes = memory.segment().asSlice(4L * DEPTH * COLUMNS);
        for (int p = 0; p < DEPTH; p++) {
            for (int row = 0; row < ROWS; row++) {
                fours[row / 4 * 4 * DEPTH + 4 * p + row % 4] = left(row, p);
                sixes[row / 6 * 6 * DEPTH + 6 * p + row % 6] = left(row, p);
            }
            for (int column = 0; column < COLUMNS; column++) {
                pack(twos, 2 * L, p, column);
                pack(threes, 3 * L, p, column);
            }
        }
        check("sixByTwoUnrolled", sixByTwoUnrolled());
        check("fourByTwoUnrolled", fourByTwoUnrolled());
        check("fourByTwo", fourByTwo());
        check("sixByTwo", sixByTwo());
        check("fourByThree", fourByThree());
    }

    private static void pack(MemorySegment panels, int width, int p, int column) {
        long at = (long) column / width * width * DEPTH + (long) p * width + column % width;
        panels.setAtIndex(ValueLayout.JAVA_FLOAT, at, right(p, column));
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        memory.close();
    }

    private static void check(String what, float[] results) {
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column += 5) {
                double expected = 0;
                for (int p = 0; p < DEPTH; p++) {
                    expected += (double) left(row, p) * right(p, column);
                }
                if (!(Math.abs(results[row * COLUMNS + column] - expected) < TOLERANCE)) {
                    throw new IllegalStateException(what + " at " + row + ", " + column);
                }
            }
        }
        Arrays.fill(results, 0);
    }

    /**
     * The engine's with 16 registers: 12 sums of one strip of A, two steps a turn, so that counting and addresses take no more slots
     * than there are; 30.8 to 31.1, 31.2 on the Zen 4. In the engine products reach 91 to 93 % of the peak with it.
     */
    @Benchmark
    public float[] sixByTwoUnrolled() {
        for (int column = 0; column < COLUMNS; column += 2 * L) {
            for (int row = 0; row < ROWS; row += 6) {
                sixByTwoUnrolled(sixes, row * DEPTH, twos, 4L * column * DEPTH, c, row * COLUMNS + column);
            }
        }
        return c;
    }

    private static void sixByTwoUnrolled(float[] a, int aAt, MemorySegment b, long bFrom, float[] c, int cAt) {
        FloatVector c0x = FloatVector.broadcast(F, 0);
        FloatVector c0y = FloatVector.broadcast(F, 0);
        FloatVector c1x = FloatVector.broadcast(F, 0);
        FloatVector c1y = FloatVector.broadcast(F, 0);
        FloatVector c2x = FloatVector.broadcast(F, 0);
        FloatVector c2y = FloatVector.broadcast(F, 0);
        FloatVector c3x = FloatVector.broadcast(F, 0);
        FloatVector c3y = FloatVector.broadcast(F, 0);
        FloatVector c4x = FloatVector.broadcast(F, 0);
        FloatVector c4y = FloatVector.broadcast(F, 0);
        FloatVector c5x = FloatVector.broadcast(F, 0);
        FloatVector c5y = FloatVector.broadcast(F, 0);
        long bAt = bFrom;
        for (int p = 0; p + 2 <= DEPTH; p += 2) {
            FloatVector b0x = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector b0y = FloatVector.fromMemorySegment(F, b, bAt + 1L * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 6 * p]);
            c0x = a0.fma(b0x, c0x);
            c0y = a0.fma(b0y, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 6 * p + 1]);
            c1x = a1.fma(b0x, c1x);
            c1y = a1.fma(b0y, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 6 * p + 2]);
            c2x = a2.fma(b0x, c2x);
            c2y = a2.fma(b0y, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 6 * p + 3]);
            c3x = a3.fma(b0x, c3x);
            c3y = a3.fma(b0y, c3y);
            FloatVector a4 = FloatVector.broadcast(F, a[aAt + 6 * p + 4]);
            c4x = a4.fma(b0x, c4x);
            c4y = a4.fma(b0y, c4y);
            FloatVector a5 = FloatVector.broadcast(F, a[aAt + 6 * p + 5]);
            c5x = a5.fma(b0x, c5x);
            c5y = a5.fma(b0y, c5y);
            FloatVector b1x = FloatVector.fromMemorySegment(F, b, bAt + 2L * BYTES, ORDER);
            FloatVector b1y = FloatVector.fromMemorySegment(F, b, bAt + 3L * BYTES, ORDER);
            FloatVector a6 = FloatVector.broadcast(F, a[aAt + 6 * p + 6]);
            c0x = a6.fma(b1x, c0x);
            c0y = a6.fma(b1y, c0y);
            FloatVector a7 = FloatVector.broadcast(F, a[aAt + 6 * p + 7]);
            c1x = a7.fma(b1x, c1x);
            c1y = a7.fma(b1y, c1y);
            FloatVector a8 = FloatVector.broadcast(F, a[aAt + 6 * p + 8]);
            c2x = a8.fma(b1x, c2x);
            c2y = a8.fma(b1y, c2y);
            FloatVector a9 = FloatVector.broadcast(F, a[aAt + 6 * p + 9]);
            c3x = a9.fma(b1x, c3x);
            c3y = a9.fma(b1y, c3y);
            FloatVector a10 = FloatVector.broadcast(F, a[aAt + 6 * p + 10]);
            c4x = a10.fma(b1x, c4x);
            c4y = a10.fma(b1y, c4y);
            FloatVector a11 = FloatVector.broadcast(F, a[aAt + 6 * p + 11]);
            c5x = a11.fma(b1x, c5x);
            c5y = a11.fma(b1y, c5y);
            bAt += 4L * BYTES;
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + 1 * L);
        c1x.intoArray(c, cAt + 1 * COLUMNS);
        c1y.intoArray(c, cAt + 1 * COLUMNS + 1 * L);
        c2x.intoArray(c, cAt + 2 * COLUMNS);
        c2y.intoArray(c, cAt + 2 * COLUMNS + 1 * L);
        c3x.intoArray(c, cAt + 3 * COLUMNS);
        c3y.intoArray(c, cAt + 3 * COLUMNS + 1 * L);
        c4x.intoArray(c, cAt + 4 * COLUMNS);
        c4y.intoArray(c, cAt + 4 * COLUMNS + 1 * L);
        c5x.intoArray(c, cAt + 5 * COLUMNS);
        c5y.intoArray(c, cAt + 5 * COLUMNS + 1 * L);
    }

    /** The engine's before: 8 sums, one exit test for four steps, 81 to 86 % of the peak in the engine; 46, 46 µs (62, 47); 33.6, 33.3. */
    @Benchmark
    public float[] fourByTwoUnrolled() {
        for (int column = 0; column < COLUMNS; column += 2 * L) {
            for (int row = 0; row < ROWS; row += 4) {
                fourByTwoUnrolled(fours, row * DEPTH, twos, 4L * column * DEPTH, c, row * COLUMNS + column);
            }
        }
        return c;
    }

    private static void fourByTwoUnrolled(float[] a, int aAt, MemorySegment b, long bFrom, float[] c, int cAt) {
        FloatVector c0x = FloatVector.broadcast(F, 0);
        FloatVector c0y = FloatVector.broadcast(F, 0);
        FloatVector c1x = FloatVector.broadcast(F, 0);
        FloatVector c1y = FloatVector.broadcast(F, 0);
        FloatVector c2x = FloatVector.broadcast(F, 0);
        FloatVector c2y = FloatVector.broadcast(F, 0);
        FloatVector c3x = FloatVector.broadcast(F, 0);
        FloatVector c3y = FloatVector.broadcast(F, 0);
        long bAt = bFrom;
        for (int p = 0; p + 4 <= DEPTH; p += 4) {
            FloatVector b0x = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector b0y = FloatVector.fromMemorySegment(F, b, bAt + 1L * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 4 * p]);
            c0x = a0.fma(b0x, c0x);
            c0y = a0.fma(b0y, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 4 * p + 1]);
            c1x = a1.fma(b0x, c1x);
            c1y = a1.fma(b0y, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 4 * p + 2]);
            c2x = a2.fma(b0x, c2x);
            c2y = a2.fma(b0y, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 4 * p + 3]);
            c3x = a3.fma(b0x, c3x);
            c3y = a3.fma(b0y, c3y);
            FloatVector b1x = FloatVector.fromMemorySegment(F, b, bAt + 2L * BYTES, ORDER);
            FloatVector b1y = FloatVector.fromMemorySegment(F, b, bAt + 3L * BYTES, ORDER);
            FloatVector a4 = FloatVector.broadcast(F, a[aAt + 4 * p + 4]);
            c0x = a4.fma(b1x, c0x);
            c0y = a4.fma(b1y, c0y);
            FloatVector a5 = FloatVector.broadcast(F, a[aAt + 4 * p + 5]);
            c1x = a5.fma(b1x, c1x);
            c1y = a5.fma(b1y, c1y);
            FloatVector a6 = FloatVector.broadcast(F, a[aAt + 4 * p + 6]);
            c2x = a6.fma(b1x, c2x);
            c2y = a6.fma(b1y, c2y);
            FloatVector a7 = FloatVector.broadcast(F, a[aAt + 4 * p + 7]);
            c3x = a7.fma(b1x, c3x);
            c3y = a7.fma(b1y, c3y);
            FloatVector b2x = FloatVector.fromMemorySegment(F, b, bAt + 4L * BYTES, ORDER);
            FloatVector b2y = FloatVector.fromMemorySegment(F, b, bAt + 5L * BYTES, ORDER);
            FloatVector a8 = FloatVector.broadcast(F, a[aAt + 4 * p + 8]);
            c0x = a8.fma(b2x, c0x);
            c0y = a8.fma(b2y, c0y);
            FloatVector a9 = FloatVector.broadcast(F, a[aAt + 4 * p + 9]);
            c1x = a9.fma(b2x, c1x);
            c1y = a9.fma(b2y, c1y);
            FloatVector a10 = FloatVector.broadcast(F, a[aAt + 4 * p + 10]);
            c2x = a10.fma(b2x, c2x);
            c2y = a10.fma(b2y, c2y);
            FloatVector a11 = FloatVector.broadcast(F, a[aAt + 4 * p + 11]);
            c3x = a11.fma(b2x, c3x);
            c3y = a11.fma(b2y, c3y);
            FloatVector b3x = FloatVector.fromMemorySegment(F, b, bAt + 6L * BYTES, ORDER);
            FloatVector b3y = FloatVector.fromMemorySegment(F, b, bAt + 7L * BYTES, ORDER);
            FloatVector a12 = FloatVector.broadcast(F, a[aAt + 4 * p + 12]);
            c0x = a12.fma(b3x, c0x);
            c0y = a12.fma(b3y, c0y);
            FloatVector a13 = FloatVector.broadcast(F, a[aAt + 4 * p + 13]);
            c1x = a13.fma(b3x, c1x);
            c1y = a13.fma(b3y, c1y);
            FloatVector a14 = FloatVector.broadcast(F, a[aAt + 4 * p + 14]);
            c2x = a14.fma(b3x, c2x);
            c2y = a14.fma(b3y, c2y);
            FloatVector a15 = FloatVector.broadcast(F, a[aAt + 4 * p + 15]);
            c3x = a15.fma(b3x, c3x);
            c3y = a15.fma(b3y, c3y);
            bAt += 8L * BYTES;
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + 1 * L);
        c1x.intoArray(c, cAt + 1 * COLUMNS);
        c1y.intoArray(c, cAt + 1 * COLUMNS + 1 * L);
        c2x.intoArray(c, cAt + 2 * COLUMNS);
        c2y.intoArray(c, cAt + 2 * COLUMNS + 1 * L);
        c3x.intoArray(c, cAt + 3 * COLUMNS);
        c3y.intoArray(c, cAt + 3 * COLUMNS + 1 * L);
    }

    /** 8 sums, an exit test a step; 49, 48 µs (72, 78); 61.7, 33.8. */
    @Benchmark
    public float[] fourByTwo() {
        for (int column = 0; column < COLUMNS; column += 2 * L) {
            for (int row = 0; row < ROWS; row += 4) {
                fourByTwo(fours, row * DEPTH, twos, 4L * column * DEPTH, c, row * COLUMNS + column);
            }
        }
        return c;
    }

    private static void fourByTwo(float[] a, int aAt, MemorySegment b, long bFrom, float[] c, int cAt) {
        FloatVector c0x = FloatVector.broadcast(F, 0);
        FloatVector c0y = FloatVector.broadcast(F, 0);
        FloatVector c1x = FloatVector.broadcast(F, 0);
        FloatVector c1y = FloatVector.broadcast(F, 0);
        FloatVector c2x = FloatVector.broadcast(F, 0);
        FloatVector c2y = FloatVector.broadcast(F, 0);
        FloatVector c3x = FloatVector.broadcast(F, 0);
        FloatVector c3y = FloatVector.broadcast(F, 0);
        long bAt = bFrom;
        for (int p = 0; p < DEPTH; p++) {
            FloatVector b0x = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector b0y = FloatVector.fromMemorySegment(F, b, bAt + 1L * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 4 * p]);
            c0x = a0.fma(b0x, c0x);
            c0y = a0.fma(b0y, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 4 * p + 1]);
            c1x = a1.fma(b0x, c1x);
            c1y = a1.fma(b0y, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 4 * p + 2]);
            c2x = a2.fma(b0x, c2x);
            c2y = a2.fma(b0y, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 4 * p + 3]);
            c3x = a3.fma(b0x, c3x);
            c3y = a3.fma(b0y, c3y);
            bAt += 2L * BYTES;
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + 1 * L);
        c1x.intoArray(c, cAt + 1 * COLUMNS);
        c1y.intoArray(c, cAt + 1 * COLUMNS + 1 * L);
        c2x.intoArray(c, cAt + 2 * COLUMNS);
        c2y.intoArray(c, cAt + 2 * COLUMNS + 1 * L);
        c3x.intoArray(c, cAt + 3 * COLUMNS);
        c3y.intoArray(c, cAt + 3 * COLUMNS + 1 * L);
    }

    /**
     * 12 sums, fewest loads for a product, but C2 loads three floats of A before it uses them and may spill sums; 61, 61 µs (79, 79); 31.3,
     * 31.1. In the engine, with results in native memory, three sums are spilled in every step: 39 % of the peak.
     */
    @Benchmark
    public float[] sixByTwo() {
        for (int column = 0; column < COLUMNS; column += 2 * L) {
            for (int row = 0; row < ROWS; row += 6) {
                sixByTwo(sixes, row * DEPTH, twos, 4L * column * DEPTH, c, row * COLUMNS + column);
            }
        }
        return c;
    }

    private static void sixByTwo(float[] a, int aAt, MemorySegment b, long bFrom, float[] c, int cAt) {
        FloatVector c0x = FloatVector.broadcast(F, 0);
        FloatVector c0y = FloatVector.broadcast(F, 0);
        FloatVector c1x = FloatVector.broadcast(F, 0);
        FloatVector c1y = FloatVector.broadcast(F, 0);
        FloatVector c2x = FloatVector.broadcast(F, 0);
        FloatVector c2y = FloatVector.broadcast(F, 0);
        FloatVector c3x = FloatVector.broadcast(F, 0);
        FloatVector c3y = FloatVector.broadcast(F, 0);
        FloatVector c4x = FloatVector.broadcast(F, 0);
        FloatVector c4y = FloatVector.broadcast(F, 0);
        FloatVector c5x = FloatVector.broadcast(F, 0);
        FloatVector c5y = FloatVector.broadcast(F, 0);
        long bAt = bFrom;
        for (int p = 0; p < DEPTH; p++) {
            FloatVector b0x = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector b0y = FloatVector.fromMemorySegment(F, b, bAt + 1L * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 6 * p]);
            c0x = a0.fma(b0x, c0x);
            c0y = a0.fma(b0y, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 6 * p + 1]);
            c1x = a1.fma(b0x, c1x);
            c1y = a1.fma(b0y, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 6 * p + 2]);
            c2x = a2.fma(b0x, c2x);
            c2y = a2.fma(b0y, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 6 * p + 3]);
            c3x = a3.fma(b0x, c3x);
            c3y = a3.fma(b0y, c3y);
            FloatVector a4 = FloatVector.broadcast(F, a[aAt + 6 * p + 4]);
            c4x = a4.fma(b0x, c4x);
            c4y = a4.fma(b0y, c4y);
            FloatVector a5 = FloatVector.broadcast(F, a[aAt + 6 * p + 5]);
            c5x = a5.fma(b0x, c5x);
            c5y = a5.fma(b0y, c5y);
            bAt += 2L * BYTES;
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + 1 * L);
        c1x.intoArray(c, cAt + 1 * COLUMNS);
        c1y.intoArray(c, cAt + 1 * COLUMNS + 1 * L);
        c2x.intoArray(c, cAt + 2 * COLUMNS);
        c2y.intoArray(c, cAt + 2 * COLUMNS + 1 * L);
        c3x.intoArray(c, cAt + 3 * COLUMNS);
        c3y.intoArray(c, cAt + 3 * COLUMNS + 1 * L);
        c4x.intoArray(c, cAt + 4 * COLUMNS);
        c4y.intoArray(c, cAt + 4 * COLUMNS + 1 * L);
        c5x.intoArray(c, cAt + 5 * COLUMNS);
        c5y.intoArray(c, cAt + 5 * COLUMNS + 1 * L);
    }

    /** The engine's first: 12 sums, spilled as well; 67, 68 µs (89, 91); 105, 31.6. */
    @Benchmark
    public float[] fourByThree() {
        for (int column = 0; column < COLUMNS; column += 3 * L) {
            for (int row = 0; row < ROWS; row += 4) {
                fourByThree(fours, row * DEPTH, threes, 4L * column * DEPTH, c, row * COLUMNS + column);
            }
        }
        return c;
    }

    private static void fourByThree(float[] a, int aAt, MemorySegment b, long bFrom, float[] c, int cAt) {
        FloatVector c0x = FloatVector.broadcast(F, 0);
        FloatVector c0y = FloatVector.broadcast(F, 0);
        FloatVector c0z = FloatVector.broadcast(F, 0);
        FloatVector c1x = FloatVector.broadcast(F, 0);
        FloatVector c1y = FloatVector.broadcast(F, 0);
        FloatVector c1z = FloatVector.broadcast(F, 0);
        FloatVector c2x = FloatVector.broadcast(F, 0);
        FloatVector c2y = FloatVector.broadcast(F, 0);
        FloatVector c2z = FloatVector.broadcast(F, 0);
        FloatVector c3x = FloatVector.broadcast(F, 0);
        FloatVector c3y = FloatVector.broadcast(F, 0);
        FloatVector c3z = FloatVector.broadcast(F, 0);
        long bAt = bFrom;
        for (int p = 0; p < DEPTH; p++) {
            FloatVector b0x = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            FloatVector b0y = FloatVector.fromMemorySegment(F, b, bAt + 1L * BYTES, ORDER);
            FloatVector b0z = FloatVector.fromMemorySegment(F, b, bAt + 2L * BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 4 * p]);
            c0x = a0.fma(b0x, c0x);
            c0y = a0.fma(b0y, c0y);
            c0z = a0.fma(b0z, c0z);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 4 * p + 1]);
            c1x = a1.fma(b0x, c1x);
            c1y = a1.fma(b0y, c1y);
            c1z = a1.fma(b0z, c1z);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 4 * p + 2]);
            c2x = a2.fma(b0x, c2x);
            c2y = a2.fma(b0y, c2y);
            c2z = a2.fma(b0z, c2z);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 4 * p + 3]);
            c3x = a3.fma(b0x, c3x);
            c3y = a3.fma(b0y, c3y);
            c3z = a3.fma(b0z, c3z);
            bAt += 3L * BYTES;
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + 1 * L);
        c0z.intoArray(c, cAt + 2 * L);
        c1x.intoArray(c, cAt + 1 * COLUMNS);
        c1y.intoArray(c, cAt + 1 * COLUMNS + 1 * L);
        c1z.intoArray(c, cAt + 1 * COLUMNS + 2 * L);
        c2x.intoArray(c, cAt + 2 * COLUMNS);
        c2y.intoArray(c, cAt + 2 * COLUMNS + 1 * L);
        c2z.intoArray(c, cAt + 2 * COLUMNS + 2 * L);
        c3x.intoArray(c, cAt + 3 * COLUMNS);
        c3y.intoArray(c, cAt + 3 * COLUMNS + 1 * L);
        c3z.intoArray(c, cAt + 3 * COLUMNS + 2 * L);
    }
}
