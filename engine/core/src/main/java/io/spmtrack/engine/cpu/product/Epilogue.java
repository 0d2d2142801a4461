package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import io.spmtrack.engine.cpu.vector.UnaryLoops;
import io.spmtrack.engine.op.Activation;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/**
 * What happens to the sums {@code s} of a matrix product while they are in cache:
 * {@code t = s + bias[column]} (stored in {@code before} when given), {@code c = residual + scale[column] * activation(t)}. The bias is
 * what a sum starts with, as adding it afterwards would take another pass over C.
 * Matrices have unit column stride; vectors are rows of length n.
 */
record Epilogue(
        Optional<Matrix> bias,
        Activation activation,
        Optional<Matrix> before,
        Optional<Matrix> scale,
        Optional<Matrix> residual) {
    static final Epilogue NONE =
            new Epilogue(Optional.empty(), Activation.NONE, Optional.empty(), Optional.empty(), Optional.empty());

    Epilogue {
        before.ifPresent(Epilogue::requireUnitColumns);
        residual.ifPresent(Epilogue::requireUnitColumns);
        bias.ifPresent(Epilogue::requireUnitColumns);
        scale.ifPresent(Epilogue::requireUnitColumns);
    }

    private static void requireUnitColumns(Matrix matrix) {
        if (matrix.columnStride() != 1) {
            throw new IllegalArgumentException(
                    "epilogue: operands need unit column stride, not " + matrix.columnStride());
        }
    }

    /** Bias and activation only. */
    static Epilogue of(Matrix bias, Activation activation) {
        return new Epilogue(Optional.of(bias), activation, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether there is nothing left to do with sums that started with the bias. */
    boolean leavesSums() {
        return activation == Activation.NONE && before.isEmpty() && scale.isEmpty() && residual.isEmpty();
    }

    /** Finishes {@code columns} sums of one row of C, which started with the bias and lie at byte {@code at}. */
    void apply(MemorySegment c, long at, int batch, int row, int column, int columns) {
        if (before.isPresent()) {
            Matrix t = before.get();
            MemorySegment.copy(c, at, t.data(), t.at(batch, row, column), 4L * columns);
        }
        switch (activation) {
            case NONE -> {}
            case RELU -> UnaryLoops.relu(c, at, c, at, columns);
            case GELU -> UnaryLoops.gelu(c, at, c, at, columns);
            case SILU -> UnaryLoops.silu(c, at, c, at, columns);
        }
        if (scale.isPresent()) {
            Matrix s = scale.get();
            multiplyBy(c, at, s.data(), s.at(batch, 0, column), columns);
        }
        if (residual.isPresent()) {
            Matrix r = residual.get();
            addTo(c, at, r.data(), r.at(batch, row, column), columns);
        }
    }

    static void addTo(MemorySegment c, long at, MemorySegment from, long fromAt, int count) {
        int i = 0;
        for (; i + L <= count; i += L) {
            FloatVector sum = FloatVector.fromMemorySegment(F, c, at + i * 4L, ORDER)
                    .add(FloatVector.fromMemorySegment(F, from, fromAt + i * 4L, ORDER));
            sum.intoMemorySegment(c, at + i * 4L, ORDER);
        }
        for (; i < count; i++) {
            c.set(FLOAT, at + i * 4L, c.get(FLOAT, at + i * 4L) + from.get(FLOAT, fromAt + i * 4L));
        }
    }

    private static void multiplyBy(MemorySegment c, long at, MemorySegment from, long fromAt, int count) {
        int i = 0;
        for (; i + L <= count; i += L) {
            FloatVector product = FloatVector.fromMemorySegment(F, c, at + i * 4L, ORDER)
                    .mul(FloatVector.fromMemorySegment(F, from, fromAt + i * 4L, ORDER));
            product.intoMemorySegment(c, at + i * 4L, ORDER);
        }
        for (; i < count; i++) {
            c.set(FLOAT, at + i * 4L, c.get(FLOAT, at + i * 4L) * from.get(FLOAT, fromAt + i * 4L));
        }
    }
}
