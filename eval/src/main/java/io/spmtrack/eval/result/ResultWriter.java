package io.spmtrack.eval.result;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** Writes result files, each one whole or not at all. Numbers have a point in every country. */
public final class ResultWriter {

    private static final double MILLISECONDS = 1e3;

    private ResultWriter() {}

    /**
     * Writes the results of a sequence.
     *
     * @param folder created where absent
     * @return the file with the boxes
     * @throws InputException if it cannot be written, or the name of the sequence is not that of a file
     */
    public static Path write(SequenceResult result, ResultFormat format, Path folder) {
        Path file = file(result.name(), format, folder);
        switch (format) {
            case OTB -> TextOutput.write(file, rows(result, frame -> box(frame.box(), "%.3f", "\t")));
            case GOT10K -> writeGot10k(result, file);
            case TRACKINGNET -> TextOutput.write(file, rows(result, frame -> box(frame.box(), "%.2f", ",")));
            case VOT -> writeVot(result, file);
            case CSV -> TextOutput.write(file, csv(result));
            case JSON -> TextOutput.write(file, json(result));
        }
        return file;
    }

    /**
     * Writes further runs of a sequence, {@code NAME_002.txt} to {@code NAME_00N.txt}, as toolkits that ask for several runs want
     * them. The tracker has no random element, so their boxes are those of the first.
     *
     * @param runs how many there are in all, the one that {@link #write} writes included
     * @throws IllegalArgumentException if the format has no numbered runs
     */
    public static void repeat(SequenceResult result, ResultFormat format, Path folder, int runs) {
        if (runs > 1 && format != ResultFormat.GOT10K) {
            throw new IllegalArgumentException("results in format " + format.label() + " have no numbered runs");
        }
        Path first = file(result.name(), format, folder);
        for (int run = 2; run <= runs; run++) {
            String name = String.format(Locale.ROOT, "%s_%03d.txt", result.name(), run);
            TextOutput.write(first.resolveSibling(name), got10k(result));
        }
    }

    private static String got10k(SequenceResult result) {
        return rows(result, frame -> box(frame.box(), "%.4f", ","));
    }

    /** Where the boxes of a sequence are in a folder of results. */
    public static Path file(String sequence, ResultFormat format, Path folder) {
        if (sequence.isEmpty() || sequence.startsWith(".") || sequence.chars().anyMatch(c -> "/\\\0".indexOf(c) >= 0)) {
            throw new InputException("sequence name '" + sequence + "' cannot be the name of a file; rename it");
        }
        return switch (format) {
            case OTB -> folder.resolve(sequence + ".txt");
            case GOT10K, VOT -> folder.resolve(sequence).resolve(sequence + "_001.txt");
            case TRACKINGNET -> folder.resolve(sequence).resolve(sequence + ".txt");
            case CSV -> folder.resolve(sequence + ".csv");
            case JSON -> folder.resolve(sequence + ".json");
        };
    }

    /** Times first: the boxes are what shows that a sequence is finished. */
    private static void writeGot10k(SequenceResult result, Path file) {
        TextOutput.write(
                file.resolveSibling(result.name() + "_time.txt"),
                rows(result, frame -> number("%.8f", frame.seconds())));
        TextOutput.write(file, got10k(result));
    }

    private static void writeVot(SequenceResult result, Path file) {
        String prefix = result.name() + "_001";
        TextOutput.write(
                file.resolveSibling(prefix + "_confidence.value"),
                rows(result, frame -> number("%.6f", frame.confidence())));
        TextOutput.write(
                file.resolveSibling(prefix + "_time.value"), rows(result, frame -> number("%.8f", frame.seconds())));
        String boxes = rows(result, frame -> box(frame.box(), "%.4f", ","));
        TextOutput.write(file, "1" + boxes.substring(boxes.indexOf('\n')));
    }

    private static String csv(SequenceResult result) {
        boolean lost = result.frames().stream().anyMatch(TrackedFrame::lost);
        StringBuilder text = new StringBuilder("frame,x,y,width,height,confidence,milliseconds");
        text.append(lost ? ",lost\n" : "\n");
        int index = 0;
        for (TrackedFrame frame : result.frames()) {
            text.append(index++)
                    .append(',')
                    .append(box(frame.box(), "%.4f", ","))
                    .append(',')
                    .append(number("%.6f", frame.confidence()))
                    .append(',')
                    .append(number("%.3f", frame.seconds() * MILLISECONDS))
                    .append(lost ? frame.lost() ? ",1" : ",0" : "")
                    .append('\n');
        }
        return text.toString();
    }

    private static String json(SequenceResult result) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("sequence", result.name());
        ArrayNode rows = root.putArray("frames");
        int index = 0;
        for (TrackedFrame frame : result.frames()) {
            ObjectNode row = rows.addObject().put("frame", index++);
            Box box = frame.box();
            row.putArray("box").add(box.x1()).add(box.y1()).add(box.width()).add(box.height());
            if (!Double.isNaN(frame.confidence())) {
                row.put("confidence", frame.confidence());
            }
            if (!Double.isNaN(frame.seconds())) {
                row.put("milliseconds", frame.seconds() * MILLISECONDS);
            }
            if (frame.lost()) {
                row.put("lost", true);
            }
        }
        try {
            return new ObjectMapper().writeValueAsString(root) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rows(SequenceResult result, Function<TrackedFrame, String> row) {
        StringBuilder text = new StringBuilder();
        for (TrackedFrame frame : result.frames()) {
            text.append(row.apply(frame)).append('\n');
        }
        return text.toString();
    }

    private static String box(Box box, String pattern, String separator) {
        return String.join(
                separator,
                number(pattern, box.x1()),
                number(pattern, box.y1()),
                number(pattern, box.width()),
                number(pattern, box.height()));
    }

    private static String number(String pattern, double value) {
        return Double.isNaN(value) ? "nan" : String.format(Locale.ROOT, pattern, value);
    }
}
