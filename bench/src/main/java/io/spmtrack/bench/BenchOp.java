package io.spmtrack.bench;

import io.spmtrack.engine.Module;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An op on sizes of the model.
 *
 * @param name as tables show it
 * @param rows tokens
 * @param weights its parameters
 * @param rowwise whether results of a row do not depend on other rows, so that some rows can be checked alone
 * @param before records, for all rows, what computes some of its operands from the others: results named as they are
 * @param record records it for any number of rows
 */
public record BenchOp(
        String name,
        int rows,
        Module weights,
        boolean rowwise,
        Consumer<Recording> before,
        Consumer<Recording> record) {
    /** For ops without parameters. */
    record NoWeights() implements Module {}

    /** {@code gemm-1318x768x768}. */
    static String name(String op, int... sizes) {
        return op + "-" + Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }

    static BenchOp rowwise(String name, int rows, Consumer<Recording> record) {
        return rowwise(name, rows, new NoWeights(), record);
    }

    static BenchOp rowwise(String name, int rows, Module weights, Consumer<Recording> record) {
        return new BenchOp(name, rows, weights, true, recording -> {}, record);
    }

    /** The same op with operands that another computes. */
    BenchOp after(Consumer<Recording> other) {
        return new BenchOp(name, rows, weights, rowwise, other, record);
    }
}
