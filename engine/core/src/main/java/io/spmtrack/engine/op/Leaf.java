package io.spmtrack.engine.op;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.TensorType;
import java.util.List;

/** Where values enter a tape. */
public sealed interface Leaf extends Op {
    /** Filled before each run. */
    record Input(String name, TensorType type) implements Leaf {}

    /** A weight, moment or statistic; read at its place on the tape, so after an assignment it is the new value. */
    record Parameter(Param parameter) implements Leaf {}

    /** Fixed 32-bit floats. */
    record Constant(Shape shape, List<Double> values) implements Leaf {
        public Constant {
            values = List.copyOf(values);
            if (values.size() != shape.count()) {
                throw new IllegalArgumentException(values.size() + " values for shape " + shape);
            }
        }
    }

    @Override
    default List<TensorType> infer(List<TensorType> in) {
        return switch (this) {
            case Input input -> List.of(input.type());
            case Parameter leaf -> List.of(TensorType.f32(leaf.parameter().shape()));
            case Constant constant -> List.of(TensorType.f32(constant.shape()));
        };
    }

    @Override
    default Tensor[] vjp(Tensor[] g, Tensor[] y, Tensor... x) {
        return Op.grads();
    }
}
