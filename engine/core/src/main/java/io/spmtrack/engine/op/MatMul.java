package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Matrix products over the last two axes, {@code [.., m, k] · [.., k, n] → [.., m, n]}; all other axes are equal. */
public record MatMul() implements Compute {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 2, "takes two inputs");
        Op.require(in.stream().allMatch(type -> type.dtype() == DType.F32), "takes 32-bit floats");
        Shape a = in.get(0).shape();
        Shape b = in.get(1).shape();
        Op.require(a.rank() >= 2 && b.rank() >= 2, "takes tensors of at least two axes");
        Op.require(a.size(-1) == b.size(-2), "inner dimensions differ");
        Op.require(
                a.rank() == b.rank() && a.axes(0, a.rank() - 2).equals(b.axes(0, b.rank() - 2)),
                "outer dimensions differ");
        return List.of(TensorType.f32(a.with(-1, b.size(-1))));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return grads(g[0].matmul(x[1].transpose()), x[0].transpose().matmul(g[0]));
    }
}
