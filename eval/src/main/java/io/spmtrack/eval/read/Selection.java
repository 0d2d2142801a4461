package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.layout.AnnotationCopy;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.Globs;
import io.spmtrack.eval.read.text.TextFile;
import io.spmtrack.model.settings.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options {@code subset}, {@code exclude}, {@code sequences} and {@code limit} of a SPEC, applied in this order. */
record Selection(DataSpec spec) {

    private static final int SHOWN = 5;

    static Selection of(DataSpec spec) {
        return new Selection(spec);
    }

    List<Entry> apply(List<Entry> found) {
        if (found.isEmpty()) {
            throw nothing();
        }
        List<Entry> subset =
                spec.option("subset").map(file -> subset(list(file), found)).orElse(found);
        List<Entry> kept = spec.option("exclude")
                .map(file -> without(subset(list(file), found), subset))
                .orElse(subset);
        List<Entry> matching =
                spec.option("sequences").map(globs -> matching(globs, kept)).orElse(kept);
        return matching.subList(0, Math.min(spec.limit(), matching.size()));
    }

    /** What to say where no sequence with images was found. */
    InputException nothing() {
        return new InputException(
                AnnotationCopy.isCopy(spec.layout(), spec.path())
                        ? spec.path()
                                + ": has boxes without images, which is enough only for scoring; name a copy that has"
                                + " images"
                        : spec.path() + ": has no sequences of the layout "
                                + spec.benchmark().id() + "; name its root folder or one sequence, or another kind");
    }

    /** A list of sequences, as the path stands or within the data set. */
    private Path list(String name) {
        Path file = Folder.path(name);
        return Stream.of(
                        file,
                        spec.path().resolve(name),
                        spec.path().resolve(spec.split().orElse("")).resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InputException(name + ": no such list of sequences here or in " + spec.path()
                        + "; put the file there (docs/guide/data.md says where it comes from), or leave the option out"
                        + " for all sequences"));
    }

    private List<Entry> without(List<Entry> left, List<Entry> found) {
        Set<String> names = left.stream().map(Entry::name).collect(Collectors.toSet());
        List<Entry> kept =
                found.stream().filter(entry -> !names.contains(entry.name())).toList();
        if (kept.isEmpty()) {
            throw new InputException(spec + ": exclude leaves no sequence; name fewer in its list");
        }
        return kept;
    }

    /** Names or zero-based indices, one a line: names where all lines are names. */
    private static List<Entry> subset(Path file, List<Entry> found) {
        Map<String, Entry> byName = new LinkedHashMap<>();
        found.forEach(entry -> byName.put(entry.name(), entry));
        List<String> lines = TextFile.lines(file);
        List<Entry> chosen = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            String word = lines.get(line).strip();
            if (byName.containsKey(word)) {
                chosen.add(byName.get(word));
            } else if (word.matches("\\d{1,7}") && Integer.parseInt(word) < found.size()) {
                chosen.add(found.get(Integer.parseInt(word)));
            } else if (!word.isEmpty()) {
                throw new InputException(file + ", line " + (line + 1) + ": " + TextFile.quoted(word)
                        + " is neither a sequence nor an index below " + found.size()
                        + "; write one name or zero-based index a line");
            }
        }
        if (chosen.isEmpty()) {
            throw new InputException(file + ": names no sequence; write one name or zero-based index a line");
        }
        return chosen;
    }

    private List<Entry> matching(String globs, List<Entry> found) {
        Predicate<String> wanted = Globs.matching(globs);
        List<Entry> matching =
                found.stream().filter(entry -> wanted.test(entry.name())).toList();
        if (matching.isEmpty()) {
            List<String> names = found.stream().map(Entry::name).toList();
            String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
            throw new InputException(spec.path() + ": no sequence matches " + TextFile.quoted(globs)
                    + ", did you mean '" + Nearest.of(globs, names) + "'? The " + names.size() + " found here begin "
                    + shown);
        }
        return matching;
    }
}
