package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Reduces some axes to size 1; the rank stays. Sums accumulate in more than 32 bits or pairwise. */
public record Reduce(Reduction kind, List<Integer> axes) implements Compute {
    public Reduce {
        axes = axes.stream().sorted().distinct().toList();
    }

    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 1 && in.getFirst().dtype() == DType.F32, kind + " takes one tensor of 32-bit floats");
        Shape shape = in.getFirst().shape();
        for (int axis : axes) {
            Op.require(axis >= 0 && axis < shape.rank(), "there is no axis " + axis);
            shape = shape.with(axis, 1);
        }
        return List.of(TensorType.f32(shape));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        Tensor wide = g[0].expand(x[0].shape());
        return switch (kind) {
            case SUM -> grads(wide);
            case SUM_OF_SQUARES -> grads(wide.mul(x[0]).mul(2));
            case MAX -> {
                Tensor hits = x[0].binary(BinaryKind.EQUAL, y[0]);
                yield grads(wide.mul(hits).div(hits.reduce(Reduction.SUM, axes)));
            }
        };
    }
}
