package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** A function of each element. */
public record Unary(UnaryKind kind) implements Compute {
    private static final double INVERSE_ROOT_TWO_PI = 0.3989422804014327;
    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 1 && in.getFirst().dtype() == DType.F32, kind + " takes one tensor of 32-bit floats");
        return in;
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return grads(gradient(g[0], y[0], x[0]));
    }

    private Tensor gradient(Tensor g, Tensor y, Tensor x) {
        return switch (kind) {
            case NEGATE -> g.negate();
            case EXP -> g.mul(y);
            case LOG -> g.div(x);
            case LOG1P -> g.div(x.add(1));
            case SQRT -> g.mul(0.5).div(y);
            case RECIPROCAL -> g.mul(y).mul(y).negate();
            case ABS -> g.mul(x.unary(UnaryKind.SIGN));
            case SIGN, FINITE -> Tensor.none();
            case SIGMOID -> g.mul(y).mul(y.rsub(1));
            case TANH -> g.mul(y.mul(y).rsub(1));
            case RELU -> g.mul(x.binary(BinaryKind.GREATER, x.tape().constant(0)));
            case ERF -> g.mul(x.mul(x).negate().exp().mul(TWO_OVER_ROOT_PI));
            case GELU -> g.mul(x.unary(UnaryKind.GELU_SLOPE));
            case GELU_SLOPE -> {
                Tensor density = x.mul(x).mul(-0.5).exp().mul(INVERSE_ROOT_TWO_PI);
                // In this order x² cannot overflow where the density is 0.
                yield g.mul(density.mul(2).sub(density.mul(x).mul(x)));
            }
            case SILU -> g.mul(x.unary(UnaryKind.SILU_SLOPE));
            case SILU_SLOPE -> {
                Tensor s = x.sigmoid();
                Tensor slope = s.mul(s.rsub(1));
                yield g.mul(slope.mul(x.mul(s.mul(-2).add(1)).add(2)));
            }
        };
    }
}
