package io.spmtrack.eval.result;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which sequence a file in a folder of results belongs to.
 *
 * @param file its path in the folder
 * @param parents the folders it lies in
 * @param sequence name of the sequence
 * @param own whether the innermost folder is the sequence's own, as GOT-10k and VOT lay out their runs
 */
record ResultName(String file, List<String> parents, String sequence, boolean own) {

    private static final Pattern FILE =
            Pattern.compile("(?:(.*)[/\\\\])?([^/\\\\]+)\\.(txt|csv|json)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIMES = Pattern.compile("(.*_time|.*_times|.*\\.time)", Pattern.CASE_INSENSITIVE);

    /** Files that lie beside results without being any. */
    private static final Pattern OTHER = Pattern.compile(
            "(readme.*|summary|report|groundtruth.*|list|.*_list|testing_?set|provenance|config)",
            Pattern.CASE_INSENSITIVE);

    static Optional<ResultName> of(String file) {
        Matcher match = FILE.matcher(file);
        if (!match.matches() || file.contains("__MACOSX")) {
            return Optional.empty();
        }
        List<String> parents =
                match.group(1) == null ? List.of() : List.of(match.group(1).split("[/\\\\]"));
        String folder = parents.isEmpty() ? "" : parents.getLast();
        String stem = match.group(2);
        if (stem.startsWith(".")
                || TIMES.matcher(stem).matches()
                || OTHER.matcher(stem).matches()) {
            return Optional.empty();
        }
        boolean own =
                !folder.isEmpty() && (stem.equals("track_results") || stem.matches(Pattern.quote(folder) + "_\\d{3}"));
        return Optional.of(new ResultName(file, parents, own ? folder : stem, own));
    }

    /** The folder it lies in. */
    String folder() {
        return String.join("/", parents);
    }

    /** Whether its folder bears the name of the sequence without being surely its own: {@code NAME/NAME.txt}. */
    boolean alike() {
        return !own && !parents.isEmpty() && parents.getLast().equals(sequence);
    }

    /** The folder of results it belongs to: the one it lies in, or that above the sequence's own. */
    String holder(boolean inOwn) {
        return String.join("/", inOwn ? parents.subList(0, parents.size() - 1) : parents);
    }
}
