package io.spmtrack.engine.tornado;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All programs of a session as launches, with the sizes of the slabs and the table of the launches' words. */
final class Lowered {
    /** Zeros at the start of the table: a launch pointed there does nothing. */
    private static final int NOTHING = 64;

    /** Elements that parameters travel by. */
    private static final int CHUNK = 1 << 18;

    /** A launch and where its words begin in the table. */
    record Placed(Launch launch, int place) {}

    /** A program's places and launches. */
    record Program(Places places, List<Placed> launches) {
        Program {
            launches = List.copyOf(launches);
        }
    }

    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final ParameterPlaces parameters = new ParameterPlaces();
    private final Set<Device.Key> keys = new LinkedHashSet<>();
    private final Words table = new Words().add(new int[NOTHING]);
    private final Device.Sizes sizes;

    Lowered(Map<String, Plan> plans) {
        Map<String, Places> places = new LinkedHashMap<>();
        plans.forEach((name, plan) -> places.put(name, new Places(plan, parameters)));
        long travelling =
                places.values().stream().mapToLong(Places::travelling).max().orElse(0);
        long work = plans.values().stream().mapToLong(Plan::workElements).max().orElse(0);
        Scratch scratch = new Scratch(checked(Places.rounded(travelling) + Places.rounded(work)));
        checked(parameters.size());
        plans.forEach((name, plan) -> programs.put(
                name,
                new Program(
                        places.get(name),
                        launches(plan, new TornadoLowering(places.get(name), Places.rounded(travelling), scratch)))));
        int integers = places.values().stream().mapToInt(Places::integers).max().orElse(Places.STATUS);
        int up = places.values().stream().mapToInt(Places::inputs).max().orElse(0);
        int down = places.values().stream()
                .mapToInt(each -> each.travelling() - each.outputs())
                .max()
                .orElse(0);
        int chunk = (int) Math.min(CHUNK, parameters.size());
        sizes = new Device.Sizes(
                parameters.size(),
                checked(Places.rounded(travelling) + Places.rounded(work) + scratch.largest()),
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

    private List<Placed> launches(Plan plan, TornadoLowering lowering) {
        List<Placed> launches = new ArrayList<>();
        for (Step step : plan.steps()) {
            for (Launch launch : lowering.lower(step)) {
                launches.add(new Placed(launch, table.size()));
                table.add(launch.words());
                keys.add(Device.Key.of(launch));
            }
        }
        return launches;
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

    Set<Device.Key> keys() {
        return keys;
    }

    int[] table() {
        return table.toArray();
    }
}
