package io.spmtrack.engine.tornado;

import io.spmtrack.engine.tornado.device.Launch;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.enums.MMAShape;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Runs a kernel as plain Java: one virtual thread for each work-item of a group, group after group. Not in a JVM in which
 * TornadoVM compiles kernels: it would take the context of this class for the one that it knows.
 */
final class WorkGroups {
    private final int lanesX;
    private final int lanesY;
    private final CyclicBarrier barrier;
    private final List<float[]> local = new ArrayList<>();
    private final List<int[]> localIntegers = new ArrayList<>();
    private final TensorCoreModel tensorCores;

    private WorkGroups(int lanesX, int lanesY) {
        this.lanesX = lanesX;
        this.lanesY = lanesY;
        this.barrier = new CyclicBarrier(lanesX * lanesY);
        this.tensorCores = new TensorCoreModel(lanesX);
    }

    /** What a work-item sees: its place, the group's local memory, the barrier. */
    private final class Lane extends KernelContext {
        private int allocated;
        private int allocatedIntegers;

        void enter(int x, int y, int groupX, int groupY, int groupZ) {
            allocated = 0;
            allocatedIntegers = 0;
            set("localIdx", x);
            set("localIdy", y);
            set("groupIdx", groupX);
            set("groupIdy", groupY);
            set("groupIdz", groupZ);
            set("globalIdx", groupX * lanesX + x);
            set("globalIdy", groupY * lanesY + y);
            set("globalIdz", groupZ);
        }

        /** The fields are final and 0; on a device the compiler puts the real values in their place. */
        private void set(String name, Integer value) {
            try {
                Field field = KernelContext.class.getField(name);
                field.setAccessible(true);
                field.set(this, value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void localBarrier() {
            await();
        }

        @Override
        public float[] allocateFloatLocalArray(int size) {
            synchronized (local) {
                if (allocated == local.size()) {
                    local.add(new float[size]);
                }
                return local.get(allocated++);
            }
        }

        @Override
        public int[] allocateIntLocalArray(int size) {
            synchronized (local) {
                if (allocatedIntegers == localIntegers.size()) {
                    localIntegers.add(new int[size]);
                }
                return localIntegers.get(allocatedIntegers++);
            }
        }

        @Override
        public HalfFloat[] mmaLoadA(int[] tile, int inner, int byteOffset) {
            return TensorCoreModel.left(tile, inner, byteOffset, localIdx);
        }

        @Override
        public HalfFloat[] mmaLoadB(int[] tile, int inner, int byteOffset) {
            return TensorCoreModel.right(tile, byteOffset, localIdx);
        }

        @Override
        public float[] mma(HalfFloat[] left, HalfFloat[] right, float[] sums, MMAShape shape) {
            tensorCores.deposit(localIdx, left, right);
            await();
            float[] result = tensorCores.multiply(localIdx, sums);
            await();
            return result;
        }

        @Override
        public void mmaStore(float[] sums, FloatArray to, int row, int column, int columns) {
            TensorCoreModel.store(localIdx, sums, to, row, column, columns);
        }
    }

    private void await() {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("another work-item failed", e);
        }
    }

    /** Runs all groups of a grid. */
    static void run(Launch.Groups grid, int lanesX, int lanesY, Consumer<KernelContext> kernel) {
        WorkGroups groups = new WorkGroups(lanesX, lanesY);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int y = 0; y < lanesY; y++) {
            for (int x = 0; x < lanesX; x++) {
                int laneX = x;
                int laneY = y;
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        groups.lane(grid, laneX, laneY, kernel);
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                        groups.barrier.reset();
                    }
                }));
            }
        }
        threads.forEach(WorkGroups::join);
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void lane(Launch.Groups grid, int x, int y, Consumer<KernelContext> kernel) {
        Lane lane = new Lane();
        for (int z = 0; z < grid.z(); z++) {
            for (int groupY = 0; groupY < grid.y(); groupY++) {
                for (int groupX = 0; groupX < grid.x(); groupX++) {
                    lane.enter(x, y, groupX, groupY, z);
                    kernel.accept(lane);
                    await();
                    if (x == 0 && y == 0) {
                        local.clear();
                        localIntegers.clear();
                    }
                    await();
                }
            }
        }
    }
}
