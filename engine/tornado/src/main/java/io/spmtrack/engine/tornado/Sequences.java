package io.spmtrack.engine.tornado;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the runs of calls that programs repeat, those of one transformer block for example. Each becomes a task graph of its own
 * and costs one execution where it occurs; a task is compiled for every place in such a graph, so only what pays is taken.
 */
final class Sequences {
    /** Executions that a run must save for each of its tasks. */
    private static final int WORTH = 3;

    /** A run of calls and how many it replaces. */
    private record Found(List<Device.Key> keys, int occurrences) {
        int saved() {
            return occurrences * (keys.size() - 1);
        }

        boolean pays() {
            return saved() >= WORTH * keys.size();
        }
    }

    private final int longest;

    /** Lists of kernels still to be looked at: whole programs at first, then what lies between the runs taken. */
    private List<List<Device.Key>> rest;

    private final List<List<Device.Key>> taken = new ArrayList<>();

    /** @param longest tasks of a graph at most; 1 for none but single ones */
    Sequences(List<List<Device.Key>> programs, int longest) {
        this.longest = longest;
        this.rest = programs;
        Found best = best();
        while (best.saved() > 0) {
            taken.add(best.keys());
            cut(best.keys());
            best = best();
        }
    }

    /** Of those that pay, the one that saves most. */
    private Found best() {
        Found best = new Found(List.of(), 0);
        for (int length = 2; length <= longest; length++) {
            for (Map.Entry<List<Device.Key>, Integer> each : counts(length).entrySet()) {
                Found found = new Found(each.getKey(), each.getValue());
                best = found.pays() && found.saved() > best.saved() ? found : best;
            }
        }
        return best;
    }

    /** How often each run of a length occurs, without overlaps. */
    private Map<List<Device.Key>, Integer> counts(int length) {
        Map<List<Device.Key>, Integer> counts = new LinkedHashMap<>();
        for (List<Device.Key> keys : rest) {
            Map<List<Device.Key>, Integer> ends = new HashMap<>();
            for (int from = 0; from + length <= keys.size(); from++) {
                List<Device.Key> run = keys.subList(from, from + length);
                if (ends.getOrDefault(run, 0) <= from) {
                    ends.put(run, from + length);
                    counts.merge(run, 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    private void cut(List<Device.Key> run) {
        List<List<Device.Key>> pieces = new ArrayList<>();
        for (List<Device.Key> keys : rest) {
            int start = 0;
            int from = 0;
            while (from + run.size() <= keys.size()) {
                if (keys.subList(from, from + run.size()).equals(run)) {
                    pieces.add(keys.subList(start, from));
                    from += run.size();
                    start = from;
                } else {
                    from++;
                }
            }
            pieces.add(keys.subList(start, keys.size()));
        }
        rest = pieces;
    }

    /** How many calls from {@code from} on are one of the runs; 1 if none fits. */
    int length(List<Device.Key> keys, int from) {
        for (List<Device.Key> run : taken) {
            int to = from + run.size();
            if (to <= keys.size() && keys.subList(from, to).equals(run)) {
                return run.size();
            }
        }
        return 1;
    }
}
