package io.spmtrack.engine.cpu.attention;

import static io.spmtrack.engine.cpu.product.Tile.COLUMNS;
import static io.spmtrack.engine.cpu.product.Tile.STRIP;
import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import io.spmtrack.engine.cpu.product.Pack;
import io.spmtrack.engine.cpu.product.Tile;
import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Beginning;
import io.spmtrack.engine.cpu.vector.Lanes;
import io.spmtrack.engine.cpu.vector.UnaryLoops;
import io.spmtrack.engine.cpu.vector.VectorMath;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Attention without the N x N matrix: a panel of queries in the lanes against blocks of keys, with the running maximum and sum
 * of Milakov and Gimelshein (2018). Scores come out as {@code [keys][queries]}, which is the packed form the second product
 * reads, and no reduction runs across lanes. A unit of work is a panel of one head, so threads change nothing.
 */
public final class AttentionKernel implements Kernel {
    // Fewer blocks rescale less, and the second product is as deep as they are: on a Zen 4 blocks of 96 to 256 keys
    // differ by 2 %, on an Emerald Rapids all 1318 keys at once are 4 % faster than 256 (512 bits; 256: the same).
    private static final int BLOCK = 1536;
    // Keys that vectors take at first.
    private static final int FIRST = 8;
    private static final Beginning POWERS = new Beginning(8, 700);
    private static final float LN2 = (float) Math.log(2);

    private final Heads q;
    private final Heads k;
    private final Heads v;
    private final Heads out;
    private final Optional<Operand> logSums;
    private final float scale;
    private final Workspace workspace;
    private final int panels;
    private final int widthInStrips;
    private final int block;
    // Byte offsets in a thread's workspace.
    private final long scores;
    private final long sums;
    private final long statistics;
    private final long zeros;
    private final long scratch;
    private final long perThread;
    private final Share part = this::runPart;

    private AttentionKernel(
            Operand q, Operand k, Operand v, Operand out, Optional<Operand> logSums, double scale, Workspace work) {
        this.q = Heads.of(q);
        this.k = Heads.of(k);
        this.v = Heads.of(v);
        this.out = Heads.of(out);
        this.logSums = logSums;
        this.scale = (float) (scale / Math.log(2));
        this.workspace = work;
        this.panels = (this.q.rows() + COLUMNS - 1) / COLUMNS;
        this.widthInStrips = Tile.inStrips(this.q.width());
        this.block = block(this.k.rows());
        this.scores = 4L * this.q.width() * COLUMNS;
        this.sums = scores + 4L * Tile.inStrips(block) * COLUMNS;
        this.statistics = sums + 4L * widthInStrips * COLUMNS;
        this.zeros = statistics + 3L * 4 * COLUMNS;
        this.scratch = zeros + 4L * COLUMNS;
        this.perThread = (scratch + Heads.scratch(this.q.width()) + 63) & -64L;
    }

    public static Lowered lower(
            Operand q, Operand k, Operand v, Operand out, Optional<Operand> logSums, double scale, int threads) {
        AttentionKernel sizes = new AttentionKernel(q, k, v, out, logSums, scale, Workspace.NONE);
        int keys = Tile.inStrips(sizes.k.rows());
        return new Lowered(
                threads * sizes.perThread >> 2,
                keys * sizes.q.width() + sizes.widthInStrips * sizes.k.rows(),
                workspace -> new AttentionKernel(q, k, v, out, logSums, scale, workspace));
    }

    // Keys of a block: equal blocks, whole tiles.
    private static int block(int keys) {
        int blocks = Math.max(1, (keys + BLOCK - 1) / BLOCK);
        return ((keys + blocks - 1) / blocks + Tile.ROWS - 1) / Tile.ROWS * Tile.ROWS;
    }

    @Override
    public void run(Workers workers) {
        workers.run(part);
    }

    private void runPart(int thread, int threads) {
        int units = q.batch() * q.heads() * panels;
        long own = (workspace.offset() << 2) + thread * perThread;
        float[] strips = workspace.strips()[thread];
        Pack.zero(workspace.data(), own + zeros, 4L * COLUMNS);
        int packed = -1;
        int end = Share.from(units, thread + 1, threads);
        for (int unit = Share.from(units, thread, threads); unit < end; unit++) {
            int head = unit / panels;
            if (head != packed) {
                pack(head, strips);
                packed = head;
            }
            panel(head, unit % panels * COLUMNS, strips, own);
        }
    }

    // Keys as strips of the first product, transposed values block by block as strips of the second.
    private void pack(int head, float[] strips) {
        k.strips(head, 0, k.rows(), strips, 0);
        int values = Tile.inStrips(k.rows()) * k.width();
        for (int first = 0; first < k.rows(); first += block) {
            int count = Math.min(block, k.rows() - first);
            v.transposedStrips(head, first, count, strips, values + first * widthInStrips);
        }
    }

    private void panel(int head, int query, float[] strips, long own) {
        MemorySegment work = workspace.data();
        int queries = Math.min(COLUMNS, q.rows() - query);
        int values = Tile.inStrips(k.rows()) * k.width();
        long row = 4L * COLUMNS;
        q.transposedPanel(head, query, queries, work, own, own + scratch);
        multiply(work, own, k.width() * COLUMNS, scale);
        start(work, own + statistics);
        if (k.rows() == 0) {
            clear(work, own + sums, widthInStrips * COLUMNS);
        }
        for (int first = 0; first < k.rows(); first += block) {
            int count = Math.min(block, k.rows() - first);
            Tile.multiply(
                    strips,
                    first * k.width(),
                    STRIP * k.width(),
                    work,
                    own,
                    k.width(),
                    work,
                    own + zeros,
                    0,
                    work,
                    own + scores,
                    row,
                    Tile.written(count));
            for (int lanes = 0; lanes < COLUMNS; lanes += L) {
                largestAndPowers(work, own + scores + 4L * lanes, count, own + statistics + 4L * lanes);
            }
            if (first > 0) {
                rescale(work, own + sums, k.width(), own + statistics + 2 * row);
            }
            Tile.multiply(
                    strips,
                    values + first * widthInStrips,
                    STRIP * count,
                    work,
                    own + scores,
                    count,
                    work,
                    first == 0 ? own + zeros : own + sums,
                    first == 0 ? 0 : row,
                    work,
                    own + sums,
                    row,
                    Tile.written(k.width()));
        }
        finish(work, own + sums, k.width(), own + statistics);
        out.writeTransposed(head, query, queries, work, own + sums, own + scratch);
        if (logSums.isPresent()) {
            writeLogSums(logSums.get(), head, query, queries, own + statistics);
        }
    }

    static void clear(MemorySegment work, long at, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector.broadcast(F, 0).intoMemorySegment(work, at + 4L * i, ORDER);
        }
    }

    static void multiply(MemorySegment work, long at, int count, float factor) {
        for (int i = 0; i < count; i += L) {
            FloatVector.fromMemorySegment(F, work, at + 4L * i, ORDER)
                    .mul(factor)
                    .intoMemorySegment(work, at + 4L * i, ORDER);
        }
    }

    // Rows of statistics: the largest score so far, the sum of powers, the factor for what was summed before.
    private static void start(MemorySegment work, long at) {
        for (int i = 0; i < COLUMNS; i += L) {
            FloatVector.broadcast(F, Float.NEGATIVE_INFINITY).intoMemorySegment(work, at + 4L * i, ORDER);
            FloatVector.broadcast(F, 0).intoMemorySegment(work, at + 4L * (COLUMNS + i), ORDER);
        }
    }

    private static void largestAndPowers(MemorySegment work, long at, int keys, long statistics) {
        if (!POWERS.on()) {
            largest(work, at, keys, statistics, statistics + 8L * COLUMNS);
            factor(work, statistics);
            powers(work, at, keys, statistics);
        } else if (POWERS.plain()) {
            PlainPowers.largest(work, at, 0, keys, statistics, statistics + 8L * COLUMNS);
            PlainPowers.factor(work, statistics);
            PlainPowers.powers(work, at, keys, statistics);
        } else {
            POWERS.took(begin(work, at, keys, statistics));
        }
    }

    // Some keys by vectors, whose nanoseconds it gives.
    static long begin(MemorySegment work, long at, int keys, long statistics) {
        int first = Math.min(keys, FIRST + keys % 2); // an odd number where that of all keys is
        long largest = statistics + 8L * COLUMNS;
        long begun = System.nanoTime();
        largest(work, at, first, statistics, largest);
        long half = System.nanoTime();
        PlainPowers.largest(work, at, first, keys, largest, largest);
        long again = System.nanoTime();
        factor(work, statistics);
        powers(work, at, first, statistics);
        long end = System.nanoTime();
        PlainPowers.more(work, at, first, keys, statistics);
        return half - begun + end - again;
    }

    // The largest score of one vector of queries; starts with what stands at from.
    static void largest(MemorySegment work, long at, int keys, long from, long to) {
        FloatVector largest = FloatVector.fromMemorySegment(F, work, from, ORDER);
        FloatVector other = FloatVector.fromMemorySegment(F, work, from, ORDER);
        int key = 0;
        for (; key + 2 <= keys; key += 2) {
            FloatVector a = FloatVector.fromMemorySegment(F, work, at + 4L * key * COLUMNS, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(F, work, at + 4L * (key + 1) * COLUMNS, ORDER);
            largest = largest.blend(a, a.compare(VectorOperators.GT, largest));
            other = other.blend(b, b.compare(VectorOperators.GT, other));
        }
        if (key < keys) {
            FloatVector a = FloatVector.fromMemorySegment(F, work, at + 4L * key * COLUMNS, ORDER);
            largest = largest.blend(a, a.compare(VectorOperators.GT, largest));
        }
        largest = largest.blend(other, other.compare(VectorOperators.GT, largest));
        largest.intoMemorySegment(work, to, ORDER);
    }

    // The new largest score, where the factor will be, becomes the largest one; the factor is 2^(old largest - new
    // largest).
    static void factor(MemorySegment work, long statistics) {
        FloatVector old = FloatVector.fromMemorySegment(F, work, statistics, ORDER);
        FloatVector largest = FloatVector.fromMemorySegment(F, work, statistics + 8L * COLUMNS, ORDER);
        largest.intoMemorySegment(work, statistics, ORDER);
        FloatVector factor = VectorMath.power2(old.sub(largest));
        factor.intoMemorySegment(work, statistics + 8L * COLUMNS, ORDER);
    }

    // Scores of one vector of queries become 2^(score - largest); their sum follows.
    static void powers(MemorySegment work, long at, int keys, long statistics) {
        FloatVector largest = FloatVector.fromMemorySegment(F, work, statistics, ORDER);
        FloatVector factor = FloatVector.fromMemorySegment(F, work, statistics + 8L * COLUMNS, ORDER);
        FloatVector sum = FloatVector.fromMemorySegment(F, work, statistics + 4L * COLUMNS, ORDER)
                .mul(factor);
        for (int key = 0; key < keys; key++) {
            FloatVector score = FloatVector.fromMemorySegment(F, work, at + 4L * key * COLUMNS, ORDER);
            FloatVector power = VectorMath.power2(score.sub(largest));
            power.intoMemorySegment(work, at + 4L * key * COLUMNS, ORDER);
            sum = sum.add(power);
        }
        sum.intoMemorySegment(work, statistics + 4L * COLUMNS, ORDER);
    }

    private static void rescale(MemorySegment work, long at, int rows, long factors) {
        for (int lanes = 0; lanes < COLUMNS; lanes += L) {
            FloatVector factor = FloatVector.fromMemorySegment(F, work, factors + 4L * lanes, ORDER);
            for (int row = 0; row < rows; row++) {
                long place = at + 4L * row * COLUMNS + 4L * lanes;
                FloatVector.fromMemorySegment(F, work, place, ORDER).mul(factor).intoMemorySegment(work, place, ORDER);
            }
        }
    }

    // Divides by the sums, and turns the largest scores into log-sum-exp.
    private static void finish(MemorySegment work, long at, int rows, long statistics) {
        for (int lanes = 0; lanes < COLUMNS; lanes += L) {
            FloatVector sum = FloatVector.fromMemorySegment(F, work, statistics + 4L * COLUMNS + 4L * lanes, ORDER);
            FloatVector.broadcast(F, 1).div(sum).intoMemorySegment(work, statistics + 8L * COLUMNS + 4L * lanes, ORDER);
        }
        rescale(work, at, rows, statistics + 8L * COLUMNS);
        UnaryLoops.log(work, statistics + 4L * COLUMNS, work, statistics + 4L * COLUMNS, COLUMNS);
        for (long place = statistics; place < statistics + 4L * COLUMNS; place += BYTES) {
            FloatVector sum = FloatVector.fromMemorySegment(F, work, place + 4L * COLUMNS, ORDER);
            FloatVector.fromMemorySegment(F, work, place, ORDER)
                    .fma(FloatVector.broadcast(F, LN2), sum)
                    .intoMemorySegment(work, place, ORDER);
        }
    }

    private void writeLogSums(Operand target, int head, int query, int queries, long from) {
        long at = target.layout().offset()
                + head / q.heads() * target.layout().stride(0)
                + head % q.heads() * target.layout().stride(1);
        for (int i = 0; i < queries; i++) {
            long place = (at + (query + i) * target.layout().stride(2)) << 2;
            target.data().set(Lanes.FLOAT, place, workspace.data().get(Lanes.FLOAT, from + 4L * i));
        }
    }
}
