package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Slot;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the slots of one plan lie in the slabs. In the work slab inputs come first, then outputs, so that what travels is one
 * run of elements each way; the temporaries of all plans share the elements behind. Integers have a slab of their own.
 */
public final class Places {
    /** Elements at the start of the integers that carry the outcome of a run. */
    public static final int STATUS = 16;

    /** Elements a slot's place is rounded to: 64 bytes. */
    private static final long GRAIN = 16;

    private final Plan plan;
    private final ParameterPlaces parameters;
    private final long[] places;
    private long inputs;
    private long outputs;
    private long travelling;
    private long integers = STATUS;

    public Places(Plan plan, ParameterPlaces parameters) {
        this.plan = plan;
        this.parameters = parameters;
        this.places = new long[plan.slots().size()];
        Set<Integer> in = slots(plan.inputs().values());
        Set<Integer> out = slots(plan.outputs().values());
        // Only inputs, then slots that are both, then the others.
        place(in, out, true, false);
        outputs = travelling;
        place(in, out, true, true);
        inputs = travelling;
        place(in, out, false, true);
        place(in, out, false, false);
        for (int i = 0; i < places.length; i++) {
            if (plan.slots().get(i).dtype() == DType.I32) {
                places[i] = integers;
                integers += rounded(plan.slots().get(i).elements());
            }
        }
        plan.slots().forEach(slot -> {
            switch (slot) {
                case Slot.Parameters own -> parameters.add(own.storage());
                case Slot.Constants constants -> parameters.add(constants);
                case Slot.Io io -> {}
                case Slot.Work work -> {}
            }
        });
    }

    private static Set<Integer> slots(Iterable<Ref> refs) {
        Set<Integer> slots = new HashSet<>();
        refs.forEach(ref -> slots.add(ref.slot()));
        return slots;
    }

    private void place(Set<Integer> in, Set<Integer> out, boolean input, boolean output) {
        for (int i = 0; i < places.length; i++) {
            boolean member = in.contains(i) == input && out.contains(i) == output;
            if (member && plan.slots().get(i) instanceof Slot.Io io && io.dtype() == DType.F32) {
                places[i] = travelling;
                travelling += rounded(io.elements());
            }
        }
    }

    public static long rounded(long elements) {
        return Math.ceilDiv(elements, GRAIN) * GRAIN;
    }

    /** Elements from the start of the work slab that are uploaded. */
    public int inputs() {
        return Math.toIntExact(inputs);
    }

    /** First element of the work slab that is downloaded; the last is before {@link #travelling}. */
    public int outputs() {
        return Math.toIntExact(outputs);
    }

    /** Elements of inputs and outputs together. */
    public int travelling() {
        return Math.toIntExact(travelling);
    }

    /** Elements of the integers this plan needs. */
    public int integers() {
        return Math.toIntExact(integers);
    }

    /** Where an input or output lies, in its slab. */
    public int place(Ref ref) {
        return Math.toIntExact(places[ref.slot()] + ref.layout().offset());
    }

    public boolean isInteger(Ref ref) {
        return plan.slot(ref).dtype() == DType.I32;
    }

    /**
     * What a step sees through a reference.
     *
     * @param temporaries first element of the work slab behind inputs and outputs
     */
    public Operand operand(Ref ref, long temporaries) {
        Slot slot = plan.slot(ref);
        Layout layout = ref.layout();
        if (slot.dtype() == DType.I32) {
            return new Operand(Slab.INTEGERS, moved(layout, places[ref.slot()]));
        }
        return switch (slot) {
            case Slot.Parameters own -> new Operand(Slab.PARAMETERS, moved(layout, parameters.place(own.storage())));
            case Slot.Constants constants -> new Operand(Slab.PARAMETERS, moved(layout, parameters.place(constants)));
            case Slot.Io io -> new Operand(Slab.WORK, moved(layout, places[ref.slot()]));
            case Slot.Work work -> new Operand(Slab.WORK, moved(layout, temporaries + work.offset()));
        };
    }

    private static Layout moved(Layout layout, long by) {
        return Layout.of(layout.shape(), layout.strides(), layout.offset() + by);
    }
}
