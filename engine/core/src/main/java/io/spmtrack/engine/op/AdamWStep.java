package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/**
 * One AdamW update in place (Loshchilov and Hutter, ICLR 2019, in PyTorch's order of operations).
 *
 * <p>Inputs: parameters, first moment, second moment, gradient (all one shape), then scalars: learning rate,
 * {@code 1 − β₁ᵗ}, {@code √(1 − β₂ᵗ)}, the factor on the gradient (clipping), and a flag; where the flag is 0 nothing changes.
 */
public record AdamWStep(double beta1, double beta2, double epsilon, double weightDecay) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 9, "takes parameters, moments, gradient and five scalars");
        TensorType type = in.getFirst();
        for (int i = 1; i < 4; i++) {
            Op.require(in.get(i).equals(type), "parameters, moments and gradient differ");
        }
        for (int i = 4; i < 9; i++) {
            Op.require(in.get(i).equals(TensorType.f32(Shape.of())), "input " + i + " must be a scalar");
        }
        return List.of(type, type, type);
    }

    @Override
    public List<Integer> overwrites() {
        return List.of(0, 1, 2);
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Tensor gradient = x[3].mul(x[7]);
        Tensor first = x[1].add(gradient.sub(x[1]).mul(1 - beta1));
        Tensor second = x[2].mul(beta2).add(gradient.mul(gradient).mul(1 - beta2));
        Tensor root = second.unary(UnaryKind.SQRT).div(x[6]).add(epsilon);
        Tensor decayed = x[0].mul(x[4].mul(-weightDecay).add(1));
        Tensor moved = decayed.sub(first.div(root).mul(x[4].div(x[5])));
        return grads(
                x[0].assign(keep(x[8], moved, x[0])),
                x[1].assign(keep(x[8], first, x[1])),
                x[2].assign(keep(x[8], second, x[2])));
    }

    private static Tensor keep(Tensor flag, Tensor changed, Tensor old) {
        return flag.expand(old.shape()).select(changed, old);
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        throw new IllegalArgumentException("adamWStep has no gradient: it changes state");
    }
}
