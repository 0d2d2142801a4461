package io.spmtrack.engine.op;

import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Overwrites the first input, a parameter, with the second; nodes recorded later read the new values. */
public record Assign() implements Compute {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 2 && in.get(0).equals(in.get(1)), "takes a parameter and a value of its type");
        return List.of(in.getFirst());
    }

    @Override
    public List<Integer> overwrites() {
        return List.of(0);
    }

    @Override
    public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        throw new IllegalArgumentException("assign has no gradient: it changes state");
    }
}
