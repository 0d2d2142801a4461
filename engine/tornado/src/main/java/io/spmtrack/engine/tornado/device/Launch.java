package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.Step;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.library.LibraryCall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One call of a kernel.
 *
 * @param kernel what to run
 * @param operands the slabs the kernel's array parameters stand for
 * @param words what the kernel reads about this call
 * @param groups work-groups along x, y and z
 * @param reads what the kernel may read
 * @param writes what the kernel may write
 * @param step the step it belongs to, for messages
 * @param library of {@link Kernel#CUBLAS} and {@link Kernel#CUDNN}, which have constants instead of words
 */
public record Launch(
        Kernel kernel,
        List<Slab> operands,
        int[] words,
        Groups groups,
        List<Operand> reads,
        List<Operand> writes,
        Step step,
        Optional<LibraryCall> library) {
    /** Work-groups along each axis. */
    public record Groups(int x, int y, int z) {
        private static final int LARGEST_OUTER = 65_535;

        public Groups {
            if (x < 1 || y < 1 || z < 1 || y > LARGEST_OUTER || z > LARGEST_OUTER) {
                throw new IllegalArgumentException(
                        "no device takes a grid of " + x + " x " + y + " x " + z + " groups");
            }
        }

        /** Groups in a row. */
        public static Groups row(int count) {
            return new Groups(Math.max(1, count), 1, 1);
        }

        /** Enough groups of {@code size} for {@code count} work-items. */
        static Groups of(int count, int size) {
            return row(Math.ceilDiv(count, size));
        }
    }

    public Launch {
        operands = List.copyOf(operands);
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        if (operands.size() != kernel.arrays()) {
            throw new IllegalArgumentException(
                    kernel + " takes " + kernel.arrays() + " arrays, not " + operands.size());
        }
    }

    /** A call of a kernel that is compiled here. */
    public Launch(
            Kernel kernel,
            List<Slab> operands,
            int[] words,
            Groups groups,
            List<Operand> reads,
            List<Operand> writes,
            Step step) {
        this(kernel, operands, words, groups, reads, writes, step, Optional.empty());
    }

    /** A call with one work-item for each of {@code items}. */
    public static Launch items(
            Step step,
            Kernel kernel,
            Words words,
            int items,
            List<Slab> slabs,
            List<Operand> reads,
            Operand... writes) {
        return new Launch(
                kernel, slabs, words.toArray(), Groups.of(items, kernel.groupX()), reads, List.of(writes), step);
    }

    /** A call with so many work-groups in a row. */
    public static Launch groups(
            Step step,
            Kernel kernel,
            Words words,
            int groups,
            List<Slab> slabs,
            List<Operand> reads,
            Operand... writes) {
        return new Launch(kernel, slabs, words.toArray(), Groups.row(groups), reads, List.of(writes), step);
    }

    /** All that it reads or writes. */
    public List<Operand> operandsTouched() {
        return Stream.concat(reads.stream(), writes.stream()).toList();
    }

    /** Whether it matters which of the two runs first. */
    boolean conflicts(Launch other) {
        return touch(writes, other.reads) || touch(writes, other.writes) || touch(reads, other.writes);
    }

    private static boolean touch(List<Operand> some, List<Operand> others) {
        return some.stream().anyMatch(one -> others.stream().anyMatch(one::touches));
    }
}
