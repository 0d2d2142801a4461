package io.spmtrack.eval.result;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells from the path of a file in a folder of results which sequence it belongs to. */
final class ResultName {

    private static final Pattern FILE = Pattern.compile("(?:(.*)[/\\\\])?([^/\\\\]+)\\.(txt|csv|json)");
    private static final Pattern TIMES = Pattern.compile("(.*_time|.*_times|.*\\.time)", Pattern.CASE_INSENSITIVE);

    /** Files that lie beside results without being any. */
    private static final Pattern OTHER = Pattern.compile(
            "(readme.*|summary|report|groundtruth.*|list|.*_list|testing_?set|provenance|config)",
            Pattern.CASE_INSENSITIVE);

    private ResultName() {}

    static Optional<String> of(String file) {
        Matcher match = FILE.matcher(file);
        if (!match.matches() || file.contains("__MACOSX")) {
            return Optional.empty();
        }
        String folder = match.group(1) == null ? "" : match.group(1).replaceFirst("^.*[/\\\\]", "");
        String stem = match.group(2);
        if (stem.startsWith(".")
                || TIMES.matcher(stem).matches()
                || OTHER.matcher(stem).matches()) {
            return Optional.empty();
        }
        boolean named = stem.equals("track_results") || stem.matches(Pattern.quote(folder) + "_\\d{3}");
        return Optional.of(named && !folder.isEmpty() ? folder : stem);
    }
}
