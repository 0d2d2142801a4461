package io.spmtrack.cli.train;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.settings.Preset;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the models that a sweep compares.
 *
 * @param presets from left to right
 * @param settings {@code key=value}
 */
record SweepRow(List<String> presets, List<String> settings) {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_ROWS = 1000;
    private static final int MOST_NAME = 120;

    SweepRow {
        presets = List.copyOf(presets);
        settings = List.copyOf(settings);
    }

    /**
     * Reads a file with a row for each model: presets between commas, then settings between blanks; comments after {@code #}.
     *
     * @throws InputException naming the line that is wrong
     */
    static List<SweepRow> read(Path file) {
        List<String> lines = lines(file);
        List<SweepRow> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                rows.add(row(line, file + ", line " + (i + 1)));
            }
        }
        if (rows.isEmpty() || rows.size() > MOST_ROWS) {
            throw new InputException(file + ": has " + rows.size() + " rows, expected 1 to " + MOST_ROWS
                    + "; write presets and settings, for example  tiny,experts-8 optimizer.lr=5e-4");
        }
        if (rows.stream().map(SweepRow::name).distinct().count() < rows.size()) {
            throw new InputException(file + ": two rows are the same; each is trained once for each seed");
        }
        return rows;
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(file + ": too large for a file of rows; check --sweep");
            }
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file of rows; check --sweep", e);
        } catch (MalformedInputException e) {
            throw new InputException(file + ": is no text in UTF-8; check --sweep", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e + "; check --sweep", e);
        }
    }

    private static SweepRow row(String line, String where) {
        List<String> words = List.of(line.split("\\s+"));
        boolean named = !words.getFirst().contains("=");
        List<String> presets = named ? List.of(words.getFirst().split(",", -1)) : List.of();
        List<String> settings = words.subList(named ? 1 : 0, words.size());
        try {
            presets.forEach(Preset::of);
        } catch (InputException e) {
            throw new InputException(where + ": " + e.getMessage(), e);
        }
        settings.stream().filter(each -> !each.contains("=")).findFirst().ifPresent(each -> {
            throw new InputException(where + ": '" + each + "' is no key=value; presets come first, between commas");
        });
        return new SweepRow(presets, settings);
    }

    /** What tables call it, and the start of its folders' names. */
    String name() {
        String name = String.join(
                "-",
                Stream.concat(presets.isEmpty() ? Stream.of("tiny") : presets.stream(), settings.stream())
                        .map(word -> word.replaceAll("[^\\w.=,+-]", "_"))
                        .toList());
        return name.length() <= MOST_NAME
                ? name
                : name.substring(0, MOST_NAME) + "-" + Integer.toHexString(name.hashCode());
    }
}
