package io.spmtrack.engine.op;

import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/**
 * One kind of node on a tape, declared once: attributes are record components, {@link #infer} is the shape rule and
 * {@link #vjp} the gradient in terms of tensors. Backends switch over the sealed type without a default.
 */
public sealed interface Op permits Leaf, View, Assembly, Compute {
    /**
     * The outputs' types.
     *
     * @throws IllegalArgumentException naming the broken rule; the tape adds op, shapes and the recording line
     */
    List<TensorType> infer(List<TensorType> in);

    /**
     * The vector-Jacobian product: gradients of the inputs from gradients of the outputs.
     *
     * @param g gradient per output, {@link Tensor#isNone() none} where nothing depends on it
     * @param y outputs
     * @param x inputs
     * @return one gradient per input, none where it is zero or not defined (indices)
     */
    Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x);

    /** The op's name in messages: {@code matMul}, {@code layerNorm}. */
    default String label() {
        String name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** Fails with the rule unless it holds. */
    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** The gradients of an op, in the order of its inputs. */
    static Tensor[] grads(Tensor... gradients) {
        return gradients;
    }
}
