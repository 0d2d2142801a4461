package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.vector.Lanes.INT;

import io.spmtrack.engine.cpu.run.Operand;

/**
 * Where the groups of some rows end, as a run finds them.
 *
 * @param ends ascending integers
 * @param rows no end is larger
 */
record GroupEnds(Operand ends, int rows) {
    /** The end of a group that starts at {@code from}. */
    int end(int group, int from) {
        long place = ends.layout().offset() + group * ends.layout().stride(0);
        int end = ends.data().get(INT, place << 2);
        if (end < from || end > rows) {
            throw new IllegalArgumentException(
                    "group " + group + " ends at row " + end + ", expected " + from + " to " + rows);
        }
        return end;
    }
}
