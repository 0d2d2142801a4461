package io.spmtrack.engine.tornado;

import io.spmtrack.engine.DType;
import java.util.List;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

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
 * @param library those of {@link LibraryRoom}; empty where no product goes to the library
 */
record SlabArrays(
        FloatArray parameters,
        FloatArray work,
        IntArray integers,
        IntArray outcome,
        FloatArray up,
        FloatArray down,
        IntArray table,
        IntArray cursor,
        List<TornadoNativeArray> library) {
    private static final int FEWEST = 16;

    /**
     * Sizes of the arrays, in elements.
     *
     * @param up what one upload may carry
     * @param down what one download may carry
     * @param library of products by the library
     */
    record Sizes(long parameters, long work, int integers, int up, int down, LibraryRoom library) {
        /** Enough to compile kernels, not to run them; the library computes even then. */
        Sizes least() {
            return new Sizes(0, 0, 0, 0, 0, library);
        }

        /** Memory on the device. */
        long bytes() {
            return DType.BYTES * (parameters + work + 2L * integers + up + down) + library.bytes();
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
                new IntArray(Math.max(Copies.SIZE, tasks)),
                sizes.library().isEmpty() ? List.of() : library(sizes.library()));
        arrays.integers.init(0);
        arrays.cursor.init(0);
        return arrays;
    }

    /** Left factors, right factors and products. */
    static List<TornadoNativeArray> library(LibraryRoom room) {
        return List.of(
                factors((int) room.left(), room.half()), factors((int) room.right(), room.half()), new FloatArray((int)
                        room.result()));
    }

    private static TornadoNativeArray factors(int elements, boolean half) {
        return half ? new HalfFloatArray(elements) : new FloatArray(elements);
    }

    private static int size(long elements) {
        return Math.toIntExact(Math.max(FEWEST, elements));
    }

    /** What stays on the device from one execution to the next. */
    Object[] resident() {
        return Stream.concat(Stream.of(parameters, work, integers, table), library.stream())
                .toArray();
    }

    /** Puts the library's arrays on the device, if there are any: whether there are. */
    boolean hold(TaskGraph graph, String task) {
        if (library.isEmpty()) {
            return false;
        }
        FloatArray product = (FloatArray) library.get(2);
        if (library.getFirst() instanceof HalfFloatArray left) {
            HalfFloatArray right = (HalfFloatArray) library.get(1);
            graph.task(task, Staging::holdHalf, new KernelContext(), cursor, left, right, product);
        } else {
            FloatArray left = (FloatArray) library.get(0);
            FloatArray right = (FloatArray) library.get(1);
            graph.task(task, Staging::hold, new KernelContext(), cursor, left, right, product);
        }
        return true;
    }

    Object of(Slab slab) {
        return switch (slab) {
            case PARAMETERS -> parameters;
            case WORK -> work;
            case INTEGERS -> integers;
            case LEFT -> library.get(0);
            case RIGHT -> library.get(1);
            case PRODUCT -> library.get(2);
        };
    }
}
