package io.spmtrack.engine.reference;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.Cast;
import io.spmtrack.engine.op.Fused;
import io.spmtrack.engine.op.Gather;
import io.spmtrack.engine.op.Grouped;
import io.spmtrack.engine.op.LayerNorm;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.MatMul;
import io.spmtrack.engine.op.Random;
import io.spmtrack.engine.op.Reduce;
import io.spmtrack.engine.op.ScatterAdd;
import io.spmtrack.engine.op.Select;
import io.spmtrack.engine.op.Softmax;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import io.spmtrack.engine.op.Unary;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** The switch over all ops, on dense row-major arrays. */
final class Definitions {
    private Definitions() {}

    /** All outputs of a step, row-major. */
    static double[][] run(Step step, double[][] in) {
        Shape shape = step.in().getFirst().shape();
        return switch (step.op()) {
            case Unary op -> one(Arrays.stream(in[0]).map(x -> Scalars.unary(op.kind(), x)));
            case Binary op -> new double[][] {binary(op, in[0], in[1])};
            case Select op -> new double[][] {select(in)};
            case Reduce op -> new double[][] {reduce(op, shape, in[0])};
            case MatMul op -> new double[][] {matMul(shape, step.in().get(1).shape(), in)};
            case Gather op -> new double[][] {gather(shape, in)};
            case ScatterAdd op -> new double[][] {scatterAdd(op, in)};
            case Cast op -> one(Arrays.stream(in[0]).map(x -> op.to() == DType.I32 ? (int) x : x));
            case Random op -> new double[][] {random(op, (int) in[0][0])};
            case Assign op -> new double[][] {in[1]};
            case Linear op ->
                FusedDefinitions.linear(op, shape, step.in().get(1).shape(), in);
            case LayerNorm op -> FusedDefinitions.layerNorm(op, shape, in);
            case Softmax op -> FusedDefinitions.softmax(shape, in[0]);
            case Attention op ->
                FusedDefinitions.attention(op, shape, step.in().get(1).shape(), in);
            case Tmoe op ->
                FusedDefinitions.tmoe(op, step.in().stream().map(Ref::shape).toArray(Shape[]::new), in);
            case AdamWStep op -> FusedDefinitions.adamWStep(op, in);
            case LayerNormBackward op -> throw unexpanded(op);
            case AttentionBackward op -> throw unexpanded(op);
            case TmoeBackward op -> throw unexpanded(op);
            case Grouped.Route op -> GroupedDefinitions.route(op, shape, in[0]);
            case Grouped.Nearest op -> GroupedDefinitions.nearest(op, shape, in[0]);
            case Grouped.Layer op ->
                GroupedDefinitions.linear(op, shape, step.in().get(2).shape(), in);
            case Grouped.Gradient op -> throw unexpanded(op);
        };
    }

    private static IllegalStateException unexpanded(Fused op) {
        return new IllegalStateException(
                op.label() + " is defined by its expansion; compile the plan for this backend");
    }

    private static double[][] one(DoubleStream values) {
        return new double[][] {values.toArray()};
    }

    private static double[] binary(Binary op, double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Scalars.binary(op.kind(), a[i], b[i]);
        }
        return out;
    }

    private static double[] select(double[][] in) {
        double[] out = new double[in[0].length];
        for (int i = 0; i < out.length; i++) {
            out[i] = in[0][i] != 0 ? in[1][i] : in[2][i];
        }
        return out;
    }

    private static double[] reduce(Reduce op, Shape shape, double[] in) {
        Shape small = shape;
        for (int axis : op.axes()) {
            small = small.with(axis, 1);
        }
        double[] out = new double[Math.toIntExact(small.count())];
        Arrays.fill(out, Scalars.identity(op.kind()));
        for (int i = 0; i < in.length; i++) {
            int place = 0;
            int rest = i;
            int stride = 1;
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                int index = rest % shape.size(axis);
                rest /= shape.size(axis);
                if (small.size(axis) == shape.size(axis)) {
                    place += index * stride;
                    stride *= shape.size(axis);
                }
            }
            out[place] = Scalars.reduce(op.kind(), out[place], in[i]);
        }
        return out;
    }

    private static double[] matMul(Shape a, Shape b, double[][] in) {
        int m = a.size(-2);
        int k = a.size(-1);
        int n = b.size(-1);
        int batch = Math.toIntExact(a.axes(0, a.rank() - 2).count());
        double[] out = new double[batch * m * n];
        for (int i = 0; i < batch; i++) {
            for (int row = 0; row < m; row++) {
                for (int inner = 0; inner < k; inner++) {
                    double left = in[0][(i * m + row) * k + inner];
                    for (int column = 0; column < n; column++) {
                        out[(i * m + row) * n + column] += left * in[1][(i * k + inner) * n + column];
                    }
                }
            }
        }
        return out;
    }

    private static double[] gather(Shape table, double[][] in) {
        int width = Math.toIntExact(table.axes(1, table.rank()).count());
        double[] out = new double[in[1].length * width];
        for (int i = 0; i < in[1].length; i++) {
            int row = Objects.checkIndex((int) in[1][i], table.size(0));
            System.arraycopy(in[0], row * width, out, i * width, width);
        }
        return out;
    }

    private static double[] scatterAdd(ScatterAdd op, double[][] in) {
        int width = in[1].length == 0 ? 0 : in[0].length / in[1].length;
        double[] out = new double[op.rows() * width];
        for (int i = 0; i < in[1].length; i++) {
            int row = Objects.checkIndex((int) in[1][i], op.rows());
            for (int j = 0; j < width; j++) {
                out[row * width + j] += in[0][i * width + j];
            }
        }
        return out;
    }

    private static double[] random(Random op, int step) {
        double[] out = new double[Math.toIntExact(op.shape().count())];
        int[] words = new int[4];
        long high = ((long) op.stream() << 32) | (step & 0xffffffffL);
        for (int i = 0; i < out.length; i++) {
            if (i % 4 == 0) {
                Philox.block(op.seed(), i / 4, high, words);
            }
            out[i] = Philox.uniform(words[i % 4]);
        }
        return out;
    }
}
