package io.spmtrack.engine.op;

import static io.spmtrack.engine.op.Op.grads;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/** Another look at the same elements. The compiler folds views into layouts; no backend ever sees one. */
public sealed interface View extends Op {
    /** The same elements, row-major, in another shape. */
    record Reshape(Shape shape) implements View {
        @Override
        public Shape view(Shape in) {
            Op.require(in.count() == shape.count(), "cannot be reshaped to " + shape + ": other number of elements");
            return shape;
        }

        @Override
        public Tensor gradient(Tensor g, Tensor x) {
            return g.reshape(x.shape());
        }
    }

    /** Axes in another order: axis i of the result is axis {@code order[i]} of the input. */
    record Permute(List<Integer> order) implements View {
        public Permute {
            order = List.copyOf(order);
        }

        @Override
        public Shape view(Shape in) {
            boolean permutation = order.stream()
                    .sorted()
                    .toList()
                    .equals(IntStream.range(0, in.rank()).boxed().toList());
            Op.require(permutation, order + " is not an order of its axes");
            return Shape.of(order.stream().mapToInt(in::size).toArray());
        }

        @Override
        public Tensor gradient(Tensor g, Tensor x) {
            int[] inverse = new int[order.size()];
            for (int i = 0; i < inverse.length; i++) {
                inverse[order.get(i)] = i;
            }
            return g.permute(inverse);
        }
    }

    /** Axes of size 1 stretched, and new axes put in front, to reach a shape. */
    record Expand(Shape shape) implements View {
        @Override
        public Shape view(Shape in) {
            Op.require(
                    in.rank() <= shape.rank() && Shape.broadcast(in, shape).equals(shape),
                    "does not stretch to " + shape);
            return shape;
        }

        @Override
        public Tensor gradient(Tensor g, Tensor x) {
            int front = shape.rank() - x.shape().rank();
            int[] stretched = IntStream.range(0, shape.rank())
                    .filter(axis -> axis < front || x.shape().size(axis - front) != shape.size(axis))
                    .toArray();
            return g.sum(stretched).reshape(x.shape());
        }
    }

    /** Elements {@code start … start+length−1} along one axis. */
    record Slice(int axis, int start, int length) implements View {
        @Override
        public Shape view(Shape in) {
            Op.require(axis >= 0 && axis < in.rank(), "has no axis " + axis);
            Op.require(
                    start >= 0 && length >= 0 && start + length <= in.size(axis),
                    "has no elements " + start + " to " + (start + length) + " along axis " + axis);
            return in.with(axis, length);
        }

        @Override
        public Tensor gradient(Tensor g, Tensor x) {
            return g.pad(axis, start, x.shape().size(axis) - start - length);
        }
    }

    /** The same values as a constant: no gradient flows through. */
    record Detach() implements View {
        @Override
        public Shape view(Shape in) {
            return in;
        }

        @Override
        public Tensor gradient(Tensor g, Tensor x) {
            return Tensor.none();
        }
    }

    /**
     * The same values, of which the compiler does not know that: what is computed from them is not merged with what was
     * computed from the original, but computed again.
     */
    record Again() implements View {
        @Override
        public Shape view(Shape in) {
            return in;
        }

        @Override
        public Tensor gradient(Tensor g, Tensor x) {
            return g;
        }
    }

    /** The shape this view gives a tensor of shape {@code in}. */
    Shape view(Shape in);

    /** Gradient of the input from that of the view. */
    Tensor gradient(Tensor g, Tensor x);

    @Override
    default List<TensorType> infer(List<TensorType> in) {
        Op.require(in.size() == 1, "takes one input");
        return List.of(new TensorType(in.getFirst().dtype(), view(in.getFirst().shape())));
    }

    @Override
    default Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return grads(gradient(g[0], x[0]));
    }
}
