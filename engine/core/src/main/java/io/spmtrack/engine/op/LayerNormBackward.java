package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Gradients of {@link LayerNorm} for x, scale and shift, from x, the scale and the output's gradient. */
public record LayerNormBackward(double epsilon) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 3 && in.get(0).equals(in.get(2)), "takes x, scale and the gradient of the output");
        LayerNorm.checkAffine(in.get(0), in.get(1));
        return List.of(in.get(0), in.get(1), in.get(1));
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Tensor[] normal = LayerNorm.normalize(x[0], epsilon);
        Tensor scaled = x[2].mul(x[1]);
        Tensor input = scaled.sub(scaled.mean(-1))
                .sub(normal[0].mul(scaled.mul(normal[0]).mean(-1)))
                .mul(normal[1]);
        Shape rows = Shape.of(Math.toIntExact(count(x[0].shape())), x[0].shape().size(-1));
        Tensor scale = x[2].mul(normal[0]).reshape(rows).sum(0).reshape(x[1].shape());
        Tensor shift = x[2].reshape(rows).sum(0).reshape(x[1].shape());
        return grads(input, scale, shift);
    }

    private static long count(Shape shape) {
        return shape.axes(0, shape.rank() - 1).count();
    }
}
