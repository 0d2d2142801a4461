package io.spmtrack.engine.op;

import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.Arrays;
import java.util.List;

/** Gradients of {@link Tmoe} for all its inputs, from these and the output's gradient. */
public record TmoeBackward(Tmoe layer) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        List<TensorType> inputs = in.subList(0, in.size() - 1);
        Op.require(in.getLast().equals(layer.infer(inputs).getFirst()), "the gradient does not fit the output");
        return List.copyOf(inputs);
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Tape tape = x[0].tape();
        Tensor[] inputs = Arrays.copyOf(x, x.length - 1);
        int start = tape.size();
        return Grad.through(layer.expand(inputs), new Tensor[] {x[x.length - 1]}, inputs, start);
    }
}
