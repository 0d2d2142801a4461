package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Sends each token to its experts (docs/spec/variants.md §4). From weights {@code [T, E]} the {@code chosen} largest of every
 * token, of equal ones the first; the pairs of token and expert are sorted by expert, then by token, and each is a row.
 *
 * <p>Outputs, integers: the token of each row {@code [T·chosen]}; its place in the weights, {@code token · E + expert}, of the same
 * shape; and where the rows of each expert end {@code [E]}. An expert may have none.
 */
public record Route(int chosen) implements Fused {
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
        Tensor better = other.binary(BinaryKind.GREATER, own).add(equal).sum(-1).reshape(tokens, experts);
        Tensor taken = tape.constant(chosen).binary(BinaryKind.GREATER, better); // [T, E], 1 or 0
        Tensor before = numbers(tape, tokens, 1)
                .binary(BinaryKind.GREATER, numbers(tape, 1, tokens))
                .matmul(taken); // [T, E]: earlier tokens of the same expert
        Tensor counts = taken.sum(0); // [1, E]
        Tensor starts = counts.matmul(earlier.transpose());
        Tensor nowhere = tape.constant(rows).expand(taken.shape());
        Tensor place = taken.select(before.add(starts), nowhere).cast(DType.I32).reshape(tokens * experts);
        Tensor token = values(tape, tokens * experts, i -> i / experts).scatterAdd(place, rows + 1);
        Tensor entry = values(tape, tokens * experts, i -> i).scatterAdd(place, rows + 1);
        return grads(
                token.slice(0, 0, rows).cast(DType.I32),
                entry.slice(0, 0, rows).cast(DType.I32),
                starts.add(counts).reshape(experts).cast(DType.I32));
    }

    private static Tensor numbers(Tape tape, int rows, int columns) {
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
