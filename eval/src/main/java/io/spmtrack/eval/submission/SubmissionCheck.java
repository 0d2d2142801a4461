package io.spmtrack.eval.submission;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import io.spmtrack.eval.read.text.ZipArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The local check of a zip against the rules of a server, which tells what is wrong only after a day, or never. */
public final class SubmissionCheck {
    private static final int MAX_ENTRIES = 20_000;
    private static final int MAX_BYTES = 8 << 20;
    private static final String TIMES = "time";

    private final Path path;
    private final Server server;
    private final Map<String, Expected> expected;
    private final List<String> violations = new ArrayList<>();
    /** File by run by sequence. */
    private final Map<String, Map<String, ZipEntry>> found = new LinkedHashMap<>();

    private SubmissionCheck(Path path, Server server, List<Expected> expected) {
        this.path = path;
        this.server = server;
        this.expected = expected.stream()
                .collect(Collectors.toMap(
                        Expected::sequence, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    }

    /**
     * Checks names, counts, lengths, number format, first boxes and sizes.
     *
     * @param expected all sequences of the server's test set
     * @return one line for each violation, in the order of the zip, what is missing last; empty for a zip in order
     * @throws InputException if the file is not a readable zip
     */
    public static List<String> violations(Path path, Server server, List<Expected> expected) {
        Pointer.refuse(path);
        SubmissionCheck check = new SubmissionCheck(path, server, expected);
        try (ZipFile zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
            check.names(zip);
            check.runs();
            check.contents(zip);
        } catch (IOException e) {
            throw ZipArchive.unreadable(path, e);
        }
        return List.copyOf(check.violations);
    }

    private void violated(String file, String what) {
        violations.add(path.getFileName() + "!" + file.replaceAll("\\P{Print}", "?") + ": " + what);
    }

    private void names(ZipFile zip) {
        if (zip.size() > MAX_ENTRIES) {
            throw new InputException(path + ": has " + zip.size() + " entries, more than any submission; name another");
        }
        Set<String> seen = new HashSet<>();
        Set<String> trackers = new TreeSet<>();
        zip.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> {
            if (seen.add(entry.getName())) {
                name(entry, trackers);
            } else {
                violated(entry.getName(), "is in the zip twice");
            }
        });
        if (trackers.size() > 1) {
            violations.add(path.getFileName() + ": holds results of several trackers, "
                    + trackers.stream()
                            .map(name -> name.isEmpty() ? "(no folder)" : name)
                            .collect(Collectors.joining(", ")));
        }
    }

    private void name(ZipEntry entry, Set<String> trackers) {
        Matcher match = server.entry().matcher(entry.getName());
        if (!match.matches()) {
            violated(entry.getName(), "does not belong here; " + layout());
            return;
        }
        String sequence = match.group("name");
        if (!expected.containsKey(sequence)) {
            violated(entry.getName(), "is of no sequence of " + server.dataset());
            return;
        }
        boolean numbered = server == Server.GOT10K;
        if (numbered) {
            trackers.add(Optional.ofNullable(match.group("tracker")).orElse(""));
        }
        found.computeIfAbsent(sequence, name -> new TreeMap<>())
                .putIfAbsent(numbered ? match.group("run") : "001", entry);
    }

    private String layout() {
        return switch (server) {
            case GOT10K -> "files are NAME/NAME_001.txt and NAME/NAME_time.txt, in one folder of the tracker or none";
            case TRACKINGNET -> "files are NAME.txt, not in folders";
        };
    }

    /** Every sequence has the same runs, numbered from 1. */
    private void runs() {
        int runs =
                found.values().stream().mapToInt(SubmissionCheck::count).max().orElse(0);
        for (String sequence : expected.keySet()) {
            Map<String, ZipEntry> files = found.getOrDefault(sequence, Map.of());
            if (count(files) == 0) {
                violations.add(path.getFileName() + ": has no results of " + sequence);
                continue;
            }
            IntStream.rangeClosed(1, runs)
                    .mapToObj("%03d"::formatted)
                    .filter(run -> !files.containsKey(run))
                    .findFirst()
                    .ifPresent(run -> violations.add(path.getFileName() + ": has no run " + run + " of " + sequence
                            + ", others have " + runs + " runs"));
            if (server == Server.GOT10K && !files.containsKey(TIMES)) {
                violations.add(path.getFileName() + ": has no times of " + sequence + " (" + sequence + "_time.txt)");
            }
        }
    }

    private static int count(Map<String, ZipEntry> files) {
        return files.size() - (files.containsKey(TIMES) ? 1 : 0);
    }

    private void contents(ZipFile zip) throws IOException {
        for (Map.Entry<String, Map<String, ZipEntry>> sequence : found.entrySet()) {
            Expected wanted = expected.get(sequence.getKey());
            for (Map.Entry<String, ZipEntry> file : sequence.getValue().entrySet()) {
                content(zip, file.getValue(), file.getKey().equals(TIMES), wanted);
            }
        }
    }

    private void content(ZipFile zip, ZipEntry entry, boolean times, Expected wanted) throws IOException {
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            violated(entry.getName(), "is larger than 8 MB, so no result file");
            return;
        }
        List<String> rows = rows(new String(bytes, StandardCharsets.UTF_8));
        Optional<String> fault = times ? RowCheck.times(rows, wanted) : RowCheck.boxes(rows, wanted);
        fault.ifPresent(what -> violated(entry.getName(), what));
    }

    /** Lines; empty ones at the end are none. */
    private static List<String> rows(String text) {
        return text.stripTrailing().isEmpty()
                ? List.of()
                : text.stripTrailing().lines().toList();
    }
}
