package io.spmtrack.engine;

import java.util.List;
import java.util.function.Function;

/** One line of the table of op tests: a name, what to record, and the inputs with the values they take. */
public record OpCase(String name, Function<Tensor[], Tensor[]> record, List<In> inputs) {
    /** An input and the range of its values. */
    record In(DType dtype, Shape shape, double low, double high, double[] fixed) {
        double[] values(long seed) {
            if (fixed.length > 0) {
                return fixed;
            }
            Philox.Stream random = new Philox.Stream(seed, shape.hashCode());
            double[] values = new double[Math.toIntExact(shape.count())];
            for (int i = 0; i < values.length; i++) {
                double value = random.uniform(low, high);
                values[i] = dtype == DType.I32 ? Math.floor(value) : (float) value;
            }
            return values;
        }

        /** Whether the values may be moved to measure a gradient. */
        boolean moves() {
            return dtype == DType.F32 && fixed.length == 0;
        }
    }

    static OpCase of(String name, Function<Tensor[], Tensor> record, In... inputs) {
        return new OpCase(name, x -> new Tensor[] {record.apply(x)}, List.of(inputs));
    }

    static OpCase many(String name, Function<Tensor[], Tensor[]> record, In... inputs) {
        return new OpCase(name, record, List.of(inputs));
    }

    /** Floats in ±2. */
    static In in(int... sizes) {
        return range(-2, 2, sizes);
    }

    static In range(double low, double high, int... sizes) {
        return new In(DType.F32, Shape.of(sizes), low, high, new double[0]);
    }

    /** Integers from 0 to below {@code bound}. */
    static In index(int bound, int... sizes) {
        return new In(DType.I32, Shape.of(sizes), 0, bound, new double[0]);
    }

    static In fixed(double... values) {
        return new In(DType.F32, Shape.of(values.length), 0, 0, values);
    }

    /** The tape of this case: outputs {@code y0…}, and with {@code gradient} inputs {@code g0…} and outputs {@code dx0…}. */
    Tape tape(boolean gradient) {
        Tape tape = new Tape();
        Tensor[] x = new Tensor[inputs.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = tape.input(
                    "x" + i, inputs.get(i).dtype(), inputs.get(i).shape().sizes());
        }
        Tensor[] y = record.apply(x);
        Tensor[] g = new Tensor[y.length];
        for (int i = 0; i < y.length; i++) {
            tape.output("y" + i, y[i]);
            if (gradient) {
                g[i] = y[i].dtype() == DType.F32
                        ? tape.input("g" + i, DType.F32, y[i].shape().sizes())
                        : Tensor.none();
            }
        }
        if (gradient) {
            Tensor[] gradients = Grad.through(y, g, x, 0);
            for (int i = 0; i < x.length; i++) {
                if (!gradients[i].isNone()) {
                    tape.output("dx" + i, gradients[i]);
                }
            }
        }
        return tape;
    }

    @Override
    public String toString() {
        return name;
    }
}
