package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.product.Tile.COLUMNS;
import static io.spmtrack.engine.cpu.product.Tile.STRIP;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Several products {@code Aᵀ·B} over the same tokens, side by side: each A and each B is packed once for all of them, some tokens at a
 * time, and the threads meet at the end only. Each sum runs over the tokens in order, as in {@link Gemm}, so it has the same bits.
 */
public final class TokenSums implements Kernel {
    /** A matrix {@code [tokens, columns]} with any strides. */
    public record Side(Matrix matrix, int columns) {}

    /**
     * Where some sums belong.
     *
     * @param left which A
     * @param row the first of its columns
     * @param right which B
     * @param column the first of its columns
     * @param rows columns of A
     * @param columns columns of B
     * @param to receives {@code [rows, columns]}, with unit column stride
     */
    public record Result(int left, int row, int right, int column, int rows, int columns, Matrix to) {}

    // Tokens at a time: a panel of B stays in the first-level cache while all strips of A pass by.
    private static final int TOKENS = 192;
    // Sums in all from which packing is a small part of a product, and the strips of a block grow out of the cache.
    private static final long MOST = 1L << 17;
    private static final int PANEL = TOKENS * COLUMNS;

    private final int tokens;
    private final List<Side> left;
    private final List<Side> right;
    private final List<Result> results;
    private final int[] firstStrip;
    private final int[] firstPanel;
    private final Split split;
    private final MemorySegment work;
    private final long sumsAt;
    private final long sumsRow;
    private final long perThread;
    private final float[][] strips;
    private final Share part = this::runPart;

    private TokenSums(
            int tokens, List<Side> left, List<Side> right, List<Result> results, Workspace workspace, int threads) {
        this.tokens = tokens;
        this.left = List.copyOf(left);
        this.right = List.copyOf(right);
        this.results = List.copyOf(results);
        this.firstStrip = starts(left, STRIP);
        this.firstPanel = starts(right, COLUMNS);
        this.split = Split.of(
                new Gemm.Size(1, STRIP * firstStrip[left.size()], COLUMNS * firstPanel[right.size()], tokens),
                false,
                threads);
        this.work = workspace.data();
        this.sumsRow = 4L * COLUMNS * firstPanel[right.size()];
        this.perThread = 4L * PANEL + 4L * COLUMNS + Pack.SCRATCH;
        this.sumsAt = (workspace.offset() << 2) + threads * perThread;
        this.strips = workspace.strips();
    }

    /** Whether products with so many sums in all are faster together. */
    public static boolean takes(int rows, int columns) {
        return (long) rows * columns <= MOST;
    }

    /** The products of each A with each B that {@code results} ask for. */
    public static Lowered lower(int tokens, List<Side> left, List<Side> right, List<Result> results, int threads) {
        TokenSums sizes = new TokenSums(tokens, left, right, results, Workspace.NONE, threads);
        long sums = sizes.sumsRow * STRIP * sizes.firstStrip[left.size()];
        return new Lowered(
                Workspace.lines((threads * sizes.perThread + sums) >> 2),
                STRIP * sizes.firstStrip[left.size()] * TOKENS,
                workspace -> new TokenSums(tokens, left, right, results, workspace, threads));
    }

    // Where each side begins, counted in strips or panels; at last where all end.
    private static int[] starts(List<Side> sides, int unit) {
        int[] starts = new int[sides.size() + 1];
        for (int i = 0; i < sides.size(); i++) {
            starts[i + 1] = starts[i] + (sides.get(i).columns() + unit - 1) / unit;
        }
        return starts;
    }

    @Override
    public void run(Workers workers) {
        workers.run(part);
    }

    private void runPart(int thread, int threads) {
        int rowPart = thread / split.columnParts();
        int columnPart = thread % split.columnParts();
        int all = firstStrip[left.size()];
        int from = Share.from(all, rowPart, split.rowParts());
        int end = Share.from(all, rowPart + 1, split.rowParts());
        int panels = firstPanel[right.size()];
        int panelFrom = Share.from(panels, columnPart, split.columnParts());
        int panelEnd = Share.from(panels, columnPart + 1, split.columnParts());
        Pack.zero(work, zeros(thread), 4L * COLUMNS);
        int token = 0;
        do { // also without tokens: an empty sum still writes its zeros
            block(token, Math.min(TOKENS, tokens - token), from, end, panelFrom, panelEnd, thread);
            token += TOKENS;
        } while (token < tokens);
        for (int i = 0; i < results.size(); i++) {
            write(results.get(i), from, end, panelFrom, panelEnd);
        }
    }

    private void block(int token, int depth, int from, int end, int panelFrom, int panelEnd, int thread) {
        float[] packed = strips[thread];
        for (int i = 0; i < left.size(); i++) {
            int first = Math.max(from, firstStrip[i]);
            int last = Math.min(end, firstStrip[i + 1]);
            if (first < last) {
                int row = STRIP * (first - firstStrip[i]);
                int rows = Math.min(left.get(i).columns(), STRIP * (last - firstStrip[i])) - row;
                Matrix a = left.get(i).matrix();
                Pack.strips(
                        a.data(),
                        a.at(0, token, row),
                        a.columnStride() << 2,
                        a.rowStride() << 2,
                        rows,
                        depth,
                        packed,
                        STRIP * (first - from) * depth);
            }
        }
        for (int j = 0; j < right.size(); j++) {
            for (int panel = Math.max(panelFrom, firstPanel[j]);
                    panel < Math.min(panelEnd, firstPanel[j + 1]);
                    panel++) {
                panel(token, depth, j, panel, from, end, thread);
            }
        }
    }

    // A panel of one B, packed, times all strips of this thread that it is wanted with.
    private void panel(int token, int depth, int j, int panel, int from, int end, int thread) {
        Side b = right.get(j);
        int column = COLUMNS * (panel - firstPanel[j]);
        int columns = Math.min(COLUMNS, b.columns() - column);
        int vectors = Tile.vectors(columns);
        long zeros = zeros(thread);
        long own = zeros - 4L * PANEL;
        Matrix matrix = b.matrix();
        Pack.panel(
                matrix.data(),
                matrix.at(0, token, column),
                matrix.rowStride() << 2,
                matrix.columnStride() << 2,
                depth,
                columns,
                vectors,
                work,
                own,
                work,
                zeros + 4L * COLUMNS);
        for (int i = 0; i < left.size(); i++) {
            int first = Math.max(from, firstStrip[i]);
            int last = Math.min(end, firstStrip[i + 1]);
            if (first < last && wanted(i, j)) {
                long sums = sumsAt + (long) STRIP * first * sumsRow + 4L * COLUMNS * panel;
                Tile.multiply(
                        vectors,
                        strips[thread],
                        STRIP * (first - from) * depth,
                        STRIP * depth,
                        work,
                        own,
                        depth,
                        work,
                        token == 0 ? zeros : sums,
                        token == 0 ? 0 : sumsRow,
                        work,
                        sums,
                        sumsRow,
                        STRIP * (last - first));
            }
        }
    }

    private long zeros(int thread) {
        return sumsAt - (split.threads() - thread) * perThread + 4L * PANEL;
    }

    private boolean wanted(int i, int j) {
        for (int each = 0; each < results.size(); each++) {
            if (results.get(each).left() == i && results.get(each).right() == j) {
                return true;
            }
        }
        return false;
    }

    // What of a result lies in this thread's strips and panels.
    private void write(Result result, int from, int end, int panelFrom, int panelEnd) {
        int top = STRIP * firstStrip[result.left()] + result.row();
        int start = COLUMNS * firstPanel[result.right()] + result.column();
        int first = Math.max(top, STRIP * from);
        int last = Math.min(top + result.rows(), STRIP * end);
        int column = Math.max(start, COLUMNS * panelFrom);
        int columns = Math.min(start + result.columns(), COLUMNS * panelEnd) - column;
        for (int row = first; row < last && columns > 0; row++) {
            Matrix to = result.to();
            long at = to.at(0, row - top, column - start);
            MemorySegment.copy(work, sumsAt + row * sumsRow + 4L * column, to.data(), at, 4L * columns);
        }
    }
}
