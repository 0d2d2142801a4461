package io.spmtrack.engine.op;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.Collections;
import java.util.List;

/**
 * The gradient of the weights of a {@link GroupedLinear}: for each group {@code Σ gᵀ x} over its rows.
 *
 * <p>Inputs in order: x {@code [R, K]}; the gradient g {@code [R, D]}; where the groups end {@code [G]}. Outputs: a matrix {@code [D, K]}
 * for each group, 0 for one without rows.
 */
public record GroupedGradient(int groups) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(groups >= 1 && in.size() == 3, "takes x, a gradient and the ends of the groups");
        Shape x = in.get(0).shape();
        Shape g = in.get(1).shape();
        Op.require(
                in.get(0).dtype() == DType.F32 && in.get(1).dtype() == DType.F32 && x.rank() == 2 && g.rank() == 2,
                "takes matrices of floats");
        Op.require(x.size(0) == g.size(0), "the gradient needs as many rows as x");
        GroupedLinear.requireEnds(in.get(2), groups);
        return Collections.nCopies(groups, TensorType.f32(Shape.of(g.size(1), x.size(1))));
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Tensor[] sums = new Tensor[groups];
        Tensor zero = x[0].tape().constant(0).expand(x[1].shape());
        for (int group = 0; group < groups; group++) {
            Tensor mask = GroupedLinear.mask(x[2], group, x[1].shape().size(0));
            Tensor own = mask.expand(x[1].shape()).select(x[1], zero);
            sums[group] = own.transpose().matmul(x[0]);
        }
        return sums;
    }
}
