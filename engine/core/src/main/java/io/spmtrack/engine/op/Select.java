package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Where the condition is not 0 the second input, elsewhere the third; what is not chosen has no influence, not even NaN. */
public record Select() implements Compute {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 3, "takes a condition and two values");
        Op.require(in.stream().allMatch(type -> type.dtype() == DType.F32), "takes 32-bit floats");
        Op.require(
                in.get(0).shape().equals(in.get(1).shape())
                        && in.get(1).shape().equals(in.get(2).shape()),
                "shapes differ");
        return List.of(in.getFirst());
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        Tensor zero = g[0].tape().constant(0).expand(g[0].shape());
        return grads(Tensor.none(), x[0].select(g[0], zero), x[0].select(zero, g[0]));
    }
}
