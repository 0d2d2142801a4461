package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** A function of pairs of elements; the shapes are equal (tensors are expanded before). */
public record Binary(BinaryKind kind) implements Compute {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 2, kind + " takes two inputs");
        Op.require(in.stream().allMatch(type -> type.dtype() == DType.F32), kind + " takes 32-bit floats");
        Op.require(in.get(0).shape().equals(in.get(1).shape()), "shapes differ");
        return List.of(in.getFirst());
    }

    @Override
    public Tensor[] vjp(Tensor[] gs, Tensor[] ys, Tensor... x) {
        Tensor g = gs[0];
        return switch (kind) {
            case ADD -> grads(g, g);
            case SUB -> grads(g, g.negate());
            case MUL -> grads(g.mul(x[1]), g.mul(x[0]));
            case DIV -> {
                Tensor left = g.div(x[1]);
                yield grads(left, left.mul(ys[0]).negate());
            }
            case MAX -> shares(g, x[0].binary(BinaryKind.GREATER, x[1]), x[0].binary(BinaryKind.EQUAL, x[1]));
            case MIN -> shares(g, x[1].binary(BinaryKind.GREATER, x[0]), x[0].binary(BinaryKind.EQUAL, x[1]));
            case GREATER, GREATER_EQUAL, EQUAL -> grads(Tensor.none(), Tensor.none());
        };
    }

    /** All of it to the operand that was taken; half to each where they are equal, as in PyTorch. */
    private static Tensor[] shares(Tensor g, Tensor first, Tensor tie) {
        Tensor zero = g.tape().constant(0).expand(g.shape());
        Tensor half = g.mul(0.5);
        return grads(first.select(g, tie.select(half, zero)), first.select(zero, tie.select(half, g)));
    }
}
