package io.spmtrack.eval.result;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Pairs the names of sequences with those of result files: equal names first; what is left over without case and
 * punctuation ({@code Human4.2}, {@code human4-2}); what is then left over without the number of the target
 * ({@code Human4}). Never all at once: in UAV123 {@code car1_1} and {@code car11} are different sequences.
 */
public final class NamePairs {

    private final Map<String, String> found = new LinkedHashMap<>();
    private final Set<String> sequences;
    private final Set<String> results;

    private NamePairs(Collection<String> sequences, Collection<String> results) {
        this.sequences = new LinkedHashSet<>(sequences);
        this.results = new LinkedHashSet<>(results);
    }

    /** @return the name of the results for each sequence that has any */
    public static Map<String, String> of(Collection<String> sequences, Collection<String> results) {
        NamePairs pairs = new NamePairs(sequences, results);
        pairs.pair(name -> name, name -> name);
        pairs.pair(NamePairs::letters, NamePairs::letters);
        pairs.pair(NamePairs::withoutTarget, NamePairs::letters);
        pairs.pair(NamePairs::letters, NamePairs::withoutTarget);
        return pairs.found;
    }

    /** Pairs what is left and becomes equal; names that two sequences or two results share stay unpaired. */
    private void pair(UnaryOperator<String> ofSequence, UnaryOperator<String> ofResult) {
        Map<String, String> bySequence = unique(sequences, ofSequence);
        Map<String, String> byResult = unique(results, ofResult);
        bySequence.forEach((key, sequence) -> {
            String result = byResult.getOrDefault(key, "");
            if (!sequence.isEmpty() && !result.isEmpty()) {
                found.put(sequence, result);
                sequences.remove(sequence);
                results.remove(result);
            }
        });
    }

    private static Map<String, String> unique(Set<String> names, UnaryOperator<String> key) {
        Map<String, String> byKey = new HashMap<>();
        names.forEach(name -> byKey.merge(key.apply(name), name, (one, other) -> ""));
        return byKey;
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static String withoutTarget(String name) {
        return letters(name.replaceFirst("[._-]\\d+$", ""));
    }
}
