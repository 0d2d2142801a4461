package io.spmtrack.eval.vot;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A number for each frame, from a file {@code NAME.value} of the toolkit; an empty row counts as 0. */
final class Values {
    private Values() {}

    static List<Double> read(Path file) {
        List<Double> values = new ArrayList<>();
        for (String line : TextFile.lines(file)) {
            try {
                values.add(line.isBlank() ? 0 : value(line.strip()));
            } catch (NumberFormatException e) {
                throw new InputException(
                        file + ", row " + (values.size() + 1) + ": " + TextFile.quoted(line) + " is no number", e);
            }
        }
        return values;
    }

    /** Python writes nan and inf small. */
    private static double value(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
