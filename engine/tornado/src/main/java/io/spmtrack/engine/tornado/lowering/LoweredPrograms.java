package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.tornado.device.Call;
import io.spmtrack.engine.tornado.device.Calls;
import io.spmtrack.engine.tornado.device.Device;
import io.spmtrack.engine.tornado.device.Graph;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.ParameterPlaces;
import io.spmtrack.engine.tornado.device.PlacedCall;
import io.spmtrack.engine.tornado.device.Places;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.device.Sequences;
import io.spmtrack.engine.tornado.device.SlabArrays;
import io.spmtrack.engine.tornado.device.StagingRoom;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.library.LibraryCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All programs of a session as calls, with the sizes of the slabs and the table of the calls' words. */
public final class LoweredPrograms {
    /** Zeros at the start of the table: a kernel pointed there does nothing. */
    private static final int NOTHING = 64;

    /** Elements that parameters travel by. */
    private static final int CHUNK = 1 << 18;

    /** Steps whose scratch lies beside one another: as many as the projections of a block. */
    private static final int BESIDE = 4;

    /** A program's places and its calls in the runs that are one execution each. */
    public record Program(Places places, List<List<PlacedCall>> runs) {
        public Program {
            runs = List.copyOf(runs);
        }

        /** All calls in order. */
        public List<PlacedCall> calls() {
            return runs.stream().flatMap(List::stream).toList();
        }
    }

    private final Profile profile;
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final ParameterPlaces parameters = new ParameterPlaces();
    private final Map<List<Device.Key>, Graph> graphs = new LinkedHashMap<>();
    private final Words table = new Words().add(new int[NOTHING]);
    private final SlabArrays.Sizes sizes;

    /** The same for the same programs, whatever the order of the map. */
    public LoweredPrograms(Map<String, Plan> unordered, Profile profile) {
        this.profile = profile;
        Map<String, Plan> plans = new TreeMap<>(unordered);
        Map<String, Places> places = new LinkedHashMap<>();
        plans.forEach((name, plan) -> places.put(name, new Places(plan, parameters)));
        long travelling =
                places.values().stream().mapToLong(Places::travelling).max().orElse(0);
        long work = plans.values().stream().mapToLong(Plan::workElements).max().orElse(0);
        long start = Places.rounded(travelling) + Places.rounded(work);
        checked(start);
        checked(parameters.size());
        Scratch alone = new Scratch(start, 0, 1);
        plans.forEach((name, plan) ->
                lowering(plan, places.get(name), travelling, alone).lower());
        Scratch scratch = new Scratch(start, alone.largest(), BESIDE);
        Map<String, List<PlacedCall>> calls = new LinkedHashMap<>();
        plans.forEach((name, plan) -> calls.put(
                name,
                calls(lowering(plan, places.get(name), travelling, scratch).lower())));
        List<List<Integer>> lengths =
                Sequences.lengths(calls.values().stream().map(PlacedCall::keys).toList(), profile.tasks());
        calls.forEach((name, all) ->
                programs.put(name, new Program(places.get(name), runs(all, lengths.get(programs.size())))));
        int integers = places.values().stream().mapToInt(Places::integers).max().orElse(Places.STATUS);
        int up = places.values().stream().mapToInt(Places::inputs).max().orElse(0);
        int down = places.values().stream()
                .mapToInt(each -> each.travelling() - each.outputs())
                .max()
                .orElse(0);
        int chunk = (int) Math.min(CHUNK, parameters.size());
        sizes = new SlabArrays.Sizes(
                parameters.size(),
                checked(start + BESIDE * alone.largest()),
                integers,
                Math.max(up, chunk),
                Math.max(down, chunk),
                room());
    }

    private StagingRoom room() {
        boolean half = profile.large().stream().anyMatch(large -> large.precision() == Precision.FP16);
        StagingRoom room = new StagingRoom(Map.of(), half);
        for (Call call : everyCall()) {
            for (Launch launch : call.launches()) {
                for (Operand operand : launch.operandsTouched()) {
                    room = room.with(operand);
                }
            }
        }
        return room;
    }

    private List<Call> everyCall() {
        return programs.values().stream()
                .flatMap(program -> program.calls().stream())
                .map(PlacedCall::call)
                .toList();
    }

    /** What NVIDIA's libraries compute of a kind. */
    public <C extends LibraryCall> List<C> library(Class<C> kind) {
        return everyCall().stream()
                .flatMap(call -> call.library().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** How many calls of a kernel there are in all programs. */
    public long count(Kernel kernel) {
        return everyCall().stream().filter(call -> call.kernel() == kernel).count();
    }

    private static long checked(long elements) {
        if (elements > Integer.MAX_VALUE) {
            throw new InputException("backend tornado: the job needs " + elements
                    + " elements in one array of the device, which holds at most " + Integer.MAX_VALUE
                    + "; make the batch or the model smaller");
        }
        return elements;
    }

    private TornadoLowering lowering(Plan plan, Places places, long travelling, Scratch scratch) {
        return new TornadoLowering(plan, places, Places.rounded(travelling), scratch, profile);
    }

    private List<PlacedCall> calls(List<Launch> launches) {
        Calls calls = new Calls();
        launches.forEach(calls::add);
        List<PlacedCall> placed = new ArrayList<>();
        for (Call call : calls.list()) {
            placed.add(new PlacedCall(call, table.size()));
            table.add(call.words());
        }
        return placed;
    }

    private List<List<PlacedCall>> runs(List<PlacedCall> calls, List<Integer> lengths) {
        List<Device.Key> keys = PlacedCall.keys(calls);
        List<List<PlacedCall>> runs = new ArrayList<>();
        int from = 0;
        for (int length : lengths) {
            int to = from + length;
            runs.add(calls.subList(from, to));
            Step step = calls.get(from).call().step();
            graphs.computeIfAbsent(keys.subList(from, to), any -> new Graph(step, new LinkedHashSet<>()))
                    .grids()
                    .add(PlacedCall.grids(calls.subList(from, to)));
            from = to;
        }
        return runs;
    }

    public Profile profile() {
        return profile;
    }

    public Map<String, Program> programs() {
        return programs;
    }

    public ParameterPlaces parameters() {
        return parameters;
    }

    public SlabArrays.Sizes sizes() {
        return sizes;
    }

    /** The task graphs by the kernels of their tasks. */
    public Map<List<Device.Key>, Graph> graphs() {
        return graphs;
    }

    public int[] table() {
        return table.toArray();
    }
}
