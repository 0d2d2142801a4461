package io.spmtrack.jmh.lab;

import static jdk.incubator.vector.FloatVector.broadcast;

import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleBiFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
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
 * Ways through attention of one head, 1318 x 64, forward, on one thread of an Intel Xeon (Emerald Rapids, a virtual machine, 2 MiB of
 * second-level cache), vectors of 512 bits, 2026-11-28: fastest of some hundred calls, the forms taking turns, in two processes. At the
 * FMA peak of 178 GFLOP/s both products take 2,500 microseconds. Operands are packed before, so what packing and transposing cost a form
 * is not in: a head of the engine's kernel, which does both, took 4,170 (one process).
 * That was with 224 keys at a time.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class AttentionForms {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    private static final int N = 1318;
    private static final int D = 64;
    private static final int COLUMNS = 2 * L;
    private static final int PANELS = (N + COLUMNS - 1) / COLUMNS;
    private static final int PADDED = PANELS * COLUMNS;
    private static final long ROW = 4L * COLUMNS;
    // Byte offsets: queries, results, keys [PANELS][D][COLUMNS], values [D / COLUMNS][N][COLUMNS].
    private static final long PANEL = D * ROW;
    private static final long RESULTS = PANELS * PANEL;
    private static final long KEYS = 2 * RESULTS;
    private static final long VALUES = 3 * RESULTS;
    private static final long SCORES = 4 * RESULTS;
    private static final long LARGEST = SCORES + PADDED * ROW;
    private static final long SUMS = LARGEST + ROW;
    private static final long FACTORS = SUMS + ROW;
    private static final long ZEROS = FACTORS + ROW;
    private static final double TOLERANCE = 1e-5;

    private final float[] keyStrips = new float[PADDED * D];
    private final float[] valueStrips = new float[N * D];
    private final float[] queryRows = new float[PADDED * D];
    private final float[] scoreRows = new float[COLUMNS * PADDED];
    private final float[] resultRows = new float[PADDED * D];
    private final float[] lanes = new float[L];
    private final float[] inverses = new float[COLUMNS];
    private Storage memory;
    private MemorySegment work;

    /** Packs the operands for all forms; every form against the formula. */
    @Setup(Level.Trial)
    public void setUp() {
        memory = new Storage((ZEROS + ROW) / 4);
        work = memory.segment().fill((byte) 0);
        Random random = new Random(1);
        double[][] q = new double[N][D];
        double[][] k = new double[N][D];
        double[][] v = new double[N][D];
        for (int row = 0; row < N; row++) {
            for (int d = 0; d < D; d++) {
                q[row][d] = random.nextGaussian() / 8;
                k[row][d] = random.nextGaussian();
                v[row][d] = random.nextGaussian();
                queryRows[row * D + d] = (float) (q[row][d] / Math.log(2));
                keyStrips[row / 8 * 8 * D + 8 * d + row % 8] = (float) k[row][d];
                valueStrips[d / 8 * 8 * N + 8 * row + d % 8] = (float) v[row][d];
                long place = row / COLUMNS * PANEL + d * ROW + 4L * (row % COLUMNS);
                work.set(FLOAT, place, queryRows[row * D + d]);
                work.set(FLOAT, KEYS + place, (float) k[row][d]);
                work.set(FLOAT, VALUES + (d / COLUMNS * N + row) * ROW + 4L * (d % COLUMNS), (float) v[row][d]);
            }
        }
        double[][] expected = new double[N][];
        for (int query = 0; query < N; query += 101) {
            expected[query] = attention(q[query], k, v);
        }
        ToDoubleBiFunction<Integer, Integer> panels =
                (query, d) -> work.get(FLOAT, RESULTS + query / COLUMNS * PANEL + d * ROW + 4L * (query % COLUMNS));
        keys224();
        check("keys224", expected, panels);
        keys64();
        check("keys64", expected, panels);
        allKeys();
        check("allKeys", expected, panels);
        rows();
        check("rows", expected, (query, d) -> resultRows[query * D + d]);
    }

    private static double[] attention(double[] query, double[][] k, double[][] v) {
        double[] result = new double[D];
        double sum = 0;
        for (int key = 0; key < N; key++) {
            double score = 0;
            for (int d = 0; d < D; d++) {
                score += query[d] * k[key][d];
            }
            sum += Math.exp(score);
            for (int d = 0; d < D; d++) {
                result[d] += Math.exp(score) * v[key][d];
            }
        }
        for (int d = 0; d < D; d++) {
            result[d] /= sum;
        }
        return result;
    }

    private void check(String what, double[][] expected, ToDoubleBiFunction<Integer, Integer> results) {
        for (int query = 0; query < N; query += 101) {
            for (int d = 0; d < D; d++) {
                double result = results.applyAsDouble(query, d);
                if (!(Math.abs(result - expected[query][d]) < TOLERANCE)) {
                    throw new IllegalStateException(what + " at " + query + ", " + d + ": " + result);
                }
            }
        }
        work.asSlice(RESULTS, RESULTS).fill((byte) 0);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        memory.close();
    }

    /** The engine's before: six equal blocks of at most 256 keys, sums rescaled for each; 3,670, 3,563 µs. */
    @Benchmark
    public MemorySegment keys224() {
        return blocks(224);
    }

    /** Scores stay in the first-level cache, but sums are rescaled 20 times and the second product is only 64 deep; 3,958, 3,985 µs. */
    @Benchmark
    public MemorySegment keys64() {
        return blocks(64);
    }

    /** The engine's up to 1536 keys, the whole panel of scores: nothing is rescaled, 169 kB of the second-level cache; 3,495, 3,436 µs. */
    @Benchmark
    public MemorySegment allKeys() {
        return blocks(PADDED);
    }

    private MemorySegment blocks(int block) {
        for (int panel = 0; panel < PANELS; panel++) {
            start();
            long results = RESULTS + panel * PANEL;
            for (int first = 0; first < N; first += block) {
                int count = Math.min(block, N - first);
                for (int key = 0; key < count; key += 8) {
                    AttentionTiles.strip(
                            keyStrips, (first + key) * D, D, work, panel * PANEL, ZEROS, 0, SCORES + key * ROW);
                }
                for (long lane = 0; lane < ROW; lane += 4L * L) {
                    largest(lane, count);
                    powers(lane, count);
                }
                if (first > 0) {
                    rescale(results);
                }
                for (int d = 0; d < D; d += 8) {
                    long to = results + d * ROW;
                    int strip = d * N + 8 * first;
                    AttentionTiles.strip(
                            valueStrips, strip, count, work, SCORES, first == 0 ? ZEROS : to, first == 0 ? 0 : ROW, to);
                }
            }
            finish(results);
        }
        return work;
    }

    /** Queries in rows, keys in the lanes: reductions across lanes, but only keys need transposing; 3,592, 3,515 µs. */
    @Benchmark
    public float[] rows() {
        for (int first = 0; first < PADDED; first += COLUMNS) {
            for (int key = 0; key < PADDED; key += COLUMNS) {
                long keys = KEYS + key / COLUMNS * PANEL;
                for (int row = 0; row < COLUMNS; row += 8) {
                    int at = row * PADDED + key;
                    AttentionTiles.rows(queryRows, (first + row) * D, D, D, work, keys, scoreRows, at, PADDED);
                }
            }
            for (int row = 0; row < COLUMNS; row++) {
                inverses[row] = inversePowers(row * PADDED);
            }
            for (int d = 0; d < D; d += COLUMNS) {
                long values = VALUES + 4L * d * N;
                for (int row = 0; row < COLUMNS; row += 8) {
                    int at = (first + row) * D + d;
                    AttentionTiles.rows(scoreRows, row * PADDED, PADDED, N, work, values, resultRows, at, D);
                }
            }
            for (int row = 0; row < COLUMNS; row++) {
                for (int d = 0; d < D; d += L) {
                    int at = (first + row) * D + d;
                    FloatVector.fromArray(F, resultRows, at).mul(inverses[row]).intoArray(resultRows, at);
                }
            }
        }
        return resultRows;
    }

    private float inversePowers(int at) {
        Arrays.fill(scoreRows, at + N, at + PADDED, Float.NEGATIVE_INFINITY);
        FloatVector a = broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector b = broadcast(F, -Float.MAX_VALUE);
        for (int i = at; i < at + PADDED; i += 2 * L) {
            FloatVector even = FloatVector.fromArray(F, scoreRows, i);
            FloatVector odd = FloatVector.fromArray(F, scoreRows, i + L);
            a = a.blend(even, even.compare(VectorOperators.GT, a));
            b = b.blend(odd, odd.compare(VectorOperators.GT, b));
        }
        float largest = AttentionTiles.largest(a.blend(b, b.compare(VectorOperators.GT, a)), lanes);
        FloatVector sum = broadcast(F, 0);
        for (int i = at; i < at + PADDED; i += L) {
            FloatVector power =
                    Powers.power2(FloatVector.fromArray(F, scoreRows, i).sub(largest));
            power.intoArray(scoreRows, i);
            sum = sum.add(power);
        }
        return 1 / AttentionTiles.sum(sum, lanes);
    }

    private FloatVector load(long at) {
        return FloatVector.fromMemorySegment(F, work, at, ORDER);
    }

    private void start() {
        for (long lane = 0; lane < ROW; lane += 4L * L) {
            broadcast(F, Float.NEGATIVE_INFINITY).intoMemorySegment(work, LARGEST + lane, ORDER);
            broadcast(F, 0).intoMemorySegment(work, SUMS + lane, ORDER);
        }
    }

    private void largest(long lane, int count) {
        FloatVector a = load(LARGEST + lane);
        FloatVector b = load(LARGEST + lane);
        for (int key = 0; key < count; key += 2) {
            FloatVector even = load(SCORES + lane + key * ROW);
            FloatVector odd = load(SCORES + lane + (key + 1) * ROW);
            a = a.blend(even, even.compare(VectorOperators.GT, a));
            b = b.blend(odd, odd.compare(VectorOperators.GT, b));
        }
        a = a.blend(b, b.compare(VectorOperators.GT, a));
        Powers.power2(load(LARGEST + lane).sub(a)).intoMemorySegment(work, FACTORS + lane, ORDER);
        a.intoMemorySegment(work, LARGEST + lane, ORDER);
    }

    private void powers(long lane, int count) {
        FloatVector largest = load(LARGEST + lane);
        FloatVector sum = load(SUMS + lane).mul(load(FACTORS + lane));
        for (long at = SCORES + lane; at < SCORES + count * ROW; at += ROW) {
            FloatVector power = Powers.power2(load(at).sub(largest));
            power.intoMemorySegment(work, at, ORDER);
            sum = sum.add(power);
        }
        sum.intoMemorySegment(work, SUMS + lane, ORDER);
    }

    private void rescale(long results) {
        for (long lane = 0; lane < ROW; lane += 4L * L) {
            FloatVector factor = load(FACTORS + lane);
            for (long at = results + lane; at < results + PANEL; at += ROW) {
                load(at).mul(factor).intoMemorySegment(work, at, ORDER);
            }
        }
    }

    private void finish(long results) {
        for (long lane = 0; lane < ROW; lane += 4L * L) {
            broadcast(F, 1).div(load(SUMS + lane)).intoMemorySegment(work, FACTORS + lane, ORDER);
        }
        rescale(results);
    }
}
