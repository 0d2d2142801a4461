package io.spmtrack.engine.reference;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Runs plans in 64-bit floats; inputs and outputs can also be set and read in full precision. */
public final class ReferenceSession implements Session {
    /** A program's plan and the memory of its slots; temporaries share one array at the planned offsets. */
    private record Loaded(Plan plan, double[][] slots, long[] bases, Map<String, Storage> io) {}

    private final Map<String, Loaded> programs = new HashMap<>();
    private final IdentityHashMap<Storage, double[]> parameters = new IdentityHashMap<>();

    ReferenceSession(Map<String, Plan> plans) {
        plans.forEach((name, plan) -> programs.put(name, bind(plan)));
    }

    private Loaded bind(Plan plan) {
        double[] slab = new double[Math.toIntExact(plan.workElements())];
        double[][] slots = new double[plan.slots().size()][];
        long[] bases = new long[slots.length];
        for (int i = 0; i < slots.length; i++) {
            switch (plan.slots().get(i)) {
                case Slot.Parameters slot -> slots[i] = parameters.computeIfAbsent(slot.storage(), this::upload);
                case Slot.Constants slot ->
                    slots[i] = slot.values().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray();
                case Slot.Io slot -> slots[i] = new double[Math.toIntExact(slot.elements())];
                case Slot.Work slot -> {
                    slots[i] = slab;
                    bases[i] = slot.offset();
                }
            }
        }
        Map<String, Storage> io = new HashMap<>();
        plan.inputs()
                .forEach((name, ref) ->
                        io.put("in." + name, new Storage(ref.shape().count())));
        plan.outputs()
                .forEach((name, ref) ->
                        io.put("out." + name, new Storage(ref.shape().count())));
        return new Loaded(plan, slots, bases, io);
    }

    private double[] upload(Storage storage) {
        double[] values = new double[Math.toIntExact(storage.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = storage.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
        return values;
    }

    private Loaded program(String name) {
        Loaded program = programs.get(name);
        if (program == null) {
            throw new IllegalArgumentException("no program " + name + ", there are " + programs.keySet());
        }
        return program;
    }

    @Override
    public MemorySegment input(String program, String name) {
        return io(program, "in." + name);
    }

    @Override
    public MemorySegment output(String program, String name) {
        return io(program, "out." + name);
    }

    private MemorySegment io(String program, String name) {
        Storage storage = program(program).io().get(name);
        if (storage == null) {
            throw new IllegalArgumentException("program " + program + " has no " + name);
        }
        return storage.segment().asSlice(0, storage.elements() * DType.BYTES);
    }

    @Override
    public void run(String name) {
        Loaded program = program(name);
        program.plan().inputs().forEach((input, ref) -> {
            MemorySegment from = io(name, "in." + input);
            boolean integer = program.plan().slot(ref).dtype() == DType.I32;
            double[] to = program.slots()[ref.slot()];
            for (int i = 0; i < to.length; i++) {
                to[i] = integer ? from.getAtIndex(ValueLayout.JAVA_INT, i) : from.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
        });
        steps(program);
        program.plan().outputs().forEach((output, ref) -> {
            MemorySegment to = io(name, "out." + output);
            boolean integer = program.plan().slot(ref).dtype() == DType.I32;
            double[] from = read(program, ref);
            for (int i = 0; i < from.length; i++) {
                if (integer) {
                    to.setAtIndex(ValueLayout.JAVA_INT, i, (int) from[i]);
                } else {
                    to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) from[i]);
                }
            }
        });
    }

    /** Runs a program on inputs in full precision, by name; those not given keep their values. */
    public void run(String name, Map<String, double[]> inputs) {
        Loaded program = program(name);
        inputs.forEach((input, values) -> {
            double[] slot = program.slots()[program.plan().inputs().get(input).slot()];
            System.arraycopy(values, 0, slot, 0, slot.length);
        });
        steps(program);
    }

    /** An output in full precision, row-major. */
    public double[] values(String program, String output) {
        return read(program(program), program(program).plan().outputs().get(output));
    }

    /** A parameter as this session has it, in full precision. */
    public double[] values(Param parameter) {
        double[] all = parameters.get(parameter.storage());
        double[] values = new double[Math.toIntExact(parameter.shape().count())];
        System.arraycopy(all, Math.toIntExact(parameter.offset()), values, 0, values.length);
        return values;
    }

    private static void steps(Loaded program) {
        for (Step step : program.plan().steps()) {
            double[][] in = new double[step.in().size()][];
            for (int i = 0; i < in.length; i++) {
                in[i] = read(program, step.in().get(i));
            }
            try {
                double[][] out = Definitions.run(step, in);
                for (int i = 0; i < out.length; i++) {
                    if (!step.out().get(i).isUnused()) {
                        write(program, step.out().get(i), out[i]);
                    }
                }
            } catch (IndexOutOfBoundsException e) {
                throw new IndexOutOfBoundsException(step.describe() + ": " + e.getMessage());
            }
        }
    }

    private static double[] read(Loaded program, Ref ref) {
        double[] slot = program.slots()[ref.slot()];
        double[] values = new double[Math.toIntExact(ref.shape().count())];
        int[] places = places(ref.layout(), program.bases()[ref.slot()]);
        for (int i = 0; i < values.length; i++) {
            values[i] = slot[places[i]];
        }
        return values;
    }

    private static void write(Loaded program, Ref ref, double... values) {
        double[] slot = program.slots()[ref.slot()];
        int[] places = places(ref.layout(), program.bases()[ref.slot()]);
        for (int i = 0; i < values.length; i++) {
            slot[places[i]] = values[i];
        }
    }

    /** The element index of every element, row-major. */
    private static int[] places(Layout layout, long base) {
        int count = Math.toIntExact(layout.shape().count());
        int[] places = new int[count];
        int rank = layout.shape().rank();
        int[] index = new int[rank];
        long place = base + layout.offset();
        for (int i = 0; i < count; i++) {
            places[i] = Math.toIntExact(place);
            for (int axis = rank - 1; axis >= 0; axis--) {
                place += layout.stride(axis);
                if (++index[axis] < layout.shape().size(axis)) {
                    break;
                }
                place -= index[axis] * layout.stride(axis);
                index[axis] = 0;
            }
        }
        return places;
    }

    @Override
    public void pull(Iterable<Param> wanted) {
        for (Param parameter : wanted) {
            if (!parameters.containsKey(parameter.storage())) {
                continue; // No program uses it: host memory is current.
            }
            double[] values = values(parameter);
            MemorySegment segment = parameter.segment();
            for (int i = 0; i < values.length; i++) {
                segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
            }
        }
    }

    @Override
    public void push(Iterable<Param> changed) {
        for (Param parameter : changed) {
            double[] all = parameters.get(parameter.storage());
            MemorySegment segment = parameter.segment();
            for (int i = 0; all != null && i < parameter.shape().count(); i++) {
                all[Math.toIntExact(parameter.offset()) + i] = segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
        }
    }

    @Override
    public void close() {
        programs.values().forEach(program -> program.io().values().forEach(Storage::close));
        programs.clear();
    }
}
