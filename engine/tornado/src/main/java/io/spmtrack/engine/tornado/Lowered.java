package io.spmtrack.engine.tornado;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All programs of a session as calls, with the sizes of the slabs and the table of the calls' words. */
final class Lowered {
    /** Zeros at the start of the table: a kernel pointed there does nothing. */
    private static final int NOTHING = 64;

    /** Elements that parameters travel by. */
    private static final int CHUNK = 1 << 18;

    /** Steps whose scratch lies beside one another: as many as the projections of a block. */
    private static final int BESIDE = 4;

    /** A call and where its words begin in the table. */
    record Placed(Call call, int place) {}

    /** A program's places and calls. */
    record Program(Places places, List<Placed> calls) {
        Program {
            calls = List.copyOf(calls);
        }
    }

    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final ParameterPlaces parameters = new ParameterPlaces();
    private final Map<Device.Key, Step> keys = new LinkedHashMap<>();
    private final Words table = new Words().add(new int[NOTHING]);
    private final Device.Sizes sizes;

    Lowered(Map<String, Plan> plans) {
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
        plans.forEach((name, plan) -> programs.put(
                name,
                new Program(
                        places.get(name),
                        calls(lowering(plan, places.get(name), travelling, scratch)
                                .lower()))));
        int integers = places.values().stream().mapToInt(Places::integers).max().orElse(Places.STATUS);
        int up = places.values().stream().mapToInt(Places::inputs).max().orElse(0);
        int down = places.values().stream()
                .mapToInt(each -> each.travelling() - each.outputs())
                .max()
                .orElse(0);
        int chunk = (int) Math.min(CHUNK, parameters.size());
        sizes = new Device.Sizes(
                parameters.size(),
                checked(start + BESIDE * alone.largest()),
                integers,
                Math.max(up, chunk),
                Math.max(down, chunk));
    }

    private static long checked(long elements) {
        if (elements > Integer.MAX_VALUE) {
            throw new InputException("backend tornado: the job needs " + elements
                    + " elements in one array of the device, which holds at most " + Integer.MAX_VALUE
                    + "; make the batch or the model smaller");
        }
        return elements;
    }

    private static TornadoLowering lowering(Plan plan, Places places, long travelling, Scratch scratch) {
        return new TornadoLowering(plan, places, Places.rounded(travelling), scratch);
    }

    private List<Placed> calls(List<Launch> launches) {
        Calls calls = new Calls();
        launches.forEach(calls::add);
        List<Placed> placed = new ArrayList<>();
        for (Call call : calls.list()) {
            placed.add(new Placed(call, table.size()));
            table.add(call.words());
            keys.putIfAbsent(Device.Key.of(call), call.step());
        }
        return placed;
    }

    Map<String, Program> programs() {
        return programs;
    }

    ParameterPlaces parameters() {
        return parameters;
    }

    Device.Sizes sizes() {
        return sizes;
    }

    /** What must be compiled, each with the first step that needs it. */
    Map<Device.Key, Step> keys() {
        return keys;
    }

    int[] table() {
        return table.toArray();
    }
}
