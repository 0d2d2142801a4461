package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Tile.COLUMNS;
import static io.spmtrack.engine.cpu.Tile.ROWS;
import static io.spmtrack.engine.cpu.Tile.STRIP;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * {@code C = X·W (+ bias) + f(X·P)·Q}: a wide product with a narrow one that rides along. Each block of rows of X is packed once for
 * both; its narrow sums go through f, token by token, are packed in turn, and join the sums of the same tiles of C.
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
    private final long perThread;
    private final float[][] strips;
    private final boolean packs;
    private final Part pack = this::runPack;
    private final Part compute = this::runRows;

    private AdapterGemm(
            Size size,
            Matrix x,
            Right wide,
            Right narrow,
            Right adapter,
            Matrix c,
            Optional<Matrix> bias,
            Middle middle,
            Workspace workspace) {
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
        this.perThread = perThread(size, middle);
        this.strips = workspace.strips();
        this.packs = !(wide.source() instanceof PackedB
                && narrow.source() instanceof PackedB
                && adapter.source() instanceof PackedB);
    }

    private static long perThread(Size size, Middle middle) {
        long panels = (long) size.narrowPadded() + size.appended();
        return (NARROW + 4L * BLOCK * size.narrowPadded() + panels * Gates.ROW + middle.scratch() + 63) & -64L;
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
        long own = threads * perThread(size, middle) >> 2;
        long widePlace = place(wide, size.depth(), size.columns());
        long narrowPlace = place(narrow, size.depth(), size.narrow());
        long adapterPlace = place(adapter, size.appended(), size.columns());
        return new Lowered(own + widePlace + narrowPlace + adapterPlace, strips(size), workspace -> {
            long at = workspace.offset() + own;
            Right first = right(wide, workspace, at, size.depth(), size.columns());
            Right second = right(narrow, workspace, at + widePlace, size.depth(), size.narrow());
            Right third = right(adapter, workspace, at + widePlace + narrowPlace, size.appended(), size.columns());
            return new AdapterGemm(size, x, first, second, third, c, bias, middle, workspace);
        });
    }

    private static long place(RightOperand operand, int depth, int columns) {
        return operand instanceof PackedB ? 0 : Workspace.lines(PackedB.elements(depth, columns));
    }

    private static Right right(RightOperand operand, Workspace workspace, long at, int depth, int columns) {
        PackedB packed = operand instanceof PackedB ready ? ready : new PackedB(workspace.data(), at, depth, columns);
        return new Right(operand, packed);
    }

    private static int strips(Size size) {
        int rows = Math.min(BLOCK, Tile.inStrips(size.rows()));
        return rows * (PackedB.deepest(size.depth()) + size.appended());
    }

    @Override
    public void run(Workers workers) {
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
        int end = Math.min(size.rows(), ROWS * Part.from(tiles, thread + 1, threads));
        for (int row = ROWS * Part.from(tiles, thread, threads); row < end; row += BLOCK) {
            block(row, Math.min(BLOCK, end - row), thread);
        }
    }

    private void block(int row, int rows, int thread) {
        float[] packed = strips[thread];
        int padded = Tile.inStrips(rows);
        int last = PackedB.blocks(size.depth()) - 1;
        for (int block = 0; block <= last; block++) {
            int start = PackedB.blockStart(size.depth(), block);
            int depth = PackedB.blockStart(size.depth(), block + 1) - start;
            long at = x.at(0, row, start);
            Pack.strips(x.data(), at, x.rowStride() << 2, x.columnStride() << 2, rows, depth, packed, 0);
            narrow(block, depth, padded, packed, thread);
            if (block == last) {
                middle(row, rows, packed, padded * depth, thread);
            }
            for (int panel = 0; panel < PackedB.panels(size.columns()); panel++) {
                wide(block, depth, panel, row, rows, packed, thread);
                if (block == last) {
                    adapter(panel, row, rows, packed, padded * depth, thread);
                }
            }
        }
    }

    // The narrow sums of a block of rows, whole vectors: columns behind the last are zeros.
    private void narrow(int block, int depth, int rows, float[] packed, int thread) {
        PackedB b = narrow.packed();
        long own = threadAt(thread);
        long row = 4L * size.narrowPadded();
        for (int panel = 0; panel < PackedB.panels(size.narrow()); panel++) {
            int columns = Math.min(COLUMNS, size.narrowPadded() - panel * COLUMNS);
            long at = b.panelAt(block, panel);
            long cAt = own + NARROW + 4L * panel * COLUMNS;
            if (block == 0) {
                PanelProduct.multiply(
                        packed,
                        0,
                        STRIP * depth,
                        b.data(),
                        at,
                        depth,
                        work,
                        own + ZEROS,
                        work,
                        cAt,
                        row,
                        rows,
                        columns,
                        work,
                        own);
            } else {
                PanelProduct.add(
                        packed, 0, STRIP * depth, b.data(), at, depth, work, cAt, row, rows, columns, work, own);
            }
        }
    }

    private void middle(int row, int rows, float[] packed, int to, int thread) {
        long own = threadAt(thread);
        long narrowRow = 4L * size.narrowPadded();
        long narrowPanel = own + NARROW + BLOCK * narrowRow;
        long appendedPanel = narrowPanel + size.narrowPadded() * Gates.ROW;
        long scratch = appendedPanel + size.appended() * Gates.ROW;
        for (int token = 0; token < rows; token += COLUMNS) {
            int count = Math.min(COLUMNS, rows - token);
            long from = own + NARROW + token * narrowRow;
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
        long cAt = c.at(0, row, column);
        long cRow = c.rowStride() << 2;
        if (block > 0) {
            PanelProduct.add(
                    packed, 0, STRIP * depth, b.data(), at, depth, c.data(), cAt, cRow, rows, columns, work, own);
        } else if (bias.isPresent() && columns == COLUMNS) {
            MemorySegment start = bias.get().data();
            long startAt = bias.get().at(0, 0, column);
            PanelProduct.multiply(
                    packed,
                    0,
                    STRIP * depth,
                    b.data(),
                    at,
                    depth,
                    start,
                    startAt,
                    c.data(),
                    cAt,
                    cRow,
                    rows,
                    columns,
                    work,
                    own);
        } else {
            long startAt = own + ZEROS;
            if (bias.isPresent()) {
                startAt =
                        PanelProduct.start(bias.get().data(), bias.get().at(0, 0, column), columns, work, own + START);
            }
            PanelProduct.multiply(
                    packed,
                    0,
                    STRIP * depth,
                    b.data(),
                    at,
                    depth,
                    work,
                    startAt,
                    c.data(),
                    cAt,
                    cRow,
                    rows,
                    columns,
                    work,
                    own);
        }
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
