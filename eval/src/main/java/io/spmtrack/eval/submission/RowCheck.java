package io.spmtrack.eval.submission;

import io.spmtrack.model.image.Box;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The rules for the rows of a file. Each method returns the first violation, as the end of a sentence about the file. */
final class RowCheck {
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d*)?([eE][-+]?\\d{1,2})?");
    private static final int COLUMNS = 4;

    /** Official results are rounded to whole pixels outwards. */
    private static final double ROUNDING = 1.0;

    private RowCheck() {}

    /** Rows {@code x,y,w,h}: the number of them, of columns, the form of numbers, sizes, the first box. */
    static Optional<String> boxes(List<String> rows, Expected expected) {
        return count(rows, expected.frames())
                .or(() -> first(rows, RowCheck::box))
                .or(() -> start(rows.getFirst(), expected.first()));
    }

    /** Seconds of a frame, one column for each run. */
    static Optional<String> times(List<String> rows, Expected expected) {
        return count(rows, expected.frames()).or(() -> first(rows, RowCheck::time));
    }

    private static Optional<String> count(List<String> rows, int frames) {
        if (rows.isEmpty()) {
            return Optional.of("is empty");
        }
        return frames > 0 && rows.size() != frames
                ? Optional.of("has " + rows.size() + " rows, the sequence has " + frames + " frames")
                : Optional.empty();
    }

    /** What is wrong with a row. */
    @FunctionalInterface
    private interface Fault {
        Optional<String> of(String row);
    }

    private static Optional<String> first(List<String> rows, Fault fault) {
        return IntStream.range(0, rows.size())
                .boxed()
                .flatMap(i -> fault.of(rows.get(i)).stream().map(what -> "row " + (i + 1) + " " + what))
                .findFirst();
    }

    private static Optional<String> box(String row) {
        Optional<String> form = numbers(row);
        if (form.isPresent()) {
            return form;
        }
        double[] values = values(row);
        if (values.length != COLUMNS) {
            return Optional.of("has " + values.length + " numbers, x,y,w,h separated by commas are expected");
        }
        return values[2] < 0 || values[3] < 0
                ? Optional.of("has a box of negative size, so its columns are not x,y,w,h")
                : Optional.empty();
    }

    private static Optional<String> time(String row) {
        return numbers(row)
                .or(() -> Arrays.stream(values(row)).anyMatch(value -> value < 0)
                        ? Optional.of("has a negative time")
                        : Optional.empty());
    }

    private static Optional<String> numbers(String row) {
        if (row.isBlank()) {
            return Optional.of("is empty");
        }
        return Arrays.stream(row.split(",", -1))
                .map(String::strip)
                .filter(part -> !NUMBER.matcher(part).matches())
                .map(part -> "has '" + shown(part) + "', which is no number")
                .findFirst();
    }

    private static String shown(String part) {
        String printable = part.replaceAll("\\P{Print}", "?");
        return printable.length() > 20 ? printable.substring(0, 20) + "…" : printable;
    }

    private static double[] values(String row) {
        return Arrays.stream(row.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static Optional<String> start(String row, Box given) {
        double[] values = values(row);
        Box box = Box.xywh(values[0], values[1], values[2], values[3]);
        boolean near = !given.finite()
                || (Math.abs(box.x1() - given.x1()) <= ROUNDING
                        && Math.abs(box.y1() - given.y1()) <= ROUNDING
                        && Math.abs(box.x2() - given.x2()) <= ROUNDING
                        && Math.abs(box.y2() - given.y2()) <= ROUNDING);
        return near
                ? Optional.empty()
                : Optional.of("row 1 is not the given box " + given.x1() + "," + given.y1() + "," + given.width() + ","
                        + given.height());
    }
}
