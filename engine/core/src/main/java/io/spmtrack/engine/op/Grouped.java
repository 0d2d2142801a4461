package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Rows that fall into groups by what a run finds: tokens that go to experts, and what each expert makes of its own; and the nearest
 * of each row.
 */
public sealed interface Grouped extends Fused {
    @Override
    default String label() {
        return "grouped" + getClass().getSimpleName();
    }

    /**
     * Sends each token to its experts (docs/spec/variants.md §4). From weights {@code [T, E]} the {@code chosen} largest of every
     * token, of equal ones the first; the pairs of token and expert are sorted by expert, then by token, and each is a row.
     *
     * <p>Outputs, integers: the token of each row {@code [T·chosen]}; its place in the weights, {@code token · E + expert}, of the same
     * shape; and where the rows of each expert end {@code [E]}. An expert may have none.
     */
    record Route(int chosen) implements Grouped {
        @Override
        public List<TensorType> infer(List<TensorType> in) {
            Op.require(in.size() == 1 && in.getFirst().dtype() == DType.F32, "takes weights, 32-bit floats");
            Shape shape = in.getFirst().shape();
            Op.require(shape.rank() == 2, "weights are a matrix, tokens by experts");
            Op.require(chosen >= 1 && chosen <= shape.size(1), "between one expert and all are chosen");
            TensorType rows = new TensorType(DType.I32, Shape.of(Math.multiplyExact(shape.size(0), chosen)));
            return List.of(rows, rows, new TensorType(DType.I32, Shape.of(shape.size(1))));
        }

        @Override
        public Tensor[] expand(Tensor... x) {
            Tape tape = x[0].tape();
            int tokens = x[0].shape().size(0);
            int experts = x[0].shape().size(1);
            int rows = tokens * chosen;
            Tensor own = x[0].reshape(tokens, experts, 1);
            Tensor other = x[0].reshape(tokens, 1, experts);
            Tensor earlier = numbers(tape, experts, 1).binary(BinaryKind.GREATER, numbers(tape, 1, experts)); // [E, E]
            Tensor equal = own.binary(BinaryKind.GREATER_EQUAL, other)
                    .mul(other.binary(BinaryKind.GREATER_EQUAL, own))
                    .mul(earlier);
            Tensor better =
                    other.binary(BinaryKind.GREATER, own).add(equal).sum(-1).reshape(tokens, experts);
            Tensor taken = tape.constant(chosen).binary(BinaryKind.GREATER, better); // [T, E], 1 or 0
            Tensor before = numbers(tape, tokens, 1)
                    .binary(BinaryKind.GREATER, numbers(tape, 1, tokens))
                    .matmul(taken); // [T, E]: earlier tokens of the same expert
            Tensor counts = taken.sum(0); // [1, E]
            Tensor starts = counts.matmul(earlier.transpose());
            Tensor nowhere = tape.constant(rows).expand(taken.shape());
            Tensor place =
                    taken.select(before.add(starts), nowhere).cast(DType.I32).reshape(tokens * experts);
            Tensor token = values(tape, tokens * experts, i -> i / experts).scatterAdd(place, rows + 1);
            Tensor entry = values(tape, tokens * experts, i -> i).scatterAdd(place, rows + 1);
            return grads(
                    token.slice(0, 0, rows).cast(DType.I32),
                    entry.slice(0, 0, rows).cast(DType.I32),
                    starts.add(counts).reshape(experts).cast(DType.I32));
        }

        static Tensor numbers(Tape tape, int rows, int columns) {
            return values(tape, rows * columns, i -> i).reshape(rows, columns);
        }

        private static Tensor values(Tape tape, int count, IntUnaryOperator value) {
            return tape.constant(
                    Shape.of(count),
                    IntStream.range(0, count)
                            .mapToObj(i -> (double) value.applyAsInt(i))
                            .toList());
        }

        @Override
        public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
            return grads(Tensor.none()); // the choice is constant
        }
    }

    /**
     * A linear layer for each group of rows, {@code activation(x · W_gᵀ + b_g)} for the rows of group g: every row is multiplied once,
     * however many groups there are.
     *
     * <p>Inputs in order: x {@code [R, K]}; where the groups end {@code [G]}, ascending integers up to R; a weight {@code [D, K]} for each
     * group; with {@code biased} a bias {@code [D]} for each. Rows behind the last end belong to no group and give 0. With an activation
     * the second output is the value before it, which the gradient needs.
     */
    record Layer(int groups, boolean biased, Activation activation) implements Grouped {
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
            gradients.add(tape.add(new Layer(groups, false, Activation.NONE), back.toArray(Tensor[]::new))[0]);
            gradients.add(Tensor.none());
            Gradient outer = new Gradient(groups);
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

    /**
     * The gradient of the weights of a {@link Layer}: for each group {@code Σ gᵀ x} over its rows.
     *
     * <p>Inputs in order: x {@code [R, K]}; the gradient g {@code [R, D]}; where the groups end {@code [G]}. Outputs: a matrix {@code [D, K]}
     * for each group, 0 for one without rows.
     */
    record Gradient(int groups) implements Grouped {
        @Override
        public List<TensorType> infer(List<TensorType> in) {
            Op.require(groups >= 1 && in.size() == 3, "takes x, a gradient and the ends of the groups");
            Shape x = in.get(0).shape();
            Shape g = in.get(1).shape();
            Op.require(
                    in.get(0).dtype() == DType.F32 && in.get(1).dtype() == DType.F32 && x.rank() == 2 && g.rank() == 2,
                    "takes matrices of floats");
            Op.require(x.size(0) == g.size(0), "the gradient needs as many rows as x");
            Layer.requireEnds(in.get(2), groups);
            return Collections.nCopies(groups, TensorType.f32(Shape.of(g.size(1), x.size(1))));
        }

        @Override
        public Tensor[] expand(Tensor... x) {
            Tensor[] sums = new Tensor[groups];
            Tensor zero = x[0].tape().constant(0).expand(x[1].shape());
            for (int group = 0; group < groups; group++) {
                Tensor mask = Layer.mask(x[2], group, x[1].shape().size(0));
                Tensor own = mask.expand(x[1].shape()).select(x[1], zero);
                sums[group] = own.transpose().matmul(x[0]);
            }
            return sums;
        }
    }

    /**
     * Where the {@code count} smallest numbers of every row lie: {@code [.., V] → [.., count]}, integers, the smallest first and of
     * equal ones the first. What is not a number comes last.
     */
    record Nearest(int count) implements Grouped {
        @Override
        public List<TensorType> infer(List<TensorType> in) {
            Op.require(in.size() == 1 && in.getFirst().dtype() == DType.F32, "takes one tensor of 32-bit floats");
            Shape shape = in.getFirst().shape();
            Op.require(shape.rank() >= 1, "takes rows");
            Op.require(count >= 1 && count <= shape.size(-1), "between one number of a row and all are taken");
            return List.of(new TensorType(DType.I32, shape.with(shape.rank() - 1, count)));
        }

        @Override
        public Tensor[] expand(Tensor... x) {
            Tape tape = x[0].tape();
            Shape shape = x[0].shape();
            int columns = shape.size(-1);
            Tensor column = Route.numbers(tape, 1, columns).reshape(columns); // [V]
            Tensor fromTheEnd = column.rsub(columns);
            Tensor taken = tape.constant(-Float.MAX_VALUE).expand(shape);
            Tensor rest = x[0].negate();
            Tensor[] places = new Tensor[count];
            for (int i = 0; i < count; i++) {
                Tensor largest = rest.binary(BinaryKind.EQUAL, rest.max(-1)); // [.., V], 1 or 0
                Tensor first = largest.mul(fromTheEnd).max(-1).rsub(columns);
                places[i] = first.min(tape.constant(columns - 1)); // [.., 1]; a place even where nothing is a number
                rest = column.binary(BinaryKind.EQUAL, places[i]).select(taken, rest);
            }
            return grads(Tensor.concat(-1, places).cast(DType.I32));
        }

        @Override
        public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
            return grads(Tensor.none()); // the choice is constant
        }
    }
}
