package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.tornado.kernels.Copies;
import io.spmtrack.engine.tornado.kernels.Staging;
import java.util.EnumMap;
import java.util.Map;
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
 * @param staging those of {@link StagingRoom}; empty where all is left to portable kernels
 */
public record SlabArrays(
        FloatArray parameters,
        FloatArray work,
        IntArray integers,
        IntArray outcome,
        FloatArray up,
        FloatArray down,
        IntArray table,
        IntArray cursor,
        Map<Slab, TornadoNativeArray> staging) {
    private static final int FEWEST = 16;

    /**
     * Sizes of the arrays, in elements.
     *
     * @param up what one upload may carry
     * @param down what one download may carry
     * @param staging of large products and attention
     */
    public record Sizes(long parameters, long work, int integers, int up, int down, StagingRoom staging) {
        /** Enough to compile kernels, not to run them; NVIDIA's libraries compute even then. */
        public Sizes least() {
            return new Sizes(0, 0, 0, 0, 0, staging);
        }

        /** Memory on the device. */
        public long bytes() {
            return DType.BYTES * (parameters + work + 2L * integers + up + down) + staging.bytes();
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
                staging(sizes.staging()));
        arrays.integers.init(0);
        arrays.cursor.init(0);
        return arrays;
    }

    /** The arrays of large products and attention; none where there is nothing to stage. */
    public static Map<Slab, TornadoNativeArray> staging(StagingRoom room) {
        Map<Slab, TornadoNativeArray> staging = new EnumMap<>(Slab.class);
        for (Slab slab : Slab.STAGING) {
            int elements = room.of(slab);
            if (elements > 0) {
                staging.put(slab, room.isHalf(slab) ? new HalfFloatArray(elements) : new FloatArray(elements));
            }
        }
        return staging;
    }

    private static int size(long elements) {
        return Math.toIntExact(Math.max(FEWEST, elements));
    }

    /** What stays on the device from one execution to the next. */
    Object[] resident() {
        return Stream.concat(Stream.of(parameters, work, integers, table), staging.values().stream())
                .toArray();
    }

    /** Puts a staging array on the device. */
    void hold(TaskGraph graph, Slab slab) {
        switch (staging.get(slab)) {
            case HalfFloatArray half -> graph.task(slab.name(), Staging::holdHalf, new KernelContext(), cursor, half);
            case FloatArray array -> graph.task(slab.name(), Staging::hold, new KernelContext(), cursor, array);
            default -> throw new IllegalStateException(slab + " has elements of no known kind");
        }
    }

    Object of(Slab slab) {
        return switch (slab) {
            case PARAMETERS -> parameters;
            case WORK -> work;
            case INTEGERS -> integers;
            case LEFT, RIGHT, PRODUCT, VALUES, ATTENDED -> staging.get(slab);
        };
    }
}
