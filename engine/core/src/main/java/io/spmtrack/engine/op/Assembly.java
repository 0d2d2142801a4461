package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/**
 * A tensor put together from pieces. The compiler lets the pieces be written where they belong, or copies them there;
 * no backend ever sees an assembly.
 */
public sealed interface Assembly extends Op {
    /** Tensors one after the other along an axis; all other axes are equal. */
    record Concat(int axis) implements Assembly {
        @Override
        public List<TensorType> infer(List<TensorType> in) {
            Op.require(!in.isEmpty(), "takes at least one input");
            TensorType first = in.getFirst();
            Op.require(axis >= 0 && axis < first.shape().rank(), "there is no axis " + axis);
            int total = 0;
            for (TensorType type : in) {
                Op.require(
                        type.dtype() == first.dtype()
                                && type.shape().rank() == first.shape().rank(),
                        "element types or ranks differ");
                Op.require(
                        type.shape().with(axis, 0).equals(first.shape().with(axis, 0)),
                        "axes other than " + axis + " differ");
                total = Math.addExact(total, type.shape().size(axis));
            }
            return List.of(new TensorType(first.dtype(), first.shape().with(axis, total)));
        }

        @Override
        public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
            Tensor[] gradients = new Tensor[x.length];
            int start = 0;
            for (int i = 0; i < x.length; i++) {
                int length = x[i].shape().size(axis);
                gradients[i] = g[0].slice(axis, start, length);
                start += length;
            }
            return gradients;
        }
    }

    /** Zeros before and after a tensor along one axis. */
    record Pad(int axis, int before, int after) implements Assembly {
        @Override
        public List<TensorType> infer(List<TensorType> in) {
            Op.require(in.size() == 1, "takes one input");
            Shape shape = in.getFirst().shape();
            Op.require(axis >= 0 && axis < shape.rank(), "there is no axis " + axis);
            Op.require(before >= 0 && after >= 0, "padding is negative");
            int size = Math.addExact(Math.addExact(before, shape.size(axis)), after);
            return List.of(new TensorType(in.getFirst().dtype(), shape.with(axis, size)));
        }

        @Override
        public Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
            return grads(g[0].slice(axis, before, x[0].shape().size(axis)));
        }
    }
}
