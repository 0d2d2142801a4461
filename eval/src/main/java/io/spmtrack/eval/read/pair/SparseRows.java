package io.spmtrack.eval.read.pair;

/** Annotations of every so many-th frame, beginning with the first, as VTUAV has in every tenth. */
final class SparseRows {

    private SparseRows() {}

    /**
     * How many frames lie from one row to the next: the number that makes rows and frames end together. 1 where there is
     * none, so that what is too much on one side is left out.
     */
    static int step(int rows, int frames) {
        if (rows < 2 || frames < 2 * rows - 1) {
            return 1;
        }
        int step = Math.ceilDiv(frames, rows);
        int other = (frames - 1) / (rows - 1);
        return Math.ceilDiv(frames, other) == rows ? other : Math.ceilDiv(frames, step) == rows ? step : 1;
    }

    static boolean given(int frame, int step, int rows) {
        return frame % step == 0 && frame / step < rows;
    }
}
