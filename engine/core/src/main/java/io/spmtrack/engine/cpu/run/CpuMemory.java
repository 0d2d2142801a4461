package io.spmtrack.engine.cpu.run;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The memory of one program: its own block for inputs, outputs and constants, the session's slab, and the parameters. */
public final class CpuMemory implements AutoCloseable {
    private final Plan plan;
    private final Storage work;
    private final Storage own;
    private final long[] places;
    private final MemorySegment[] parameters;
    private final boolean[] held;

    public CpuMemory(Plan plan, Storage work) {
        this.plan = plan;
        this.work = work;
        this.places = new long[plan.slots().size()];
        this.parameters = new MemorySegment[places.length];
        this.held = new boolean[places.length];
        long total = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = total;
            total += switch (plan.slots().get(i)) {
                case Slot.Parameters parameters -> 0;
                case Slot.Work temporary -> 0;
                case Slot.Constants constants -> Workspace.lines(constants.elements());
                case Slot.Io io -> Workspace.lines(io.elements());
            };
        }
        this.own = new Storage(total);
        for (int i = 0; i < places.length; i++) {
            if (plan.slots().get(i) instanceof Slot.Constants constants) {
                write(constants.values(), places[i]);
            }
            if (plan.slots().get(i) instanceof Slot.Parameters slot) {
                parameters[i] = slot.storage().hold();
                held[i] = true;
            }
        }
    }

    private void write(List<Double> values, long place) {
        for (int i = 0; i < values.size(); i++) {
            own.segment().set(Lanes.FLOAT, (place + i) << 2, values.get(i).floatValue());
        }
    }

    /** What a step sees through a reference. */
    public Operand operand(Ref ref) {
        return switch (plan.slot(ref)) {
            case Slot.Parameters slot -> new Operand(parameters[ref.slot()], ref.layout());
            case Slot.Constants constants -> new Operand(own.segment(), moved(ref.layout(), places[ref.slot()]));
            case Slot.Io io -> new Operand(own.segment(), moved(ref.layout(), places[ref.slot()]));
            case Slot.Work temporary -> new Operand(work.segment(), moved(ref.layout(), temporary.offset()));
        };
    }

    public DType dtype(Ref ref) {
        return plan.slot(ref).dtype();
    }

    private static Layout moved(Layout layout, long by) {
        return Layout.of(layout.shape(), layout.strides(), layout.offset() + by);
    }

    public MemorySegment input(String name) {
        return named(plan.inputs(), name, "input");
    }

    public MemorySegment output(String name) {
        return named(plan.outputs(), name, "output");
    }

    private MemorySegment named(Map<String, Ref> refs, String name, String what) {
        Ref ref = refs.get(name);
        if (ref == null) {
            throw new IllegalArgumentException("no " + what + " " + name + "; there are " + refs.keySet());
        }
        Operand operand = operand(ref);
        long from = operand.layout().offset() * DType.BYTES;
        return operand.data().asSlice(from, operand.layout().shape().count() * DType.BYTES);
    }

    /** Lets go of parameters for which this is so: no kernel of the program reads them where they lie. */
    public void drop(Predicate<Storage> unused) {
        for (int i = 0; i < held.length; i++) {
            if (held[i] && plan.slots().get(i) instanceof Slot.Parameters slot && unused.test(slot.storage())) {
                slot.storage().drop();
                held[i] = false;
            }
        }
    }

    @Override
    public void close() {
        drop(storage -> true);
        own.close();
    }
}
