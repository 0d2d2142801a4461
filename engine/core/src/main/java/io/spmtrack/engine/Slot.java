package io.spmtrack.engine;

import java.util.List;

/** A piece of memory a plan works on; who owns it and how long it lives is its kind. */
public sealed interface Slot {
    DType dtype();

    /** Size. */
    long elements();

    /** Parameters of the model, living as long as it. */
    record Parameters(Storage storage) implements Slot {
        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public long elements() {
            return storage.elements();
        }
    }

    /** Values fixed when the tape was recorded, written once by the session. */
    record Constants(List<Double> values) implements Slot {
        public Constants {
            values = List.copyOf(values);
        }

        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public long elements() {
            return values.size();
        }
    }

    /** An input or output, owned by the session. */
    record Io(DType dtype, long elements) implements Slot {}

    /** A temporary at a fixed place in the session's slab; others use the same place at other times. */
    record Work(DType dtype, long elements, long offset) implements Slot {}
}
