package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Step;
import java.util.List;

/**
 * One call of a kernel.
 *
 * @param kernel what to run
 * @param operands the slabs the kernel's array parameters stand for
 * @param words what the kernel reads about this call
 * @param groups work-groups along x, y and z
 * @param step the step it belongs to, for messages
 */
record Launch(Kernel kernel, List<Slab> operands, int[] words, Groups groups, Step step) {
    /** Work-groups along each axis. */
    record Groups(int x, int y, int z) {
        private static final int LARGEST_OUTER = 65_535;

        Groups {
            if (x < 1 || y < 1 || z < 1 || y > LARGEST_OUTER || z > LARGEST_OUTER) {
                throw new IllegalArgumentException(
                        "no device takes a grid of " + x + " x " + y + " x " + z + " groups");
            }
        }

        /** Enough groups of {@code size} for {@code count} work-items. */
        static Groups of(int count, int size) {
            return new Groups(Math.max(1, Math.ceilDiv(count, size)), 1, 1);
        }
    }

    Launch {
        operands = List.copyOf(operands);
        if (operands.size() != kernel.arrays()) {
            throw new IllegalArgumentException(
                    kernel + " takes " + kernel.arrays() + " arrays, not " + operands.size());
        }
    }
}
