package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** {@code (x − mean) / √(variance + epsilon) · γ + β} over the last axis, for x {@code [.., D]}, γ and β {@code [D]}. */
public record LayerNorm(double epsilon) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 3, "takes x, scale and shift");
        checkAffine(in.get(0), in.get(1), in.get(2));
        return List.of(in.getFirst());
    }

    static void checkAffine(TensorType x, TensorType... others) {
        Op.require(x.dtype() == DType.F32 && x.shape().rank() >= 1, "x must be floats with at least one axis");
        for (TensorType other : others) {
            Op.require(
                    other.equals(TensorType.f32(Shape.of(x.shape().size(-1)))),
                    "scale and shift need one element per element of the last axis");
        }
    }

    /** The normalised rows before scale and shift, and one over the standard deviation. */
    static Tensor[] normalize(Tensor x, double epsilon) {
        Tensor centred = x.sub(x.mean(-1));
        Tensor inverse =
                centred.mul(centred).mean(-1).add(epsilon).unary(UnaryKind.SQRT).unary(UnaryKind.RECIPROCAL);
        return grads(centred.mul(inverse), inverse);
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        return grads(normalize(x[0], epsilon)[0].mul(x[1]).add(x[2]));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return x[0].tape().add(new LayerNormBackward(epsilon), x[0], x[1], g[0]);
    }
}
