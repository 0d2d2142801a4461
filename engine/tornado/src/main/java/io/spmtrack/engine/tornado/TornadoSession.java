package io.spmtrack.engine.tornado;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.tornado.device.Device;
import io.spmtrack.engine.tornado.device.DeviceFailures;
import io.spmtrack.engine.tornado.device.ParameterPlaces;
import io.spmtrack.engine.tornado.device.Places;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.lowering.LoweredPrograms;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** Programs on a device: their launches one after the other, inputs before and outputs after them. */
final class TornadoSession implements Session {
    /** A program and the host's copies of its inputs and outputs, laid out as in the slabs. */
    private record Loaded(Plan plan, LoweredPrograms.Program lowered, Storage floats, Storage integers) {}

    private static final int RUNS = 5;

    private final Map<String, Loaded> programs = new LinkedHashMap<>();
    private final ParameterPlaces parameters;
    private final int up;
    private final int down;
    private final Device device;

    /** Lowers, compiles and uploads; whatever TornadoVM throws becomes one sentence. */
    static TornadoSession load(TornadoDevice where, Map<String, Plan> plans, Profile profile) {
        return load(where, plans, profile, true);
    }

    /** The same without CUDA graphs: a library that fails while one is captured would leave the device's queue unusable. */
    static TornadoSession trial(TornadoDevice where, Map<String, Plan> plans, Profile profile) {
        return load(where, plans, profile, false);
    }

    private static TornadoSession load(
            TornadoDevice where, Map<String, Plan> plans, Profile profile, boolean capturing) {
        LoweredPrograms lowered = new LoweredPrograms(plans, profile);
        try {
            Device device = new Device(
                    where, lowered.sizes(), lowered.graphs(), lowered.profile().tile(), lowered.table(), capturing);
            try {
                return new TornadoSession(device, lowered, plans);
            } catch (RuntimeException | Error failure) {
                closeAfter(failure, device);
                throw failure;
            }
        } catch (RuntimeException | Error failure) {
            throw DeviceFailures.loading(lowered.sizes().bytes(), failure);
        }
    }

    private static void closeAfter(Throwable failure, Device device) {
        try {
            device.close();
        } catch (RuntimeException | Error second) {
            failure.addSuppressed(second);
        }
    }

    /** Milliseconds that compiling takes, in lines of a name, a tab and a value. */
    static List<String> compile(TornadoDevice where, LoweredPrograms lowered) {
        try (Device device = new Device(
                where,
                lowered.sizes().least(),
                lowered.graphs(),
                lowered.profile().tile(),
                lowered.table(),
                true)) {
            Map<List<Device.Key>, Double> times = device.compile();
            double sum = times.values().stream().mapToDouble(each -> each).sum();
            double most =
                    times.values().stream().mapToDouble(each -> each).max().orElse(0);
            return List.of(
                    String.format(Locale.ROOT, "ms to compile, all graphs\t%.0f", sum),
                    String.format(Locale.ROOT, "ms to compile, the slowest\t%.0f", most));
        } catch (RuntimeException | Error failure) {
            throw DeviceFailures.loading(lowered.sizes().bytes(), failure);
        }
    }

    private TornadoSession(Device device, LoweredPrograms lowered, Map<String, Plan> plans) {
        this.device = device;
        parameters = lowered.parameters();
        up = lowered.sizes().up();
        down = lowered.sizes().down();
        plans.forEach((name, plan) -> {
            LoweredPrograms.Program program = lowered.programs().get(name);
            Storage floats = new Storage(program.places().travelling());
            programs.put(
                    name,
                    new Loaded(
                            plan, program, floats, new Storage(program.places().integers())));
        });
        device.compile();
        parameters.forEachStorage((storage, place) -> upload(storage.segment(), place, storage.elements()));
        parameters.forEachConstant(this::upload);
    }

    private void upload(List<Double> values, long place) {
        try (Storage storage = new Storage(values.size())) {
            for (int i = 0; i < values.size(); i++) {
                storage.segment()
                        .setAtIndex(ValueLayout.JAVA_FLOAT, i, values.get(i).floatValue());
            }
            upload(storage.segment(), place, values.size());
        }
    }

    private void upload(MemorySegment from, long place, long elements) {
        for (long done = 0; done < elements; done += up) {
            int count = (int) Math.min(up, elements - done);
            MemorySegment.copy(from, done * DType.BYTES, device.up(), 0, (long) count * DType.BYTES);
            device.setParameters(Math.toIntExact(place + done), count);
        }
    }

    private Loaded program(String name) {
        Loaded program = programs.get(name);
        if (program == null) {
            throw new IllegalArgumentException("no program " + name + "; there are " + programs.keySet());
        }
        return program;
    }

    @Override
    public MemorySegment input(String program, String name) {
        return named(program(program), program(program).plan().inputs(), name, "input");
    }

    @Override
    public MemorySegment output(String program, String name) {
        return named(program(program), program(program).plan().outputs(), name, "output");
    }

    private static MemorySegment named(Loaded program, Map<String, Ref> refs, String name, String what) {
        Ref ref = refs.get(name);
        if (ref == null) {
            throw new IllegalArgumentException("no " + what + " " + name + "; there are " + refs.keySet());
        }
        Places places = program.lowered().places();
        Storage storage = places.isInteger(ref) ? program.integers() : program.floats();
        long from = (long) places.place(ref) * DType.BYTES;
        return storage.segment().asSlice(from, ref.shape().count() * DType.BYTES);
    }

    @Override
    public void run(String name) {
        Loaded program = program(name);
        upload(program);
        program.lowered().runs().forEach(device::run);
        download(program);
        check(program);
    }

    /** The least time of a program's executions in a few runs, without what moves data. */
    double milliseconds(String name) {
        Loaded program = program(name);
        double least = Double.POSITIVE_INFINITY;
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            program.lowered().runs().forEach(device::run);
            least = Math.min(least, (System.nanoTime() - start) / 1e6);
        }
        return least;
    }

    /** Inputs go to the device. */
    private void upload(Loaded program) {
        Places places = program.lowered().places();
        copy(program.floats().segment(), 0, device.up(), 0, places.inputs());
        program.integers()
                .segment()
                .asSlice(0, (long) Places.STATUS * DType.BYTES)
                .fill((byte) 0);
        copy(program.integers().segment(), 0, device.integers(), 0, places.integers());
        device.startRun(places.inputs());
    }

    /** Outputs come back. */
    private void download(Loaded program) {
        Places places = program.lowered().places();
        int count = places.travelling() - places.outputs();
        device.endRun(places.outputs(), count, places.integers());
        copy(device.down(), 0, program.floats().segment(), places.outputs(), count);
        copy(device.outcome(), 0, program.integers().segment(), 0, places.integers());
    }

    @Override
    public Map<String, Runnable> overheads(String name) {
        Loaded program = program(name);
        Map<String, Runnable> overheads = new LinkedHashMap<>();
        overheads.put("launches", () -> program.lowered().runs().forEach(device::runEmpty));
        overheads.put("transfers", () -> {
            upload(program);
            download(program);
        });
        return overheads;
    }

    private static void copy(MemorySegment from, long fromElement, MemorySegment to, long toElement, long count) {
        MemorySegment.copy(from, fromElement * DType.BYTES, to, toElement * DType.BYTES, count * DType.BYTES);
    }

    /** Fails if a kernel told of an index outside its table. */
    private static void check(Loaded program) {
        int place = program.integers().segment().getAtIndex(ValueLayout.JAVA_INT, 0);
        if (place != 0) {
            String step = program.lowered().calls().stream()
                    .filter(placed -> placed.place() == place)
                    .map(placed -> placed.call().step().describe())
                    .findFirst()
                    .orElse("a step");
            throw new IllegalArgumentException("an index is outside the rows of the table in " + step);
        }
    }

    @Override
    public void pull(Iterable<Param> wanted) {
        for (Param parameter : wanted) {
            if (!parameters.contains(parameter)) {
                continue; // No program uses it: host memory is current.
            }
            long place = parameters.place(parameter);
            long elements = parameter.shape().count();
            for (long done = 0; done < elements; done += down) {
                int count = (int) Math.min(down, elements - done);
                device.getParameters(Math.toIntExact(place + done), count);
                copy(device.down(), 0, parameter.segment(), done, count);
            }
        }
    }

    @Override
    public void push(Iterable<Param> changed) {
        for (Param parameter : changed) {
            if (parameters.contains(parameter)) {
                upload(
                        parameter.segment(),
                        parameters.place(parameter),
                        parameter.shape().count());
            }
        }
    }

    @Override
    public void close() {
        device.close();
        programs.values().forEach(program -> {
            program.floats().close();
            program.integers().close();
        });
        programs.clear();
    }
}
