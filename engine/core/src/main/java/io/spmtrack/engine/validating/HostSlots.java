package io.spmtrack.engine.validating;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The slots of one plan in host memory, at the offsets the plan gives them. */
final class HostSlots implements AutoCloseable {
    private final Plan plan;
    private final MemorySegment[] slots;
    private final Storage own;

    /** Places inputs, outputs and constants in memory of their own, temporaries in {@code work}. */
    HostSlots(Plan plan, Storage work) {
        this.plan = plan;
        this.slots = new MemorySegment[plan.slots().size()];
        this.own = new Storage(plan.slots().stream()
                .filter(slot -> slot instanceof Slot.Io || slot instanceof Slot.Constants)
                .mapToLong(Slot::elements)
                .sum());
        long place = 0;
        for (int i = 0; i < slots.length; i++) {
            switch (plan.slots().get(i)) {
                case Slot.Parameters slot -> slots[i] = slot.storage().hold();
                case Slot.Work slot -> slots[i] = part(work.segment(), slot.offset(), slot.elements());
                case Slot.Io slot -> {
                    slots[i] = part(own.segment(), place, slot.elements());
                    place += slot.elements();
                }
                case Slot.Constants slot -> {
                    slots[i] = part(own.segment(), place, slot.elements());
                    place += slot.elements();
                    write(slot.values(), slots[i]);
                }
            }
        }
    }

    private static void write(List<Double> values, MemorySegment to) {
        for (int i = 0; i < values.size(); i++) {
            to.setAtIndex(ValueLayout.JAVA_FLOAT, i, values.get(i).floatValue());
        }
    }

    private static MemorySegment part(MemorySegment whole, long from, long elements) {
        return whole.asSlice(from * DType.BYTES, elements * DType.BYTES);
    }

    /** {@code elements} elements of a slot from element {@code from}. */
    MemorySegment part(int slot, long from, long elements) {
        return part(slots[slot], from, elements);
    }

    TensorType type(Ref ref) {
        return new TensorType(plan.slot(ref).dtype(), ref.shape());
    }

    /** What a step sees through a reference, row-major. */
    double[] values(Ref ref) {
        MemorySegment slot = slots[ref.slot()];
        boolean integer = plan.slot(ref).dtype() == DType.I32;
        double[] values = new double[Math.toIntExact(ref.shape().count())];
        for (int i = 0; i < values.length; i++) {
            long place = ref.layout().offset();
            int[] index = index(ref.shape(), i);
            for (int axis = 0; axis < index.length; axis++) {
                place += index[axis] * ref.layout().stride(axis);
            }
            values[i] = integer
                    ? slot.getAtIndex(ValueLayout.JAVA_INT, place)
                    : slot.getAtIndex(ValueLayout.JAVA_FLOAT, place);
        }
        return values;
    }

    /** Where the first float is, counted row-major, that is infinite or not a number; −1 if there is none. */
    int firstNotFinite(Ref ref) {
        if (plan.slot(ref).dtype() == DType.I32) {
            return -1;
        }
        int count = Math.toIntExact(ref.shape().count());
        if (ref.layout().isContiguous()) {
            MemorySegment floats = named(ref);
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(floats.getAtIndex(ValueLayout.JAVA_FLOAT, i))) {
                    return i;
                }
            }
            return -1;
        }
        double[] values = values(ref);
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    /** The index along each axis of element {@code number} in row-major order. */
    static int[] index(Shape shape, int number) {
        int[] index = new int[shape.rank()];
        int left = number;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = left % shape.size(axis);
            left /= shape.size(axis);
        }
        return index;
    }

    MemorySegment named(Ref ref) {
        return part(ref.slot(), ref.layout().offset(), ref.shape().count());
    }

    @Override
    public void close() {
        for (Slot slot : plan.slots()) {
            if (slot instanceof Slot.Parameters parameters) {
                parameters.storage().drop();
            }
        }
        own.close();
    }
}
