package io.spmtrack.engine.cpu.attention;

import static io.spmtrack.engine.cpu.product.Tile.COLUMNS;
import static io.spmtrack.engine.cpu.product.Tile.STRIP;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.cpu.product.PackedB;
import io.spmtrack.engine.cpu.product.Tile;
import io.spmtrack.engine.cpu.product.Zip;
import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.VectorMath;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/**
 * Gradients of attention from q, k, v, the result, its log-sum-exp and gradient, recomputing the weights (Dao et al. 2022): a
 * panel of keys in the lanes against blocks of queries. One thread does a whole head, so sums do not depend on their number.
 */
public final class AttentionBackwardKernel implements Kernel {
    // Blocks of 48 queries are 5 % slower than 96 on a Zen 4; 192 are no faster than 144 on an Emerald Rapids.
    private static final int BLOCK = 144 / Tile.ROWS * Tile.ROWS;
    // Panels of keys at a time: packed queries are read, and their sums read and written, once for all of them, and
    // their product is as deep. One panel and blocks of 96 reached 51 % of the peak at 512 bits there, this 55 %.
    private static final int PANELS = 128 / COLUMNS;

    private static final int KEYS = PANELS * COLUMNS;
    private static final long ROW = 4L * COLUMNS;
    private static final double LOG2E = 1 / Math.log(2);

    private final Heads q;
    private final Heads k;
    private final Heads v;
    private final Heads out;
    private final Operand logSums;
    private final Heads gradient;
    private final Optional<Heads> queryGradient;
    private final Optional<Heads> keyGradient;
    private final Optional<Heads> valueGradient;
    private final float scale;
    private final Workspace workspace;
    private final int widthInStrips;
    private final int queries;
    private final int queriesInStrips;
    private final int widePanels;
    // Byte offsets in a thread's workspace.
    private final long values;
    private final long rows;
    private final long weights;
    private final long scores;
    private final long keySums;
    private final long valueSums;
    private final long querySums;
    private final long perQuery;
    private final long zeros;
    private final long scratch;
    private final long perThread;
    private final Share part = this::runPart;

    private AttentionBackwardKernel(List<Operand> in, List<Optional<Operand>> results, double scale, Workspace work) {
        this.q = Heads.of(in.get(0));
        this.k = Heads.of(in.get(1));
        this.v = Heads.of(in.get(2));
        this.out = Heads.of(in.get(3));
        this.logSums = in.get(4);
        this.gradient = Heads.of(in.get(5));
        this.queryGradient = results.get(0).map(Heads::of);
        this.keyGradient = results.get(1).map(Heads::of);
        this.valueGradient = results.get(2).map(Heads::of);
        this.scale = (float) scale;
        this.workspace = work;
        this.widthInStrips = Tile.inStrips(q.width());
        this.queries = q.rows();
        this.queriesInStrips = Tile.inStrips(queries);
        this.widePanels = PackedB.panels(q.width());
        this.values = PANELS * panelBytes();
        this.rows = values + PANELS * panelBytes();
        this.weights = rows + 4L * KEYS * COLUMNS * widePanels;
        this.scores = weights + PANELS * (BLOCK * ROW);
        this.keySums = scores + PANELS * (BLOCK * ROW);
        this.valueSums = keySums + PANELS * sumBytes();
        this.querySums = valueSums + PANELS * sumBytes();
        this.perQuery = querySums + 4L * queriesInStrips * COLUMNS * widePanels;
        this.zeros = perQuery + 8L * queriesInStrips;
        this.scratch = zeros + 4L * COLUMNS;
        this.perThread = (scratch + Heads.scratch(this.q.width()) + 63) & -64L;
    }

    /** Inputs and results as {@link io.spmtrack.engine.op.AttentionBackward} has them. */
    public static Lowered lower(List<Operand> in, List<Optional<Operand>> results, double scale, int threads) {
        AttentionBackwardKernel sizes = new AttentionBackwardKernel(in, results, scale, Workspace.NONE);
        return new Lowered(
                threads * sizes.perThread >> 2,
                2 * sizes.queriesInStrips * sizes.q.width() + 2 * sizes.widthInStrips * sizes.queries + BLOCK * KEYS,
                workspace -> new AttentionBackwardKernel(in, results, scale, workspace));
    }

    // Bytes of a panel of keys or values, and of its sums.
    private long panelBytes() {
        return q.width() * ROW;
    }

    private long sumBytes() {
        return widthInStrips * ROW;
    }

    @Override
    public void run(Workers workers) {
        workers.run(part);
    }

    private void runPart(int thread, int threads) {
        int heads = q.batch() * q.heads();
        long own = (workspace.offset() << 2) + thread * perThread;
        int end = Share.from(heads, thread + 1, threads);
        for (int head = Share.from(heads, thread, threads); head < end; head++) {
            head(head, workspace.strips()[thread], own);
        }
    }

    // Where the four packed forms begin in the strips: Q, dO, and block by block their transposes; then one block of
    // scores.
    private int gradientStrips() {
        return queriesInStrips * q.width();
    }

    private int transposedQueries() {
        return 2 * queriesInStrips * q.width();
    }

    private int transposedGradients() {
        return transposedQueries() + widthInStrips * queries;
    }

    private int scoreStrips() {
        return transposedGradients() + widthInStrips * queries;
    }

    private void head(int head, float[] strips, long own) {
        MemorySegment work = workspace.data();
        q.strips(head, 0, queries, strips, 0);
        gradient.strips(head, 0, queries, strips, gradientStrips());
        for (int first = 0; first < queries; first += BLOCK) {
            int count = Math.min(BLOCK, queries - first);
            q.transposedStrips(head, first, count, strips, transposedQueries() + first * widthInStrips);
            gradient.transposedStrips(head, first, count, strips, transposedGradients() + first * widthInStrips);
        }
        perQuery(head, own + perQuery);
        AttentionKernel.clear(work, own + zeros, COLUMNS);
        AttentionKernel.clear(work, own + querySums, queriesInStrips * COLUMNS * widePanels);
        for (int key = 0; key < k.rows(); key += KEYS) {
            panels(head, key, Math.min(KEYS, k.rows() - key), strips, own);
        }
        if (queryGradient.isPresent()) {
            writeQueries(queryGradient.get(), head, own + querySums);
        }
    }

    // For each query the log-sum-exp in powers of 2, and Σ dO · O.
    private void perQuery(int head, long at) {
        Layout layout = logSums.layout();
        long sums = layout.offset() + head / q.heads() * layout.stride(0) + head % q.heads() * layout.stride(1);
        for (int query = 0; query < queries; query++) {
            float sum = logSums.data().get(FLOAT, (sums + query * layout.stride(2)) << 2);
            workspace.data().set(FLOAT, at + 8L * query, (float) (sum * LOG2E));
            float product = out.product(head, query, gradient);
            workspace.data().set(FLOAT, at + 8L * query + 4, product);
        }
    }

    private void panels(int head, int key, int keys, float[] strips, long own) {
        int panels = PackedB.panels(keys);
        for (int panel = 0; panel < panels; panel++) {
            int column = panel * COLUMNS;
            pack(head, key + column, Math.min(COLUMNS, keys - column), panel, own);
        }
        for (int first = 0; first < queries; first += BLOCK) {
            int count = Math.min(BLOCK, queries - first);
            for (int panel = 0; panel < panels; panel++) {
                block(first, count, panel, strips, own);
            }
            if (queryGradient.isPresent()) {
                addToQueries(first, count, panels, strips, own);
            }
        }
        for (int panel = 0; panel < panels; panel++) {
            int column = panel * COLUMNS;
            write(head, key + column, Math.min(COLUMNS, keys - column), panel, own);
        }
    }

    private void pack(int head, int key, int keys, int panel, long own) {
        MemorySegment work = workspace.data();
        long packed = own + panel * panelBytes();
        k.transposedPanel(head, key, keys, work, packed, own + scratch);
        v.transposedPanel(head, key, keys, work, packed + values, own + scratch);
        AttentionKernel.multiply(work, packed, q.width() * COLUMNS, (float) (scale * LOG2E));
        for (int wide = 0; wide < widePanels; wide++) {
            long to = own + rows + wide * (KEYS * ROW) + panel * (COLUMNS * ROW);
            k.panel(head, key, keys, wide * COLUMNS, work, to);
        }
        AttentionKernel.clear(work, own + keySums + panel * sumBytes(), widthInStrips * COLUMNS);
        AttentionKernel.clear(work, own + valueSums + panel * sumBytes(), widthInStrips * COLUMNS);
    }

    private void write(int head, int key, int keys, int panel, long own) {
        MemorySegment work = workspace.data();
        if (keyGradient.isPresent()) {
            long from = own + keySums + panel * sumBytes();
            AttentionKernel.multiply(work, from, q.width() * COLUMNS, scale);
            keyGradient.get().writeTransposed(head, key, keys, work, from, own + scratch);
        }
        if (valueGradient.isPresent()) {
            long from = own + valueSums + panel * sumBytes();
            valueGradient.get().writeTransposed(head, key, keys, work, from, own + scratch);
        }
    }

    private void block(int first, int count, int panel, float[] strips, long own) {
        MemorySegment work = workspace.data();
        int width = q.width();
        int written = Tile.written(count);
        int next = STRIP * width;
        long packed = own + panel * panelBytes();
        long power = own + weights + panel * (BLOCK * ROW);
        long change = own + scores + panel * (BLOCK * ROW);
        long zero = own + zeros;
        int left = first * width;
        Tile.multiply(strips, left, next, work, packed, width, work, zero, 0, work, power, ROW, written);
        left += gradientStrips();
        Tile.multiply(strips, left, next, work, packed + values, width, work, zero, 0, work, change, ROW, written);
        for (int lanes = 0; lanes < COLUMNS; lanes += L) {
            soften(work, power + 4L * lanes, change + 4L * lanes, count, own + perQuery + 8L * first);
        }
        if (valueGradient.isPresent()) {
            long to = own + valueSums + panel * sumBytes();
            int from = transposedGradients() + first * widthInStrips;
            Tile.multiply(
                    strips, from, STRIP * count, work, power, count, work, to, ROW, work, to, ROW, Tile.written(width));
        }
        if (keyGradient.isPresent()) {
            long to = own + keySums + panel * sumBytes();
            int from = transposedQueries() + first * widthInStrips;
            Tile.multiply(
                    strips,
                    from,
                    STRIP * count,
                    work,
                    change,
                    count,
                    work,
                    to,
                    ROW,
                    work,
                    to,
                    ROW,
                    Tile.written(width));
        }
    }

    // The products of all panels' scores with their keys, added to the sums of the queries.
    private void addToQueries(int first, int count, int panels, float[] strips, long own) {
        MemorySegment work = workspace.data();
        int written = Tile.written(count);
        int keys = panels * COLUMNS;
        for (int panel = 0; panel < panels; panel++) {
            packScores(
                    own + scores + panel * (BLOCK * ROW), count, strips, scoreStrips() + STRIP * panel * COLUMNS, keys);
        }
        for (int wide = 0; wide < widePanels; wide++) {
            long from = own + rows + wide * (KEYS * ROW);
            long to = own + querySums + ROW * ((long) wide * queriesInStrips + first);
            Tile.multiply(strips, scoreStrips(), STRIP * keys, work, from, keys, work, to, ROW, work, to, ROW, written);
        }
    }

    private void packScores(long from, int count, float[] strips, int strip, int keys) {
        for (int row = 0; row < count; row += STRIP) {
            for (int lanes = 0; lanes < COLUMNS; lanes += Zip.DEPTH) {
                long at = from + row * ROW + 4L * lanes;
                Zip.strip(workspace.data(), at, ROW, strips, strip + row * keys + STRIP * lanes);
            }
        }
    }

    // P = 2^(S - logSum) replaces S; P · (dP - Σ dO · O) replaces dP.
    private static void soften(MemorySegment work, long weights, long scores, int rows, long perQuery) {
        for (int row = 0; row < rows; row++) {
            long place = 4L * row * COLUMNS;
            FloatVector score = FloatVector.fromMemorySegment(F, work, weights + place, ORDER);
            FloatVector power = VectorMath.power2(score.sub(work.get(FLOAT, perQuery + 8L * row)));
            power.intoMemorySegment(work, weights + place, ORDER);
            FloatVector change = FloatVector.fromMemorySegment(F, work, scores + place, ORDER);
            change.sub(work.get(FLOAT, perQuery + 8L * row + 4))
                    .mul(power)
                    .intoMemorySegment(work, scores + place, ORDER);
        }
    }

    private void writeQueries(Heads target, int head, long from) {
        for (int wide = 0; wide < widePanels; wide++) {
            long panel = from + 4L * COLUMNS * wide * queriesInStrips;
            AttentionKernel.multiply(workspace.data(), panel, queries * COLUMNS, scale);
            target.writePanel(head, queries, wide * COLUMNS, workspace.data(), panel);
        }
    }
}
