package io.spmtrack.engine.cpu.tmoe;

import static io.spmtrack.engine.cpu.product.Tile.COLUMNS;
import static io.spmtrack.engine.cpu.product.Tile.ROWS;
import static io.spmtrack.engine.cpu.product.Tile.STRIP;
import static io.spmtrack.engine.cpu.vector.Lanes.L;

import io.spmtrack.engine.cpu.product.Matrix;
import io.spmtrack.engine.cpu.product.Pack;
import io.spmtrack.engine.cpu.product.PackedB;
import io.spmtrack.engine.cpu.product.PanelProduct;
import io.spmtrack.engine.cpu.product.RightOperand;
import io.spmtrack.engine.cpu.product.Tile;
import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * {@code C = X·W (+ bias) + f(X·P)·Q}: a wide product fused with a narrow one. Each block of rows of X is packed for
 * both; its narrow sums go through f, token by token, are packed in turn, and join the sums of the same tiles of C. All rows meet one
 * {@link PackedB#groups group of columns} of W, block by block of its depth, before the next.
 */
final class AdapterGemm implements Kernel {
    /**
     * Sizes.
     *
     * @param rows of X
     * @param depth columns of X
     * @param narrow columns of P
     * @param appended rows of Q
     * @param columns of C, 0 where only f's own effects are wanted
     */
    record Size(int rows, int depth, int narrow, int appended, int columns) {
        int narrowPadded() {
            return (narrow + L - 1) / L * L;
        }
    }

    /** A right operand and where its packed form belongs. */
    record Right(RightOperand source, PackedB packed) {}

    /** What happens to narrow sums, a panel of tokens at a time. */
    interface Middle {
        /** Bytes of scratch a thread needs. */
        long scratch();

        /**
         * {@code [narrow][COLUMNS] → [appended][COLUMNS]}, one token a lane; lanes behind the last token hold zeros.
         *
         * @param row the first token
         * @param count how many tokens there are, at most COLUMNS
         */
        void apply(int row, int count, MemorySegment data, long narrow, long appended, long scratch);
    }

    // A multiple of the tile and of the panel's tokens for every width. 48 rows are as fast on a Zen 4 (1 MiB of
    // second-level cache), 192 up to 5 % slower on an Emerald Rapids (2 MiB).
    private static final int BLOCK = 96;
    private static final long START = PanelProduct.SCRATCH;
    private static final long ZEROS = START + Gates.ROW;
    private static final long PACKING = ZEROS + Gates.ROW;
    private static final long NARROW = PACKING + Pack.SCRATCH;

    private final Size size;
    private final Matrix x;
    private final Right wide;
    private final Right narrow;
    private final Right adapter;
    private final Matrix c;
    private final Optional<Matrix> bias;
    private final Middle middle;
    private final MemorySegment work;
    private final long workAt;
    private final int threads;
    private final int most;
    private final long perThread;
    private final float[][] strips;
    private final boolean packs;
    private final Share pack = this::runPack;
    private final Share compute = this::runRows;

    private AdapterGemm(
            Size size,
            Matrix x,
            Right wide,
            Right narrow,
            Right adapter,
            Matrix c,
            Optional<Matrix> bias,
            Middle middle,
            Workspace workspace,
            int threads) {
        this.size = size;
        this.x = x;
        this.wide = wide;
        this.narrow = narrow;
        this.adapter = adapter;
        this.c = c;
        this.bias = bias;
        this.middle = middle;
        this.work = workspace.data();
        this.workAt = workspace.offset() << 2;
        this.threads = threads;
        this.most = most(size, threads);
        this.perThread = perThread(size, middle, threads);
        this.strips = workspace.strips();
        this.packs = !(wide.source() instanceof PackedB
                && narrow.source() instanceof PackedB
                && adapter.source() instanceof PackedB);
    }

    private static long perThread(Size size, Middle middle, int threads) {
        long sums = 4L * most(size, threads) * size.narrowPadded();
        long panels = (long) size.narrowPadded() + size.appended();
        return (NARROW + sums + panels * Gates.ROW + middle.scratch() + 63) & -64L;
    }

    // The most rows of a thread, in whole tiles.
    private static int most(Size size, int threads) {
        int tiles = (size.rows() + ROWS - 1) / ROWS;
        return ROWS * ((tiles + threads - 1) / threads);
    }

    /** The kernel; C has unit column stride and overlaps no operand. */
    static Lowered lower(
            Size size,
            Matrix x,
            RightOperand wide,
            RightOperand narrow,
            RightOperand adapter,
            Matrix c,
            Optional<Matrix> bias,
            Middle middle,
            int threads) {
        long own = threads * perThread(size, middle, threads) >> 2;
        long widePlace = place(wide, size.depth(), size.columns());
        long narrowPlace = place(narrow, size.depth(), size.narrow());
        long adapterPlace = place(adapter, size.appended(), size.columns());
        return new Lowered(own + widePlace + narrowPlace + adapterPlace, strips(size, threads), workspace -> {
            long at = workspace.offset() + own;
            Right first = right(wide, workspace, at, size.depth(), size.columns());
            Right second = right(narrow, workspace, at + widePlace, size.depth(), size.narrow());
            Right third = right(adapter, workspace, at + widePlace + narrowPlace, size.appended(), size.columns());
            return new AdapterGemm(size, x, first, second, third, c, bias, middle, workspace, threads);
        });
    }

    private static long place(RightOperand operand, int depth, int columns) {
        return operand instanceof PackedB ? 0 : Workspace.lines(PackedB.elements(depth, columns));
    }

    private static Right right(RightOperand operand, Workspace workspace, long at, int depth, int columns) {
        PackedB packed = operand instanceof PackedB ready ? ready : new PackedB(workspace.data(), at, depth, columns);
        return new Right(operand, packed);
    }

    // A block of rows of X, then what f appends to all rows of a thread.
    private static int strips(Size size, int threads) {
        return appendedAt(size) + most(size, threads) * size.appended();
    }

    private static int appendedAt(Size size) {
        return Math.min(BLOCK, Tile.inStrips(size.rows())) * PackedB.deepest(size.depth());
    }

    @Override
    public void run(Workers workers) {
        if (workers.threads() != threads) {
            throw new IllegalArgumentException(
                    "TMoE: bound for " + threads + " threads, run with " + workers.threads());
        }
        if (packs) {
            workers.run(pack);
        }
        workers.run(compute);
    }

    private void runPack(int thread, int threads) {
        long scratch = threadAt(thread) + PACKING;
        wide.packed().packFrom(wide.source(), work, scratch, thread, threads);
        narrow.packed().packFrom(narrow.source(), work, scratch, thread, threads);
        adapter.packed().packFrom(adapter.source(), work, scratch, thread, threads);
    }

    private void runRows(int thread, int threads) {
        Pack.zero(work, threadAt(thread) + ZEROS, Gates.ROW);
        int tiles = (size.rows() + ROWS - 1) / ROWS;
        int start = ROWS * Share.from(tiles, thread, threads);
        int end = Math.min(size.rows(), ROWS * Share.from(tiles, thread + 1, threads));
        int groups = PackedB.groups(PackedB.deepest(size.depth()), size.columns());
        for (int group = 0; group < groups; group++) {
            for (int block = 0; block < PackedB.blocks(size.depth()); block++) {
                for (int row = start; row < end; row += BLOCK) {
                    rows(group, groups, block, start, row, Math.min(BLOCK, end - row), thread);
                }
            }
        }
    }

    // Some rows, a block of depth, a group of columns; the narrow product and f come with the first group.
    private void rows(int group, int groups, int block, int start, int row, int rows, int thread) {
        float[] packed = strips[thread];
        int from = PackedB.blockStart(size.depth(), block);
        int depth = PackedB.blockStart(size.depth(), block + 1) - from;
        boolean last = block == PackedB.blocks(size.depth()) - 1;
        int appended = appendedAt(size) + (row - start) * size.appended();
        long at = x.at(0, row, from);
        Pack.strips(x.data(), at, x.rowStride() << 2, x.columnStride() << 2, rows, depth, packed, 0);
        if (group == 0) {
            long sums = threadAt(thread) + NARROW + 4L * (row - start) * size.narrowPadded();
            narrow(block, depth, sums, Tile.inStrips(rows), packed, thread);
            if (last) {
                middle(row, rows, sums, packed, appended, thread);
            }
        }
        int panels = PackedB.panels(size.columns());
        for (int panel = Share.from(panels, group, groups); panel < Share.from(panels, group + 1, groups); panel++) {
            wide(block, depth, panel, row, rows, packed, thread);
            if (last) {
                adapter(panel, row, rows, packed, appended, thread);
            }
        }
    }

    // The narrow sums of a block of rows, whole vectors: columns behind the last are zeros.
    private void narrow(int block, int depth, long sums, int rows, float[] packed, int thread) {
        PackedB b = narrow.packed();
        long own = threadAt(thread);
        long row = 4L * size.narrowPadded();
        for (int panel = 0; panel < PackedB.panels(size.narrow()); panel++) {
            int columns = Math.min(COLUMNS, size.narrowPadded() - panel * COLUMNS);
            long at = b.panelAt(block, panel);
            long cAt = sums + 4L * panel * COLUMNS;
            int next = STRIP * depth;
            if (block == 0) {
                long zeros = own + ZEROS;
                PanelProduct.multiply(
                        packed, 0, next, b.data(), at, depth, work, zeros, work, cAt, row, rows, columns, work, own);
            } else {
                PanelProduct.add(packed, 0, next, b.data(), at, depth, work, cAt, row, rows, columns, work, own);
            }
        }
    }

    private void middle(int row, int rows, long sums, float[] packed, int to, int thread) {
        long own = threadAt(thread);
        long narrowRow = 4L * size.narrowPadded();
        long narrowPanel = own + NARROW + most * narrowRow;
        long appendedPanel = narrowPanel + size.narrowPadded() * Gates.ROW;
        long scratch = appendedPanel + size.appended() * Gates.ROW;
        for (int token = 0; token < rows; token += COLUMNS) {
            int count = Math.min(COLUMNS, rows - token);
            long from = sums + token * narrowRow;
            Pack.panel(work, from, 4, narrowRow, size.narrowPadded(), count, work, narrowPanel, work, own + PACKING);
            middle.apply(row + token, count, work, narrowPanel, appendedPanel, scratch);
            for (int block = 0; block < PackedB.blocks(size.appended()); block++) {
                int start = PackedB.blockStart(size.appended(), block);
                int depth = PackedB.blockStart(size.appended(), block + 1) - start;
                long at = appendedPanel + start * Gates.ROW;
                int strips = to + Tile.inStrips(rows) * start;
                Pack.strips(work, at, 4, Gates.ROW, token, count, depth, packed, strips);
            }
        }
    }

    private void wide(int block, int depth, int panel, int row, int rows, float[] packed, int thread) {
        PackedB b = wide.packed();
        long own = threadAt(thread);
        int column = panel * COLUMNS;
        int columns = Math.min(COLUMNS, size.columns() - column);
        long at = b.panelAt(block, panel);
        MemorySegment panels = b.data();
        int next = STRIP * depth;
        long cAt = c.at(0, row, column);
        long cRow = c.rowStride() << 2;
        if (block > 0) {
            PanelProduct.add(packed, 0, next, panels, at, depth, c.data(), cAt, cRow, rows, columns, work, own);
            return;
        }
        MemorySegment start = work;
        long startAt = own + ZEROS;
        if (bias.isPresent() && columns == COLUMNS) {
            start = bias.get().data();
            startAt = bias.get().at(0, 0, column);
        } else if (bias.isPresent()) {
            startAt = PanelProduct.start(bias.get().data(), bias.get().at(0, 0, column), columns, work, own + START);
        }
        PanelProduct.multiply(
                packed, 0, next, panels, at, depth, start, startAt, c.data(), cAt, cRow, rows, columns, work, own);
    }

    private void adapter(int panel, int row, int rows, float[] packed, int from, int thread) {
        PackedB b = adapter.packed();
        int column = panel * COLUMNS;
        int columns = Math.min(COLUMNS, size.columns() - column);
        for (int block = 0; block < PackedB.blocks(size.appended()); block++) {
            int start = PackedB.blockStart(size.appended(), block);
            int depth = PackedB.blockStart(size.appended(), block + 1) - start;
            PanelProduct.add(
                    packed,
                    from + Tile.inStrips(rows) * start,
                    STRIP * depth,
                    b.data(),
                    b.panelAt(block, panel),
                    depth,
                    c.data(),
                    c.at(0, row, column),
                    c.rowStride() << 2,
                    rows,
                    columns,
                    work,
                    threadAt(thread));
        }
    }

    private long threadAt(int thread) {
        return workAt + thread * perThread;
    }
}
