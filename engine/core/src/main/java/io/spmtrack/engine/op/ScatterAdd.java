package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Adds rows to a table of zeros by index: rows {@code [i.., ..]} and indices {@code [i..]} give {@code [rows, ..]}. */
public record ScatterAdd(int rows) implements Compute {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 2, "takes rows and indices");
        Op.require(
                in.get(0).dtype() == DType.F32 && in.get(1).dtype() == DType.I32, "takes floats and integer indices");
        Shape values = in.get(0).shape();
        Shape index = in.get(1).shape();
        Op.require(
                values.rank() >= index.rank() && values.axes(0, index.rank()).equals(index),
                "there must be one row per index");
        return List.of(TensorType.f32(
                Shape.of(rows).append(values.axes(index.rank(), values.rank()).sizes())));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return grads(g[0].gather(x[1]), Tensor.none());
    }
}
