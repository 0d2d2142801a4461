package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Benchmark;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the file of each sequence in a {@link ResultSet} so that all come from one tracker. Toolkits keep
 * {@code results/TRACKER/NAME.txt}; where one names {@code results}, or an even higher folder, results of several trackers lie in
 * it. A folder of a data set ({@code TRACKER/otb/NAME.txt}) or of a category ({@code TRACKER/car/car-1.txt}) is no tracker.
 */
final class OneTracker {

    private final ResultSet set;
    private final Map<String, String> folders = new HashMap<>();
    private final Map<String, Optional<Benchmark>> datasets = new HashMap<>();
    private Optional<String> tracker = Optional.empty();

    private OneTracker(ResultSet set) {
        this.set = set;
    }

    /**
     * The folder of results for each sequence, by {@link #key}.
     *
     * @param pairs name of the results by name of the sequence
     * @throws InputException if they are those of several trackers, naming two
     */
    static Map<String, String> folders(ResultSet set, List<Sequence> sequences, Map<String, String> pairs) {
        OneTracker one = new OneTracker(set);
        sequences.forEach(sequence -> one.choose(sequence, pairs.get(sequence.name())));
        return one.folders;
    }

    static String key(Sequence sequence) {
        return sequence.dataset() + "/" + sequence.name();
    }

    private void choose(Sequence sequence, String name) {
        List<String> candidates = set.folders(name).stream()
                .filter(folder -> !ofOther(folder, sequence.dataset()))
                .toList();
        if (candidates.isEmpty()) {
            candidates = List.copyOf(set.folders(name));
        }
        for (String folder : candidates) {
            String found = tracker(folder, name);
            if (tracker.isPresent() && !tracker.get().equals(found)) {
                throw several(tracker.get(), found);
            }
            tracker = Optional.of(found);
        }
        if (candidates.size() > 1) {
            throw several(candidates.get(0), candidates.get(1));
        }
        folders.put(key(sequence), candidates.getFirst());
    }

    private InputException several(String one, String other) {
        return several(set, List.of(one, other));
    }

    /** What to say of a sequence that two folders have results of. */
    static InputException several(ResultSet set, List<String> folders) {
        return new InputException("results of several trackers: " + set.shown(folders.get(0)) + " and "
                + set.shown(folders.get(1)) + "; name one of these folders with --results");
    }

    /** The folder without the parts that tell data set and category. */
    private String tracker(String folder, String name) {
        String last = last(folder);
        boolean category = name.startsWith(last + "-");
        return !last.isEmpty() && (category || dataset(last).isPresent()) ? tracker(parent(folder), name) : folder;
    }

    /** Whether a folder is that of another data set. */
    private boolean ofOther(String folder, String dataset) {
        return dataset(last(folder))
                .filter(benchmark -> !of(dataset, benchmark))
                .isPresent();
    }

    private static boolean of(String dataset, Benchmark benchmark) {
        return dataset.equals(benchmark.id()) || dataset.startsWith(benchmark.id() + "-");
    }

    /** The data set that a folder is named after: {@code OTB100}, {@code GOT-10k_val}. */
    private Optional<Benchmark> dataset(String folder) {
        return datasets.computeIfAbsent(folder, OneTracker::named);
    }

    private static Optional<Benchmark> named(String folder) {
        String name = letters(folder);
        return Arrays.stream(Benchmark.values())
                .filter(benchmark -> name.matches(letters(benchmark.id()) + "\\d*(train|val|test)?"))
                .findFirst();
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static String last(String folder) {
        return folder.substring(folder.lastIndexOf('/') + 1);
    }

    private static String parent(String folder) {
        return folder.contains("/") ? folder.substring(0, folder.lastIndexOf('/')) : "";
    }
}
