package io.spmtrack.engine.tornado;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.tornado.device.Call;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.ParameterPlaces;
import io.spmtrack.engine.tornado.device.PlacedCall;
import io.spmtrack.engine.tornado.device.Places;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.SlabArrays;
import io.spmtrack.engine.tornado.kernels.Copies;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.library.LargeAttention;
import io.spmtrack.engine.tornado.library.LargeProduct;
import io.spmtrack.engine.tornado.lowering.LoweredPrograms;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Programs lowered for a device, on slabs in host memory. */
final class PlainSession implements Session {
    /** A program and what it keeps outside the slabs, which all programs share. */
    private record Loaded(Plan plan, LoweredPrograms.Program lowered, FloatArray floats, IntArray integers) {}

    /** Not the tile of GPUs: that one runs on devices. */
    static final Profile PROFILE = new Profile(16, 32, Optional.empty());

    private final Map<String, Loaded> programs = new LinkedHashMap<>();
    private final ParameterPlaces places;
    private final FloatArray parameters;
    private final FloatArray work;
    private final IntArray integers;
    private final IntArray table;
    private final Map<Slab, TornadoNativeArray> staging;
    private final IntArray cursor = new IntArray(Copies.SIZE);

    PlainSession(Map<String, Plan> plans, Profile profile) {
        LoweredPrograms lowered = new LoweredPrograms(plans, profile);
        places = lowered.parameters();
        parameters = new FloatArray(Math.toIntExact(lowered.sizes().parameters()));
        work = new FloatArray(Math.toIntExact(lowered.sizes().work()));
        integers = new IntArray(lowered.sizes().integers());
        table = IntArray.fromArray(lowered.table());
        staging = SlabArrays.staging(lowered.sizes().staging());
        staging.values().forEach(array -> array.getSegment().fill((byte) -1)); // No number, in 16 bits and in 32.
        work.init(Float.NaN); // What nobody wrote must not be read.
        plans.forEach((name, plan) -> {
            LoweredPrograms.Program program = lowered.programs().get(name);
            FloatArray floats = new FloatArray(program.places().travelling());
            IntArray own = new IntArray(program.places().integers());
            own.init(0);
            programs.put(name, new Loaded(plan, program, floats, own));
        });
        places.forEachStorage(
                (storage, place) -> copy(storage.segment(), 0, parameters.getSegment(), place, storage.elements()));
        places.forEachConstant((values, place) -> {
            for (int i = 0; i < values.size(); i++) {
                parameters.set(Math.toIntExact(place + i), values.get(i).floatValue());
            }
        });
    }

    private static void copy(MemorySegment from, long fromElement, MemorySegment to, long toElement, long count) {
        MemorySegment.copy(from, fromElement * DType.BYTES, to, toElement * DType.BYTES, count * DType.BYTES);
    }

    private Loaded program(String name) {
        Loaded program = programs.get(name);
        if (program == null) {
            throw new IllegalArgumentException("no program " + name);
        }
        return program;
    }

    @Override
    public MemorySegment input(String program, String name) {
        return named(program(program), program(program).plan().inputs(), name);
    }

    @Override
    public MemorySegment output(String program, String name) {
        return named(program(program), program(program).plan().outputs(), name);
    }

    private static MemorySegment named(Loaded program, Map<String, Ref> refs, String name) {
        Ref ref = refs.get(name);
        if (ref == null) {
            throw new IllegalArgumentException("no " + name + "; there are " + refs.keySet());
        }
        Places own = program.lowered().places();
        MemorySegment all = own.isInteger(ref)
                ? program.integers().getSegment()
                : program.floats().getSegment();
        return all.asSlice((long) own.place(ref) * DType.BYTES, ref.shape().count() * DType.BYTES);
    }

    private Object array(Slab slab) {
        return switch (slab) {
            case PARAMETERS -> parameters;
            case WORK -> work;
            case INTEGERS -> integers;
            case LEFT, RIGHT, PRODUCT, VALUES, ATTENDED -> staging.get(slab);
        };
    }

    @Override
    public void run(String name) {
        Loaded program = program(name);
        Places own = program.lowered().places();
        program.integers().set(0, 0);
        copy(program.floats().getSegment(), 0, work.getSegment(), 0, own.inputs());
        copy(program.integers().getSegment(), 0, integers.getSegment(), 0, own.integers());
        program.lowered().calls().forEach(this::call);
        int outputs = own.outputs();
        copy(work.getSegment(), outputs, program.floats().getSegment(), outputs, own.travelling() - outputs);
        copy(integers.getSegment(), 0, program.integers().getSegment(), 0, own.integers());
        if (integers.get(0) != 0) {
            throw new IllegalArgumentException("an index is outside the rows of the table");
        }
    }

    private void call(PlacedCall placed) {
        Kernel kernel = placed.call().kernel();
        Object[] arrays = placed.call().operands().stream().map(this::array).toArray();
        if (!kernel.compiled()) {
            switch (placed.call().library().orElseThrow()) {
                case LargeProduct product -> PlainLibrary.multiply(product, arrays);
                case LargeAttention attention -> PlainLibrary.attend(attention, arrays);
            }
            return;
        }
        cursor.init(0);
        cursor.set(Copies.TABLE, placed.place());
        float[] before = work.getSegment().toArray(ValueLayout.JAVA_FLOAT);
        WorkGroups.run(
                placed.call().grid(),
                kernel.groupX(),
                kernel.groupY(),
                context -> PlainKernels.run(kernel, context, cursor, table, arrays));
        checkWrites(placed.call(), before);
    }

    /** Which launches may be one execution depends on what they say they write. */
    private void checkWrites(Call call, float... before) {
        for (int i = 0; i < before.length; i++) {
            int element = i;
            boolean same = Float.floatToRawIntBits(before[i]) == Float.floatToRawIntBits(work.get(i));
            if (!same
                    && call.launches().stream()
                            .flatMap(launch -> launch.writes().stream())
                            .noneMatch(operand -> covers(operand, element))) {
                throw new IllegalStateException(call.kernel() + " writes where it does not say so, in "
                        + call.step().describe());
            }
        }
    }

    private static boolean covers(Operand operand, int element) {
        Shape shape = Shape.of(1);
        return operand.touches(new Operand(Slab.WORK, Layout.contiguous(shape, element)));
    }

    @Override
    public void pull(Iterable<Param> wanted) {
        wanted.forEach(parameter -> {
            if (places.contains(parameter)) {
                long count = parameter.shape().count();
                copy(parameters.getSegment(), places.place(parameter), parameter.segment(), 0, count);
            }
        });
    }

    @Override
    public void push(Iterable<Param> changed) {
        changed.forEach(parameter -> {
            if (places.contains(parameter)) {
                long count = parameter.shape().count();
                copy(parameter.segment(), 0, parameters.getSegment(), places.place(parameter), count);
            }
        });
    }

    @Override
    public void close() {
        programs.clear();
    }
}
