package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/**
 * Numbers uniform in [0, 1). Element {@code i} at step {@code t} (the input, one integer) is word {@code i mod 4} of the
 * {@link io.spmtrack.engine.Philox} block with key {@code seed}, low counter {@code i / 4}, high counter
 * {@code (stream << 32) | t}.
 */
public record Random(long seed, int stream, Shape shape) implements Compute {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(
                in.size() == 1
                        && in.getFirst().dtype() == DType.I32
                        && in.getFirst().shape().count() == 1,
                "takes the step number, one integer");
        return List.of(TensorType.f32(shape));
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return grads(Tensor.none());
    }
}
