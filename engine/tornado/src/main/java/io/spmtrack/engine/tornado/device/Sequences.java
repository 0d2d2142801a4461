package io.spmtrack.engine.tornado.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cuts programs into runs of calls, each a task graph of its own that costs one execution where it occurs. A task is compiled for
 * every place in such a graph, so first come the runs that repeat, those of one transformer block for example, while that pays; what lies
 * between them is joined even where it occurs once, because a program runs for every frame or step. When a repetition pays is tried
 * both ways: short runs that repeat a few times save tasks, but cut what would be one run into many.
 */
public final class Sequences {
    /** Executions that a run that repeats must save for each of its tasks. */
    private static final List<Integer> WORTH = List.of(3, 5, 8);

    /** Tasks that may be compiled more where a program has one execution less. */
    private static final int TASKS = 3;

    /** A run of calls and how many it replaces. */
    private record Found(List<Integer> keys, int occurrences) {
        int saved() {
            return occurrences * (keys.size() - 1);
        }

        boolean pays(int worth) {
            return saved() >= worth * keys.size();
        }
    }

    /** Calls of a program that are in no run yet, equal ones by equal numbers. */
    private record Stretch(int program, int from, List<Integer> keys) {
        Stretch part(int start, int end) {
            return new Stretch(program, from + start, keys.subList(start, end));
        }
    }

    private final int longest;
    private final int worth;

    /** What is still to be looked at: whole programs at first, then what lies between the runs taken. */
    private List<Stretch> rest = new ArrayList<>();

    /** Of each program the runs' lengths by where they begin. */
    private final List<SortedMap<Integer, Integer>> runs = new ArrayList<>();

    /** Kernels of all graphs, each graph once. */
    private final Set<List<Integer>> graphs = new HashSet<>();

    private Sequences(List<List<Integer>> programs, int longest, int worth) {
        this.longest = longest;
        this.worth = worth;
        for (List<Integer> keys : programs) {
            rest.add(new Stretch(runs.size(), 0, keys));
            runs.add(new TreeMap<>());
        }
        Found best = best();
        while (best.saved() > 0) {
            cut(best.keys());
            best = best();
        }
        rest.forEach(this::join);
    }

    /**
     * The lengths of the runs of each program, in order.
     *
     * @param longest tasks of a graph at most; 1 for none but single ones
     */
    public static List<List<Integer>> lengths(List<List<Device.Key>> programs, int longest) {
        Map<Device.Key, Integer> numbers = new HashMap<>();
        List<List<Integer>> numbered = programs.stream()
                .map(keys -> keys.stream()
                        .map(key -> numbers.computeIfAbsent(key, any -> numbers.size()))
                        .toList())
                .toList();
        Sequences cheapest = WORTH.stream()
                .map(worth -> new Sequences(numbered, longest, worth))
                .min(Comparator.comparingInt(Sequences::cost))
                .orElseThrow();
        return cheapest.runs.stream().map(each -> List.copyOf(each.values())).toList();
    }

    private int cost() {
        int executions = runs.stream().mapToInt(Map::size).sum();
        int tasks = graphs.stream().mapToInt(List::size).sum();
        return TASKS * executions + tasks;
    }

    /** Of those that pay, the one that saves most. */
    private Found best() {
        Found best = new Found(List.of(), 0);
        for (int length = 2; length <= longest; length++) {
            for (Map.Entry<List<Integer>, Integer> each : counts(length).entrySet()) {
                Found found = new Found(each.getKey(), each.getValue());
                best = found.pays(worth) && found.saved() > best.saved() ? found : best;
            }
        }
        return best;
    }

    /** How often each run of a length occurs, without overlaps. */
    private Map<List<Integer>, Integer> counts(int length) {
        Map<List<Integer>, Integer> counts = new LinkedHashMap<>();
        for (Stretch piece : rest) {
            List<Integer> keys = piece.keys();
            Map<List<Integer>, Integer> ends = new HashMap<>();
            for (int from = 0; from + length <= keys.size(); from++) {
                List<Integer> run = keys.subList(from, from + length);
                if (ends.getOrDefault(run, 0) <= from) {
                    ends.put(run, from + length);
                    counts.merge(run, 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    private void cut(List<Integer> run) {
        List<Stretch> pieces = new ArrayList<>();
        for (Stretch piece : rest) {
            List<Integer> keys = piece.keys();
            int start = 0;
            int from = 0;
            while (from + run.size() <= keys.size()) {
                if (keys.subList(from, from + run.size()).equals(run)) {
                    pieces.add(piece.part(start, from));
                    take(piece.part(from, from + run.size()));
                    from += run.size();
                    start = from;
                } else {
                    from++;
                }
            }
            pieces.add(piece.part(start, keys.size()));
        }
        rest = pieces;
    }

    private void take(Stretch run) {
        runs.get(run.program()).put(run.from(), run.keys().size());
        graphs.add(run.keys());
    }

    /** As few runs of about the same length as can be. */
    private void join(Stretch piece) {
        int size = piece.keys().size();
        int count = Math.ceilDiv(size, longest);
        for (int i = 0; i < count; i++) {
            take(piece.part(size * i / count, size * (i + 1) / count));
        }
    }
}
