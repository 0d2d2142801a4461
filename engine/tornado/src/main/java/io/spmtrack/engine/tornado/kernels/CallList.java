package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Several calls of a kernel in one launch: the work-groups of one call follow those of another. In front of their words stands
 * the number of calls, then for each its first work-group and where its words begin, counted from there. On a table of zeros the
 * one call found has words of zeros, with which every kernel does nothing.
 */
public final class CallList {
    private CallList() {}

    /** Integers in front of the words of so many calls. */
    public static int header(int calls) {
        return 1 + 2 * calls;
    }

    /** Which of the calls, listed from {@code start} of the table, a work-group belongs to. */
    static int of(IntArray table, int start, int group) {
        int low = 0;
        int high = table.get(start);
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (table.get(start + 1 + 2 * middle) <= group) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first work-group of a call. */
    static int first(IntArray table, int start, int call) {
        return table.get(start + 1 + 2 * call);
    }

    /** Where the words of a call begin. */
    static int words(IntArray table, int start, int call) {
        return start + table.get(start + 2 + 2 * call);
    }
}
