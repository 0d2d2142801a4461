package io.spmtrack.eval.benchmark;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.TextSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a benchmark says makes its sequences difficult: a file {@code NAME.txt} for each with a 0 or 1 for each attribute.
 *
 * @param sequences those that have it, by the name of the attribute, in the order of the files' columns
 */
public record Attributes(Map<String, List<String>> sequences) {
    private static final int MOST = 64;

    /**
     * Reads the files of the given sequences from a folder or zip; in a zip, those in its folder {@code att} if there is one.
     *
     * @param dataset whose names of attributes are used; where they are not known, attributes are numbered
     * @throws InputException if a sequence has no file, or a file no flags, or not as many as the others
     */
    public static Attributes read(Path container, String dataset, List<String> names) {
        if (!Files.exists(container)) {
            throw new InputException(container + ": no such folder or zip of attributes; check --attributes");
        }
        Map<String, TextSource> files = TextSource.attributes(container);
        List<String> missing =
                names.stream().filter(name -> !files.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new InputException(container + ": has no attributes of " + missing.size() + " of " + names.size()
                    + " sequences, the first is " + missing.getFirst() + "; name those of " + dataset);
        }
        List<String> titles =
                Benchmark.ofDataset(dataset).map(Benchmark::attributes).orElse(List.of());
        Map<String, List<String>> sequences = new LinkedHashMap<>();
        Optional<Integer> columns = titles.isEmpty() ? Optional.empty() : Optional.of(titles.size());
        for (String name : names) {
            List<Boolean> flags = flags(files.get(name), columns);
            columns = Optional.of(flags.size());
            for (int i = 0; i < flags.size(); i++) {
                String title = titles.isEmpty() ? "attribute " + (i + 1) : titles.get(i);
                List<String> holders = sequences.computeIfAbsent(title, key -> new ArrayList<>());
                if (flags.get(i)) {
                    holders.add(name);
                }
            }
        }
        return new Attributes(sequences);
    }

    private static List<Boolean> flags(TextSource file, Optional<Integer> columns) {
        List<String> parts = file.lines().stream()
                .flatMap(line -> List.of(line.strip().split("[,;\\s]+")).stream())
                .filter(part -> !part.isEmpty())
                .toList();
        boolean fit = columns.map(count -> count == parts.size()).orElse(!parts.isEmpty() && parts.size() <= MOST);
        if (!fit) {
            throw new InputException(file.name() + ": has " + parts.size() + " values, "
                    + columns.map(count -> count + " attributes").orElse("1 to " + MOST)
                    + " are expected, each 0 or 1");
        }
        return IntStream.range(0, parts.size())
                .mapToObj(i -> flag(file, i, parts.get(i)))
                .toList();
    }

    private static boolean flag(TextSource file, int index, String part) {
        return switch (part) {
            case "0" -> false;
            case "1" -> true;
            default ->
                throw new InputException(file.name() + ": value " + (index + 1) + " is '"
                        + part.replaceAll("\\P{Print}", "?") + "', 0 or 1 is expected");
        };
    }
}
