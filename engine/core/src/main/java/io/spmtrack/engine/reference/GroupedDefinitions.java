package io.spmtrack.engine.reference;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Grouped;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Routing and grouped layers by the formulas of their Javadoc. */
final class GroupedDefinitions {
    private GroupedDefinitions() {}

    static double[][] route(Grouped.Route op, Shape shape, double[] weights) {
        int experts = shape.size(1);
        boolean[] taken = new boolean[weights.length];
        for (int token = 0; token < shape.size(0); token++) {
            int start = token * experts;
            IntStream.range(start, start + experts)
                    .boxed()
                    .sorted(Comparator.comparingDouble(entry -> -weights[entry])) // stable: of equal ones the first
                    .limit(op.chosen())
                    .forEach(entry -> taken[entry] = true);
        }
        int[] entries = IntStream.range(0, experts)
                .flatMap(expert -> IntStream.range(0, shape.size(0)).map(token -> token * experts + expert))
                .filter(entry -> taken[entry])
                .toArray();
        double[] tokens = new double[entries.length];
        double[] places = new double[entries.length];
        double[] ends = new double[experts];
        for (int row = 0; row < entries.length; row++) {
            int token = entries[row] / experts;
            tokens[row] = token;
            places[row] = entries[row];
            for (int expert = entries[row] % experts; expert < experts; expert++) {
                ends[expert]++;
            }
        }
        return new double[][] {tokens, places, ends};
    }

    static double[][] nearest(Grouped.Nearest op, Shape shape, double[] values) {
        int columns = shape.size(-1);
        double[] places = IntStream.range(0, Math.toIntExact(shape.count() / columns))
                .map(row -> row * columns)
                .flatMap(start -> IntStream.range(start, start + columns)
                        .boxed()
                        .sorted(Comparator.comparingDouble(at -> values[at] + 0.0)) // stable; both zeros are one
                        .limit(op.count())
                        .mapToInt(at -> at - start))
                .asDoubleStream()
                .toArray();
        return new double[][] {places};
    }

    static double[][] linear(Grouped.Layer op, Shape x, Shape weight, double[][] in) {
        int width = x.size(1);
        int columns = weight.size(0);
        double[] before = new double[x.size(0) * columns];
        int row = 0;
        for (int group = 0; group < op.groups(); group++) {
            for (; row < in[1][group]; row++) {
                for (int column = 0; column < columns; column++) {
                    double bias = op.biased() ? in[2 + op.groups() + group][column] : 0;
                    before[row * columns + column] =
                            bias + FusedDefinitions.dot(in[0], row * width, in[2 + group], column * width, width);
                }
            }
        }
        if (op.activation() == Activation.NONE) {
            return new double[][] {before};
        }
        double[] after = new double[before.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = FusedDefinitions.activation(op.activation(), before[i]);
        }
        return new double[][] {after, before};
    }
}
