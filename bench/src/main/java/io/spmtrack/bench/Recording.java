package io.spmtrack.bench;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An op recorded for a number of rows, and which axis of its operands and results holds them. What holds no rows is the same
 * for any number of them (keys, say), or a sum over them (gradients of weights).
 */
final class Recording {
    static final int NO_ROWS = -1;

    /**
     * An operand or result.
     *
     * @param axis that holds the rows, or {@link #NO_ROWS}
     * @param gradient whether a row of zeros adds nothing to any sum over rows
     */
    record Place(Shape shape, int axis, boolean gradient) {}

    private final Tape tape = new Tape();
    private final int rows;
    private final Map<String, Place> inputs = new LinkedHashMap<>();
    private final Map<String, Place> outputs = new LinkedHashMap<>();

    private Recording(int rows) {
        this.rows = rows;
    }

    /** Records for so many rows. */
    static Recording of(Consumer<Recording> record, int rows) {
        Recording recording = new Recording(rows);
        record.accept(recording);
        return recording;
    }

    int rows() {
        return rows;
    }

    Tape tape() {
        return tape;
    }

    /** An operand whose size along {@code axis} is {@link #rows()}, or that has no rows. */
    Tensor input(String name, int axis, int... sizes) {
        return input(name, new Place(Shape.of(sizes), axis, false));
    }

    /** The gradient of a result. */
    Tensor gradient(String name, int axis, int... sizes) {
        return input(name, new Place(Shape.of(sizes), axis, true));
    }

    private Tensor input(String name, Place place) {
        inputs.put(name, place);
        return tape.input(name, DType.F32, place.shape().sizes());
    }

    void output(String name, int axis, Tensor value) {
        outputs.put(name, new Place(value.shape(), axis, false));
        tape.output(name, value);
    }

    Map<String, Place> inputs() {
        return inputs;
    }

    Map<String, Place> outputs() {
        return outputs;
    }
}
