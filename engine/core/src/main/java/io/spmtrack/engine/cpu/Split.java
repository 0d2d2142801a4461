package io.spmtrack.engine.cpu;

/** How a matrix product is cut for its threads: whole products of the batch, or a grid of row and column ranges of each. */
record Split(int threads, boolean byBatch, int rowParts, int columnParts) {
    static Split of(Gemm.Size size, int threads) {
        boolean even = size.batch() % threads == 0 || size.batch() >= 4 * threads;
        if (size.batch() > 1 && size.batch() >= threads && even) {
            return new Split(threads, true, 1, 1);
        }
        Split best = new Split(threads, false, threads, 1);
        for (int rows = threads - 1; rows >= 1; rows--) {
            Split other = new Split(threads, false, rows, threads / rows);
            if (threads % rows == 0 && other.cost(size) < best.cost(size)) {
                best = other;
            }
        }
        return best;
    }

    // Work of the largest part: its sums, and the packing of its rows of A (a row costs about as much as 8 columns).
    private long cost(Gemm.Size size) {
        long rows = (long) Tile.STRIP * ceil(ceil(size.m(), Tile.STRIP), rowParts);
        long columns = (long) Tile.COLUMNS * ceil(PackedB.panels(size.n()), columnParts);
        return rows * (columns + 8);
    }

    private static int ceil(int count, int parts) {
        return (count + parts - 1) / parts;
    }
}
