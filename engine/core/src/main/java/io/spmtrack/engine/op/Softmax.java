package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** {@code exp(x − max) / Σ exp(x − max)} over the last axis. */
public record Softmax() implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(
                in.size() == 1
                        && in.getFirst().dtype() == DType.F32
                        && in.getFirst().shape().rank() >= 1,
                "takes one tensor of floats with at least one axis");
        return in;
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Tensor power = x[0].sub(x[0].max(-1)).exp();
        return grads(power.div(power.sum(-1)));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        Tensor product = g[0].mul(y[0]);
        return grads(product.sub(y[0].mul(product.sum(-1))));
    }
}
