package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.product.Tile.COLUMNS;
import static io.spmtrack.engine.cpu.product.Tile.ROWS;
import static io.spmtrack.engine.cpu.product.Tile.STRIP;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * {@code C[m, n] = epilogue(A[m, k] · B[k, n])}, batched, with any strides of A and B and unit column stride of C: packed
 * panels and register tiles (Goto and van de Geijn 2008). Each sum runs over k in an order that depends on k only, so the result
 * is the same for any number of threads.
 */
final class Gemm implements Kernel {
    /** Sizes of one product and the number of independent ones. */
    record Size(int batch, int m, int n, int k) {
        Size {
            if (batch < 0 || m < 0 || n < 0 || k < 0) {
                throw new IllegalArgumentException(
                        "gemm: negative size " + batch + " x [" + m + ", " + n + ", " + k + "]");
            }
        }
    }

    // Floats of A packed at a time: 288 KiB of a second-level cache of 1 MiB leave room for two panels of B and the
    // tiles of C. The lab has other sizes (ProductBlocks).
    private static final int PACKED = Integer.getInteger("gemm.packed", (int) (SecondLevelCache.BYTES * 9 / 32 / 4));
    // Per thread: one tile for the edges, a row to start with, scratch for packing.
    private static final long START = PanelProduct.SCRATCH;
    private static final long SCRATCH = START + 4L * COLUMNS;
    private static final long PER_THREAD = SCRATCH + Pack.SCRATCH + 64;

    private final Size size;
    private final Matrix a;
    private final Matrix c;
    private final Epilogue epilogue;
    private final boolean plain;
    private final int rows;
    private final MemorySegment work;
    private final long workAt;
    private final Optional<Matrix> unpacked;
    // B, or its groups of columns one after the other in one place, or one for each thread.
    private final PackedB[] packed;
    private final float[][] strips;
    private final Split split;
    private final Share pack;
    private final Share compute;
    private int entry;
    private int group;
    private int firstRow;
    private int endRow;

    private Gemm(Size size, Matrix a, RightOperand b, Matrix c, Epilogue epilogue, Workspace workspace, int threads) {
        this.size = size;
        this.a = a;
        this.c = c;
        this.epilogue = epilogue;
        this.plain = epilogue.leavesSums();
        this.rows = rows(size);
        this.endRow = size.m();
        this.work = workspace.data();
        this.workAt = workspace.offset() << 2;
        this.split = Split.of(size, b instanceof PackedB, threads);
        this.strips = workspace.strips();
        switch (b) {
            case PackedB ready -> {
                this.unpacked = Optional.empty();
                this.packed = new PackedB[] {ready};
            }
            case Pieces pieces -> throw new IllegalArgumentException("gemm: B in pieces");
            case Matrix matrix -> {
                this.unpacked = Optional.of(matrix);
                this.packed = new PackedB[split.byBatch() ? threads : PackedB.groups(size.k(), size.n())];
                long at = workspace.offset() + threads * (PER_THREAD >> 2);
                long own = split.byBatch() ? panels(size, true) : 0;
                for (int i = 0; i < packed.length; i++) {
                    int columns = split.byBatch() ? size.n() : firstColumn(i + 1) - firstColumn(i);
                    packed[i] = new PackedB(work, at + i * own, size.k(), columns);
                }
            }
        }
        this.pack = this::packGroup;
        this.compute = split.byBatch() ? this::runEntries : this::runGrid;
    }

    /** Binds the operands. The workspace has at least {@link #workspace} elements; C must not overlap A or B. */
    static Gemm bind(
            Size size, Matrix a, RightOperand b, Matrix c, Epilogue epilogue, Workspace workspace, int threads) {
        if (c.columnStride() != 1 && size.n() > 1) {
            throw new IllegalArgumentException("gemm: C needs unit column stride, not " + c.columnStride());
        }
        if (b instanceof PackedB ready && (ready.depth() != size.k() || ready.columns() != size.n())) {
            throw new IllegalArgumentException(
                    "gemm: " + size + " with B packed as [" + ready.depth() + ", " + ready.columns() + "]");
        }
        return new Gemm(size, a, b, c, epilogue, workspace, threads);
    }

    /** Limits what later runs compute to some rows. */
    void rows(int from, int end) {
        firstRow = from;
        endRow = end;
    }

    /** Elements of workspace that {@code threads} threads need. */
    static long workspace(Size size, boolean packedAhead, int threads) {
        boolean byBatch = Split.of(size, packedAhead, threads).byBatch();
        long panels = packedAhead ? 0 : panels(size, byBatch) * (byBatch ? threads : 1);
        return threads * (PER_THREAD >> 2) + panels;
    }

    // Elements of B packed at a time: all of it where every thread packs its own, else the widest group of columns.
    private static long panels(Size size, boolean byBatch) {
        int groups = byBatch ? 1 : PackedB.groups(size.k(), size.n());
        int panels = (PackedB.panels(size.n()) + groups - 1) / groups;
        return Workspace.lines(PackedB.elements(size.k(), panels * COLUMNS));
    }

    // First column of a group of a B that is packed here.
    private int firstColumn(int group) {
        return Math.min(size.n(), COLUMNS * Share.from(PackedB.panels(size.n()), group, packed.length));
    }

    // Rows of A that are packed at a time: whole tiles.
    private static int rows(Size size) {
        return Math.max(1, PACKED / Math.max(1, PackedB.deepest(size.k())) / ROWS) * ROWS;
    }

    /** Floats each thread needs for packed rows of A. */
    static int strips(Size size) {
        return Math.min(rows(size), Tile.inStrips(size.m())) * PackedB.deepest(size.k());
    }

    @Override
    public void run(Workers workers) {
        if (workers.threads() != split.threads()) {
            throw new IllegalArgumentException(
                    "gemm: bound for " + split.threads() + " threads, run with " + workers.threads());
        }
        if (split.byBatch()) {
            workers.run(compute);
            return;
        }
        for (entry = 0; entry < size.batch(); entry++) {
            for (group = 0; group < packed.length; group++) {
                if (unpacked.isPresent()) {
                    workers.run(pack);
                }
                workers.run(compute);
            }
        }
    }

    private long threadAt(int thread) {
        return workAt + thread * PER_THREAD;
    }

    private void packGroup(int thread, int threads) {
        int columnPart = thread % split.columnParts();
        int panels = PackedB.panels(packed[group].columns());
        packed[group].pack(
                unpacked.orElseThrow(),
                entry,
                firstColumn(group),
                Share.from(panels, columnPart, split.columnParts()),
                Share.from(panels, columnPart + 1, split.columnParts()),
                work,
                threadAt(thread) + SCRATCH,
                thread / split.columnParts(),
                split.rowParts());
    }

    // Whole products: each thread packs B for itself.
    private void runEntries(int thread, int threads) {
        PackedB own = packed[thread % packed.length];
        int end = Share.from(size.batch(), thread + 1, threads);
        for (int i = Share.from(size.batch(), thread, threads); i < end; i++) {
            if (unpacked.isPresent()) {
                own.pack(unpacked.get(), i, 0, work, threadAt(thread) + SCRATCH, 0, 1);
            }
            block(own, 0, i, firstRow, endRow, 0, PackedB.panels(size.n()), thread);
        }
    }

    // One product, or a group of its columns, cut into a grid of row and column ranges.
    private void runGrid(int thread, int threads) {
        int rowPart = thread / split.columnParts();
        int columnPart = thread % split.columnParts();
        int strips = Tile.inStrips(endRow - firstRow) / STRIP;
        int panels = PackedB.panels(packed[group].columns());
        int rowFrom = firstRow + STRIP * Share.from(strips, rowPart, split.rowParts());
        int rowEnd = Math.min(endRow, firstRow + STRIP * Share.from(strips, rowPart + 1, split.rowParts()));
        int panelFrom = Share.from(panels, columnPart, split.columnParts());
        int count = Share.from(panels, columnPart + 1, split.columnParts()) - panelFrom;
        int parts = PackedB.groups(PackedB.deepest(size.k()), packed[group].columns());
        for (int part = 0; part < parts; part++) {
            block(
                    packed[group],
                    firstColumn(group),
                    entry,
                    rowFrom,
                    rowEnd,
                    panelFrom + Share.from(count, part, parts),
                    panelFrom + Share.from(count, part + 1, parts),
                    thread);
        }
    }

    // Columns {@code first} and on are those of b.
    private void block(
            PackedB b, int first, int batch, int rowFrom, int rowEnd, int panelFrom, int panelEnd, int thread) {
        if (rowFrom >= rowEnd || panelFrom >= panelEnd) {
            return;
        }
        Pack.zero(work, threadAt(thread) + START, 4L * COLUMNS);
        int parts = (rowEnd - rowFrom + rows - 1) / rows;
        int tiles = (rowEnd - rowFrom + ROWS - 1) / ROWS;
        int last = PackedB.blocks(size.k()) - 1;
        for (int block = 0; block <= last; block++) {
            for (int part = 0; part < parts; part++) {
                int from = rowFrom + ROWS * Share.from(tiles, part, parts);
                int end = Math.min(rowEnd, rowFrom + ROWS * Share.from(tiles, part + 1, parts));
                rows(b, first, block, batch, from, end, panelFrom, panelEnd, thread);
                if (!plain && block == last) {
                    int column = first + panelFrom * COLUMNS;
                    int columns = Math.min(b.columns(), panelEnd * COLUMNS) - panelFrom * COLUMNS;
                    for (int row = from; row < end; row++) {
                        epilogue.apply(c.data(), c.at(batch, row, column), batch, row, column, columns);
                    }
                }
            }
        }
    }

    private void rows(
            PackedB b, int first, int block, int batch, int from, int end, int panelFrom, int panelEnd, int thread) {
        float[] strips = this.strips[thread];
        long edge = threadAt(thread);
        long row = c.rowStride() << 2;
        int start = PackedB.blockStart(size.k(), block);
        int depth = PackedB.blockStart(size.k(), block + 1) - start;
        long aAt = a.at(batch, from, start);
        Pack.strips(a.data(), aAt, a.rowStride() << 2, a.columnStride() << 2, end - from, depth, strips, 0);
        int next = STRIP * depth;
        int rows = end - from;
        MemorySegment panels = b.data();
        for (int panel = panelFrom; panel < panelEnd; panel++) {
            int columns = Math.min(COLUMNS, b.columns() - panel * COLUMNS);
            long at = b.panelAt(block, panel);
            long cAt = c.at(batch, from, first + panel * COLUMNS);
            if (block > 0) {
                PanelProduct.add(strips, 0, next, panels, at, depth, c.data(), cAt, row, rows, columns, work, edge);
            } else {
                long startAt = edge + START;
                if (epilogue.bias().isPresent()) {
                    Matrix bias = epilogue.bias().get();
                    PanelProduct.start(bias.data(), bias.at(batch, 0, first + panel * COLUMNS), columns, work, startAt);
                }
                PanelProduct.multiply(
                        strips, 0, next, panels, at, depth, work, startAt, c.data(), cAt, row, rows, columns, work,
                        edge);
            }
        }
    }
}
