package io.spmtrack.engine.cpu.product;

/** How a matrix product is cut for its threads: whole products of the batch, or a grid of row and column ranges of each. */
record Split(int threads, boolean byBatch, int rowParts, int columnParts) {
    // Packing a row of A takes about as long as 8 columns of its sums. So does packing a column of B, or reading it
    // from
    // memory.
    private static final int PACKED = 8;
    // A column that another thread has just packed, on a core that may have a third-level cache of its own.
    private static final int FETCHED = 32;

    static Split of(Gemm.Size size, boolean packedAhead, int threads) {
        boolean even = size.batch() % threads == 0 || size.batch() >= 4 * threads;
        if (size.batch() > 1 && size.batch() >= threads && even) {
            return new Split(threads, true, 1, 1);
        }
        Split best = new Split(threads, false, threads, 1);
        for (int rows = threads - 1; rows >= 1; rows--) {
            Split other = new Split(threads, false, rows, threads / rows);
            if (threads % rows == 0 && other.cost(size, packedAhead) < best.cost(size, packedAhead)) {
                best = other;
            }
        }
        return best;
    }

    // Work of the largest part, in columns that a row of A meets.
    private long cost(Gemm.Size size, boolean packedAhead) {
        long rows = (long) Tile.STRIP * ceil(ceil(size.m(), Tile.STRIP), rowParts);
        long columns = (long) Tile.COLUMNS * ceil(PackedB.panels(size.n()), columnParts);
        long right = packedAhead ? PACKED : (PACKED + (rowParts - 1L) * FETCHED) / rowParts;
        return rows * (columns + PACKED) + columns * right;
    }

    private static int ceil(int count, int parts) {
        return (count + parts - 1) / parts;
    }
}
