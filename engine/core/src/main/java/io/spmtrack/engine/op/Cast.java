package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** The same numbers in another element type (towards zero for integers), or a plain copy; also how pieces are put in place. */
public record Cast(DType to) implements Compute {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 1, "takes one input");
        return List.of(new TensorType(to, in.getFirst().shape()));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return grads(to == DType.F32 && x[0].dtype() == DType.F32 ? g[0] : Tensor.none());
    }
}
