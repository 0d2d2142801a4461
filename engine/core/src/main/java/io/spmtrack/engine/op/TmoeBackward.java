package io.spmtrack.engine.op;

import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.Arrays;
import java.util.List;

/** Gradients of {@link Tmoe} for all its inputs, from these, its second output and the first one's gradient. */
public record TmoeBackward(Tmoe layer) implements Fused {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
        List<TensorType> inputs = in.subList(0, Math.max(0, in.size() - 2));
        List<TensorType> outputs = layer.infer(inputs);
        Op.require(in.getLast().equals(outputs.getFirst()), "the gradient does not fit the output");
        Op.require(in.get(inputs.size()).equals(outputs.getLast()), "what the layer kept does not fit it");
        return List.copyOf(inputs);
    }

    @Override
    public Tensor[] expand(Tensor... x) {
        Tape tape = x[0].tape();
        Tensor[] inputs = Arrays.copyOf(x, x.length - 2);
        int start = tape.size();
        Tensor[] gradients = {x[x.length - 1], Tensor.none()};
        return Grad.through(layer.expand(inputs), gradients, inputs, start);
    }
}
