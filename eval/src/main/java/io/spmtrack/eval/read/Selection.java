package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.layout.AnnotationCopy;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.Globs;
import io.spmtrack.eval.read.text.TextFile;
import io.spmtrack.model.settings.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The options {@code subset}, {@code sequences} and {@code limit} of a SPEC, applied in this order. */
record Selection(DataSpec spec) {

    private static final int SHOWN = 5;

    static Selection of(DataSpec spec) {
        return new Selection(spec);
    }

    List<Entry> apply(List<Entry> found) {
        if (found.isEmpty()) {
            throw nothing();
        }
        List<Entry> subset = spec.option("subset")
                .map(file -> subset(Folder.path(file), found))
                .orElse(found);
        List<Entry> matching =
                spec.option("sequences").map(globs -> matching(globs, subset)).orElse(subset);
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
