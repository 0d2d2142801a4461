package io.spmtrack.eval.observed;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Milliseconds that each frame of a sequence spent in each stage, kept in a file {@code NAME.stages} beside its results: a row a
 * frame, below a row of titles.
 *
 * @param rows of the frames, a number for each {@link Stage}, NaN where it is not known
 */
public record StageTimes(List<List<Double>> rows) {
    private static final String ENDING = ".stages";

    /** What a frame goes through, in this order. */
    public enum Stage {
        /** The picture, decoded. */
        READ,
        /** What the network sees of it. */
        CROP,
        NETWORK,
        /** From the network's outputs to the box. */
        DECODE,
        /** Results, divided among the frames of the sequence. */
        WRITE;

        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public StageTimes {
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** Those of a stage that are known. */
    public List<Double> of(Stage stage) {
        return rows.stream()
                .map(row -> row.get(stage.ordinal()))
                .filter(Double::isFinite)
                .toList();
    }

    static Path file(String sequence, Path folder) {
        return folder.resolve(sequence + ENDING);
    }

    /** The text of a file. */
    String text() {
        return titles() + "\n" + rows.stream().map(StageTimes::line).collect(Collectors.joining());
    }

    private static String titles() {
        return Arrays.stream(Stage.values()).map(Stage::title).collect(Collectors.joining(","));
    }

    private static String line(List<Double> row) {
        return row.stream()
                        .map(value -> value.isNaN() ? "nan" : String.format(Locale.ROOT, "%.4f", value))
                        .collect(Collectors.joining(","))
                + "\n";
    }

    /**
     * Reads the file of a sequence where there is one; results of earlier versions and of other programs have none.
     *
     * @throws InputException naming file and line of what is wrong
     */
    public static Optional<StageTimes> read(String sequence, Path folder) {
        Path file = file(sequence, folder);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        List<String> lines = TextFile.lines(file);
        if (lines.isEmpty() || !lines.getFirst().equals(titles())) {
            throw new InputException(file + ": does not begin with " + titles() + "; delete it, or track again");
        }
        List<List<Double>> rows = new ArrayList<>();
        for (int line = 1; line < lines.size(); line++) {
            rows.add(row(lines.get(line), file, line + 1));
        }
        return Optional.of(new StageTimes(rows));
    }

    private static List<Double> row(String line, Path file, int number) {
        String[] parts = line.split(",", -1);
        List<Double> row = new ArrayList<>();
        for (String part : parts) {
            row.add(Numbers.plain(part).orElse(Double.NEGATIVE_INFINITY));
        }
        if (row.size() != Stage.values().length || row.contains(Double.NEGATIVE_INFINITY)) {
            throw new InputException(file + ", line " + number + ": " + Stage.values().length
                    + " numbers of milliseconds are expected; delete the file, or track again");
        }
        return row;
    }
}
