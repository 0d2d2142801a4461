package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/**
 * {@code activation(x · Wᵀ + b)} for x {@code [.., K]}, W {@code [D, K]}, b {@code [D]} (may be left out). With an activation
 * the second output is the value before it, which the gradient needs.
 */
public record Linear(Activation activation) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 2 || in.size() == 3, "takes x, weight and maybe a bias");
        Op.require(in.stream().allMatch(type -> type.dtype() == DType.F32), "takes 32-bit floats");
        Shape x = in.get(0).shape();
        Shape weight = in.get(1).shape();
        Op.require(x.rank() >= 1 && weight.rank() == 2, "the weight must be a matrix");
        Op.require(x.size(-1) == weight.size(1), "inner dimensions differ");
        Op.require(
                in.size() == 2 || in.get(2).shape().equals(Shape.of(weight.size(0))),
                "the bias needs one element per row of the weight");
        TensorType out = TensorType.f32(x.with(-1, weight.size(0)));
        return activation == Activation.NONE ? List.of(out) : List.of(out, out);
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Shape rows = x[0].shape();
        int width = rows.size(-1);
        Tensor product = x[0].reshape(Shape.of(rows(rows), width)).matmul(x[1].transpose());
        Tensor sum = (x.length == 3 ? product.add(x[2]) : product)
                .reshape(rows.with(-1, x[1].shape().size(0)));
        return activation == Activation.NONE ? grads(sum) : grads(activation.of(sum), sum);
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        Tensor before = beforeActivation(g, y);
        Shape shape = x[0].shape();
        int rows = rows(shape);
        Tensor flat = before.reshape(Shape.of(rows, x[1].shape().size(0))); // [rows, D]
        Tensor input = flat.matmul(x[1]).reshape(shape);
        Tensor weight = flat.transpose().matmul(x[0].reshape(Shape.of(rows, shape.size(-1))));
        return x.length == 2
                ? grads(input, weight)
                : grads(input, weight, flat.sum(0).reshape(x[2].shape()));
    }

    private Tensor beforeActivation(Tensor[] g, Tensor[] y) {
        if (activation == Activation.NONE) {
            return g[0];
        }
        Tensor through = g[0].isNone() ? Tensor.none() : g[0].mul(activation.slope(y[1]));
        return through.plus(g[1]);
    }

    private static int rows(Shape x) {
        return Math.toIntExact(x.axes(0, x.rank() - 1).count());
    }
}
