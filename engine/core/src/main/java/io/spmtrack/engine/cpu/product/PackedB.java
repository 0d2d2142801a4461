package io.spmtrack.engine.cpu.product;

import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;

/**
 * A right operand {@code [depth, columns]} in the order {@link Tile} reads: blocks of depth, in each the panels of columns.
 * Frozen weights are packed once at load. {@code offset} in elements.
 */
public record PackedB(MemorySegment data, long offset, int depth, int columns) implements RightOperand {
    // A panel of this depth takes 192 KiB of the second-level cache; the 1318 tokens of a weight gradient are one
    // block.
    // Unlike the rows of A it does not follow the cache of the machine, since the order of sums depends on it.
    static final int DEPTH = Integer.getInteger("gemm.depth", 1536);

    // Floats that all rows of A meet before the next, a block of depth and a group of columns: 5 MiB stay in the
    // third-level cache, also while they are packed. A is packed again for each group, so up to 512 columns are one.
    private static final int GROUP = Integer.getInteger("gemm.group", 5 << 18);
    private static final int GROUP_COLUMNS = 512;

    /** Groups of columns that are worked on one after the other, for so much depth at a time. */
    public static int groups(int depth, int columns) {
        int most = Math.max(GROUP_COLUMNS, GROUP / Math.max(1, depth));
        return Math.max(1, (columns + most - 1) / most);
    }

    /** Elements the packed form needs. */
    public static long elements(int depth, int columns) {
        return (long) depth * panels(columns) * Tile.COLUMNS;
    }

    public static int panels(int columns) {
        return (columns + Tile.COLUMNS - 1) / Tile.COLUMNS;
    }

    /** Blocks the depth is cut into; at least one, so that an empty sum still writes its zeros. */
    public static int blocks(int depth) {
        return Math.max(1, (depth + DEPTH - 1) / DEPTH);
    }

    /** First index of a block of depth. The cut depends on nothing but the depth, so neither does the order of the sums. */
    public static int blockStart(int depth, int block) {
        int size = (depth + blocks(depth) - 1) / blocks(depth);
        return Math.min(depth, block * ((size + 3) & -4));
    }

    /** Byte position of a panel within a block of depth. */
    public long panelAt(int block, int panel) {
        int start = blockStart(depth, block);
        int size = blockStart(depth, block + 1) - start;
        return (offset + ((long) start * panels(columns) + (long) panel * size) * Tile.COLUMNS) << 2;
    }

    /** The deepest block. */
    public static int deepest(int depth) {
        return blockStart(depth, 1) - blockStart(depth, 0);
    }

    /** Vectors of a panel; the last one may have fewer. */
    int vectors(int panel) {
        return Tile.vectors(columns - panel * Tile.COLUMNS);
    }

    /**
     * Packs the share of one thread of a matrix of the batch, its columns from {@code first}. {@code scratch} has
     * {@link Pack#SCRATCH} bytes for this thread.
     */
    void pack(Matrix b, int batch, int first, MemorySegment scratch, long scratchAt, int thread, int threads) {
        pack(b, batch, first, 0, panels(columns), scratch, scratchAt, thread, threads);
    }

    /** The same of some panels only, which these threads have for themselves. */
    void pack(
            Matrix b,
            int batch,
            int first,
            int panelFrom,
            int panelEnd,
            MemorySegment scratch,
            long scratchAt,
            int thread,
            int threads) {
        int panels = panelEnd - panelFrom;
        int units = panels * blocks(depth);
        int end = Share.from(units, thread + 1, threads);
        for (int unit = Share.from(units, thread, threads); unit < end; unit++) {
            int block = unit / panels;
            int panel = panelFrom + unit % panels;
            int start = blockStart(depth, block);
            int column = panel * Tile.COLUMNS;
            Pack.panel(
                    b.data(),
                    b.at(batch, start, first + column),
                    b.rowStride() << 2,
                    b.columnStride() << 2,
                    blockStart(depth, block + 1) - start,
                    Math.min(Tile.COLUMNS, columns - column),
                    vectors(panel),
                    data,
                    panelAt(block, panel),
                    scratch,
                    scratchAt);
        }
    }

    /** Packs the share of one thread of whatever is not packed yet. */
    public void packFrom(RightOperand source, MemorySegment scratch, long scratchAt, int thread, int threads) {
        switch (source) {
            case PackedB ready -> {}
            case Matrix matrix -> pack(matrix, 0, 0, scratch, scratchAt, thread, threads);
            case Pieces pieces -> pack(pieces, scratch, scratchAt, thread, threads);
        }
    }

    /** Packs the share of one thread of a matrix in pieces. */
    void pack(Pieces pieces, MemorySegment scratch, long scratchAt, int thread, int threads) {
        int panels = panels(columns);
        int units = panels * blocks(depth);
        int end = Share.from(units, thread + 1, threads);
        for (int unit = Share.from(units, thread, threads); unit < end; unit++) {
            int panel = unit % panels;
            int block = unit / panels;
            long row = (long) vectors(panel) * Lanes.BYTES;
            int start = blockStart(depth, block);
            int blockEnd = blockStart(depth, block + 1);
            int column = panel * Tile.COLUMNS;
            int columnEnd = Math.min(columns, column + Tile.COLUMNS);
            long at = panelAt(block, panel);
            if ((columnEnd - column) % Lanes.L != 0) {
                Pack.zero(data, at, (blockEnd - start) * row);
            }
            for (int i = 0; i < pieces.all().size(); i++) {
                Pieces.Piece piece = pieces.all().get(i);
                int top = Math.max(start, piece.depthFrom());
                int bottom = Math.min(blockEnd, piece.depthFrom() + piece.depth());
                int left = Math.max(column, piece.columnFrom());
                int right = Math.min(columnEnd, piece.columnFrom() + piece.columns());
                if (top < bottom && left < right) {
                    Pack.part(
                            piece.matrix().data(),
                            piece.matrix().at(0, top - piece.depthFrom(), left - piece.columnFrom()),
                            piece.matrix().rowStride() << 2,
                            piece.matrix().columnStride() << 2,
                            bottom - top,
                            right - left,
                            data,
                            at + (top - start) * row + (left - column) * 4L,
                            row,
                            scratch,
                            scratchAt);
                }
            }
        }
    }

    /** Writes the values of a piece back where they came from. */
    void unpack(Pieces.Piece piece) {
        Matrix to = piece.matrix();
        for (int i = 0; i < piece.depth(); i++) {
            int p = piece.depthFrom() + i;
            int block = blockOf(p);
            int row = p - blockStart(depth, block);
            for (int j = 0; j < piece.columns(); j++) {
                int column = piece.columnFrom() + j;
                int panel = column / Tile.COLUMNS;
                long at = panelAt(block, panel) + (long) row * vectors(panel) * Lanes.BYTES;
                float value = data.get(Lanes.FLOAT, at + 4L * (column % Tile.COLUMNS));
                to.data().set(Lanes.FLOAT, to.at(0, i, j), value);
            }
        }
    }

    private int blockOf(int p) {
        int block = 0;
        while (blockStart(depth, block + 1) <= p) {
            block++;
        }
        return block;
    }
}
