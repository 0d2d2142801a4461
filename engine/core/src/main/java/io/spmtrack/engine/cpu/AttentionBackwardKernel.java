package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.F;
import static io.spmtrack.engine.cpu.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Lanes.ORDER;
import static io.spmtrack.engine.cpu.Tile.COLUMNS;

import io.spmtrack.engine.Layout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/**
 * Gradients of attention from q, k, v, the result, its log-sum-exp and gradient, recomputing the weights (Dao et al. 2022): a
 * panel of keys in the lanes against blocks of queries. One thread does a whole head, so sums do not depend on their number.
 */
final class AttentionBackwardKernel implements Kernel {
    // 48 queries are 5 % slower, 144 the same (253 x 32 and 1318 x 64 on a Zen 4).
    private static final int BLOCK = 96 / Tile.ROWS * Tile.ROWS;
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
    private final int width4;
    private final int queries;
    private final int queries4;
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
    private final Part part = this::runPart;

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
        this.width4 = (q.width() + 3) & -4;
        this.queries = q.rows();
        this.queries4 = (queries + 3) & -4;
        this.widePanels = PackedB.panels(q.width());
        long panel = 4L * q.width() * COLUMNS;
        this.values = panel;
        this.rows = values + panel;
        this.weights = rows + 4L * COLUMNS * COLUMNS * widePanels;
        this.scores = weights + 4L * BLOCK * COLUMNS;
        this.keySums = scores + 4L * BLOCK * COLUMNS;
        this.valueSums = keySums + 4L * width4 * COLUMNS;
        this.querySums = valueSums + 4L * width4 * COLUMNS;
        this.perQuery = querySums + 4L * queries4 * COLUMNS * widePanels;
        this.zeros = perQuery + 8L * queries4;
        this.scratch = zeros + 4L * COLUMNS;
        this.perThread = (scratch + Heads.scratch(this.q.width()) + 63) & -64L;
    }

    /** Inputs and results as {@link io.spmtrack.engine.op.AttentionBackward} has them. */
    static Lowered lower(List<Operand> in, List<Optional<Operand>> results, double scale, int threads) {
        AttentionBackwardKernel sizes = new AttentionBackwardKernel(in, results, scale, Workspace.NONE);
        return new Lowered(
                threads * sizes.perThread >> 2,
                2 * sizes.queries4 * sizes.q.width() + 2 * sizes.width4 * sizes.queries + BLOCK * COLUMNS,
                workspace -> new AttentionBackwardKernel(in, results, scale, workspace));
    }

    @Override
    public void run(Workers workers) {
        workers.run(part);
    }

    private void runPart(int thread, int threads) {
        int heads = q.batch() * q.heads();
        long own = (workspace.offset() << 2) + thread * perThread;
        int end = Part.from(heads, thread + 1, threads);
        for (int head = Part.from(heads, thread, threads); head < end; head++) {
            head(head, workspace.strips()[thread], own);
        }
    }

    // Where the four packed forms begin in the strips: Q, dO, and block by block their transposes; then one block of
    // scores.
    private int gradientStrips() {
        return queries4 * q.width();
    }

    private int transposedQueries() {
        return 2 * queries4 * q.width();
    }

    private int transposedGradients() {
        return transposedQueries() + width4 * queries;
    }

    private int scoreStrips() {
        return transposedGradients() + width4 * queries;
    }

    private void head(int head, float[] strips, long own) {
        MemorySegment work = workspace.data();
        q.strips(head, 0, queries, strips, 0);
        gradient.strips(head, 0, queries, strips, gradientStrips());
        for (int first = 0; first < queries; first += BLOCK) {
            int count = Math.min(BLOCK, queries - first);
            q.transposedStrips(head, first, count, strips, transposedQueries() + first * width4);
            gradient.transposedStrips(head, first, count, strips, transposedGradients() + first * width4);
        }
        perQuery(head, own + perQuery);
        AttentionKernel.clear(work, own + zeros, COLUMNS);
        AttentionKernel.clear(work, own + querySums, queries4 * COLUMNS * widePanels);
        for (int key = 0; key < k.rows(); key += COLUMNS) {
            panel(head, key, Math.min(COLUMNS, k.rows() - key), strips, own);
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

    private void panel(int head, int key, int keys, float[] strips, long own) {
        MemorySegment work = workspace.data();
        long row = 4L * COLUMNS;
        k.transposedPanel(head, key, keys, work, own, own + scratch);
        v.transposedPanel(head, key, keys, work, own + values, own + scratch);
        AttentionKernel.multiply(work, own, q.width() * COLUMNS, (float) (scale * LOG2E));
        for (int wide = 0; wide < widePanels; wide++) {
            k.panel(head, key, keys, wide * COLUMNS, work, own + rows + (long) wide * COLUMNS * row);
        }
        AttentionKernel.clear(work, own + keySums, width4 * COLUMNS);
        AttentionKernel.clear(work, own + valueSums, width4 * COLUMNS);
        for (int first = 0; first < queries; first += BLOCK) {
            block(first, Math.min(BLOCK, queries - first), strips, own);
        }
        if (keyGradient.isPresent()) {
            AttentionKernel.multiply(work, own + keySums, q.width() * COLUMNS, scale);
            keyGradient.get().writeTransposed(head, key, keys, work, own + keySums, own + scratch);
        }
        if (valueGradient.isPresent()) {
            valueGradient.get().writeTransposed(head, key, keys, work, own + valueSums, own + scratch);
        }
    }

    private void block(int first, int count, float[] strips, long own) {
        MemorySegment work = workspace.data();
        long row = 4L * COLUMNS;
        int width = q.width();
        int count4 = (count + 3) & -4;
        Tile.multiply(
                strips,
                first * width,
                4 * width,
                work,
                own,
                width,
                work,
                own + zeros,
                0,
                work,
                own + weights,
                row,
                count4);
        Tile.multiply(
                strips,
                gradientStrips() + first * width,
                4 * width,
                work,
                own + values,
                width,
                work,
                own + zeros,
                0,
                work,
                own + scores,
                row,
                count4);
        for (int lanes = 0; lanes < COLUMNS; lanes += L) {
            soften(work, own + weights + 4L * lanes, own + scores + 4L * lanes, count, own + perQuery + 8L * first);
        }
        if (valueGradient.isPresent()) {
            Tile.multiply(
                    strips,
                    transposedGradients() + first * width4,
                    4 * count,
                    work,
                    own + weights,
                    count,
                    work,
                    own + valueSums,
                    row,
                    work,
                    own + valueSums,
                    row,
                    width4);
        }
        if (keyGradient.isPresent()) {
            Tile.multiply(
                    strips,
                    transposedQueries() + first * width4,
                    4 * count,
                    work,
                    own + scores,
                    count,
                    work,
                    own + keySums,
                    row,
                    work,
                    own + keySums,
                    row,
                    width4);
        }
        if (queryGradient.isPresent()) {
            packScores(own + scores, count, strips);
            for (int wide = 0; wide < widePanels; wide++) {
                long to = own + querySums + 4L * COLUMNS * ((long) wide * queries4 + first);
                Tile.multiply(
                        strips,
                        scoreStrips(),
                        4 * COLUMNS,
                        work,
                        own + rows + (long) wide * COLUMNS * row,
                        COLUMNS,
                        work,
                        to,
                        row,
                        work,
                        to,
                        row,
                        count4);
            }
        }
    }

    private void packScores(long from, int count, float[] strips) {
        for (int row = 0; row < count; row += 4) {
            for (int lanes = 0; lanes < COLUMNS; lanes += L) {
                long at = from + 4L * row * COLUMNS + 4L * lanes;
                Zip.strip(workspace.data(), at, 4L * COLUMNS, strips, scoreStrips() + row * COLUMNS + 4 * lanes);
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
            long panel = from + 4L * COLUMNS * wide * queries4;
            AttentionKernel.multiply(workspace.data(), panel, queries * COLUMNS, scale);
            target.writePanel(head, queries, wide * COLUMNS, workspace.data(), panel);
        }
    }
}
