package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A linear layer for each group of rows, {@code activation(x · W_gᵀ + b_g)} for the rows of group g: every row is multiplied once,
 * however many groups there are.
 *
 * <p>Inputs in order: x {@code [R, K]}; where the groups end {@code [G]}, ascending integers up to R; a weight {@code [D, K]} for each
 * group; with {@code biased} a bias {@code [D]} for each. Rows behind the last end belong to no group and give 0. With an activation
 * the second output is the value before it, which the gradient needs.
 */
public record GroupedLinear(int groups, boolean biased, Activation activation) implements Fused {
    private static final int FIRST_WEIGHT = 2;

    @Override
    public List<TensorType> infer(List<TensorType> in) {
        int count = FIRST_WEIGHT + groups * (biased ? 2 : 1);
        Op.require(groups >= 1 && in.size() == count, "takes " + count + " inputs, got " + in.size());
        Shape x = in.get(0).shape();
        Op.require(x.rank() == 2 && in.get(0).dtype() == DType.F32, "takes a matrix of floats");
        requireEnds(in.get(1), groups);
        Shape weight = in.get(FIRST_WEIGHT).shape();
        Op.require(weight.rank() == 2 && weight.size(1) == x.size(1), "inner dimensions differ");
        for (int i = FIRST_WEIGHT; i < count; i++) {
            TensorType expected = TensorType.f32(i < FIRST_WEIGHT + groups ? weight : Shape.of(weight.size(0)));
            Op.require(in.get(i).equals(expected), "input " + i + " should be " + expected);
        }
        TensorType out = TensorType.f32(Shape.of(x.size(0), weight.size(0)));
        return activation == Activation.NONE ? List.of(out) : List.of(out, out);
    }

    static void requireEnds(TensorType ends, int groups) {
        Op.require(
                ends.equals(new TensorType(DType.I32, Shape.of(groups))),
                "the ends are integers, one for each of " + groups + " groups");
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        int rows = x[0].shape().size(0);
        Shape shape = Shape.of(rows, x[FIRST_WEIGHT].shape().size(0));
        Tensor sum = x[0].tape().constant(0).expand(shape);
        for (int group = 0; group < groups; group++) {
            Tensor weight = x[FIRST_WEIGHT + group];
            Tensor product = biased ? x[0].linear(weight, x[FIRST_WEIGHT + groups + group]) : x[0].linear(weight);
            sum = mask(x[1], group, rows).expand(shape).select(product, sum);
        }
        return activation == Activation.NONE ? grads(sum) : grads(activation.of(sum), sum);
    }

    /** 1 for the rows of a group, else 0, {@code [R, 1]}. */
    static Tensor mask(Tensor ends, int group, int rows) {
        Tape tape = ends.tape();
        Tensor row = tape.constant(
                Shape.of(rows, 1),
                IntStream.range(0, rows).mapToObj(i -> (double) i).toList());
        Tensor end = ends.cast(DType.F32);
        Tensor below = end.slice(0, group, 1).binary(BinaryKind.GREATER, row);
        return group == 0 ? below : below.mul(row.binary(BinaryKind.GREATER_EQUAL, end.slice(0, group - 1, 1)));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        Tape tape = x[0].tape();
        Tensor before = activation == Activation.NONE ? g[0] : beforeActivation(g, y[1]);
        List<Tensor> back = new ArrayList<>(List.of(before, x[1]));
        for (int group = 0; group < groups; group++) {
            back.add(x[FIRST_WEIGHT + group].transpose());
        }
        List<Tensor> gradients = new ArrayList<>();
        gradients.add(tape.add(new GroupedLinear(groups, false, Activation.NONE), back.toArray(Tensor[]::new))[0]);
        gradients.add(Tensor.none());
        GroupedGradient outer = new GroupedGradient(groups);
        gradients.addAll(List.of(tape.add(outer, x[0], before, x[1])));
        if (biased) {
            Tensor ones = tape.constant(1).expand(Shape.of(x[0].shape().size(0), 1));
            for (Tensor sum : tape.add(outer, ones, before, x[1])) {
                gradients.add(sum.reshape(sum.shape().size(0)));
            }
        }
        return gradients.toArray(Tensor[]::new);
    }

    private Tensor beforeActivation(Tensor[] g, Tensor before) {
        Tensor through = g[0].isNone() ? Tensor.none() : g[0].mul(activation.slope(before));
        return through.plus(g[1]);
    }
}
