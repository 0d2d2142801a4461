package io.spmtrack.engine.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Copies between the staging arrays, which are transferred, and the slabs, which stay; the cursor says what to copy. */
public final class Copies {
    /** Places in the cursor: where the launch's words begin, then from, to and count of a copy for each slab. */
    public static final int TABLE = 0;

    public static final int WORK_FROM = 1;
    static final int WORK_TO = 2;
    public static final int WORK_COUNT = 3;
    public static final int PARAMETERS_FROM = 4;
    public static final int PARAMETERS_TO = 5;
    public static final int PARAMETERS_COUNT = 6;
    public static final int INTEGERS_COUNT = 7;

    /** Always 0. */
    static final int HOLD = 8;

    /** Elements of the cursor. */
    public static final int SIZE = 16;

    private Copies() {}

    public static void work(KernelContext context, IntArray cursor, FloatArray from, FloatArray to) {
        int i = context.globalIdx;
        if (i < cursor.get(WORK_COUNT)) {
            to.set(cursor.get(WORK_TO) + i, from.get(cursor.get(WORK_FROM) + i));
        }
    }

    public static void parameters(KernelContext context, IntArray cursor, FloatArray from, FloatArray to) {
        int i = context.globalIdx;
        if (i < cursor.get(PARAMETERS_COUNT)) {
            to.set(cursor.get(PARAMETERS_TO) + i, from.get(cursor.get(PARAMETERS_FROM) + i));
        }
    }

    /** Makes the table part of the graph that uploads it, so that it stays; changes nothing. */
    public static void hold(KernelContext context, IntArray cursor, IntArray table, IntArray integers) {
        int i = context.globalIdx;
        if (i < cursor.get(HOLD)) {
            integers.set(i, table.get(i) + integers.get(i));
        }
    }

    public static void integers(KernelContext context, IntArray cursor, IntArray from, IntArray to) {
        int i = context.globalIdx;
        if (i < cursor.get(INTEGERS_COUNT)) {
            to.set(i, from.get(i));
        }
    }
}
