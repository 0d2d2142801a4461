package io.spmtrack.engine.tornado;

import io.spmtrack.engine.DType;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * All arrays of a job, each on the host and on the device.
 *
 * @param parameters a slab
 * @param work a slab
 * @param integers a slab, uploaded before every run
 * @param outcome the first integers after a run
 * @param up what an upload carries
 * @param down what a download carries
 * @param table the calls' words
 * @param cursor where in the table each task of an execution finds its call
 */
record SlabArrays(
        FloatArray parameters,
        FloatArray work,
        IntArray integers,
        IntArray outcome,
        FloatArray up,
        FloatArray down,
        IntArray table,
        IntArray cursor) {
    private static final int FEWEST = 16;

    /**
     * Sizes of the arrays, in elements.
     *
     * @param up what one upload may carry
     * @param down what one download may carry
     */
    record Sizes(long parameters, long work, int integers, int up, int down) {
        /** Enough to compile kernels, not to run them. */
        static final Sizes NONE = new Sizes(0, 0, 0, 0, 0);

        /** Memory on the device. */
        long bytes() {
            return DType.BYTES * (parameters + work + 2L * integers + up + down);
        }
    }

    /**
     * Reserves host memory.
     *
     * @param tasks of the longest execution
     */
    static SlabArrays of(Sizes sizes, int tasks, int... table) {
        SlabArrays arrays = new SlabArrays(
                new FloatArray(size(sizes.parameters())),
                new FloatArray(size(sizes.work())),
                new IntArray(size(sizes.integers())),
                new IntArray(size(sizes.integers())),
                new FloatArray(size(sizes.up())),
                new FloatArray(size(sizes.down())),
                IntArray.fromArray(table),
                new IntArray(Math.max(Copies.SIZE, tasks)));
        arrays.integers.init(0);
        arrays.cursor.init(0);
        return arrays;
    }

    private static int size(long elements) {
        return Math.toIntExact(Math.max(FEWEST, elements));
    }

    /** What stays on the device from one execution to the next. */
    Object[] resident() {
        return new Object[] {parameters, work, integers, table};
    }

    Object of(Slab slab) {
        return switch (slab) {
            case PARAMETERS -> parameters;
            case WORK -> work;
            case INTEGERS -> integers;
        };
    }
}
