package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Rows of a table by index: {@code [V, ..]} and indices {@code [i..]} give {@code [i.., ..]}. An index outside the table fails the run. */
public record Gather() implements Compute {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 2, "takes a table and indices");
        Op.require(
                in.get(0).dtype() == DType.F32 && in.get(0).shape().rank() >= 1, "the table must have rows of floats");
        Op.require(in.get(1).dtype() == DType.I32, "indices must be integers");
        Shape table = in.get(0).shape();
        int[] row = table.axes(1, table.rank()).sizes();
        return List.of(TensorType.f32(in.get(1).shape().append(row)));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return grads(g[0].scatterAdd(x[1], x[0].shape().size(0)), Tensor.none());
    }
}
