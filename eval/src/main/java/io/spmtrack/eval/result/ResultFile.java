package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.RowSyntax;
import io.spmtrack.eval.read.text.TextFile;
import io.spmtrack.model.image.Box;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one result file of any format: the rows of a {@link BoxFile}, a VOT file whose first row is the mark 1, our CSV
 * and JSON.
 */
final class ResultFile {

    static final int MAX_BYTES = 64 << 20;
    private static final String VOT_MARK = "1";

    private ResultFile() {}

    /** @throws InputException naming file and line of what is wrong */
    static SequenceResult read(Path file, String sequence) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw tooLarge(file.toString());
            }
            return timed(parse(Files.readAllBytes(file), file.toString(), sequence), file);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such result file; check the path", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e + "; check the path", e);
        }
    }

    /** With the seconds that the file {@code NAME_time.txt} beside {@code NAME_001.txt} has for each frame, as GOT-10k wants. */
    private static SequenceResult timed(SequenceResult result, Path file) {
        Path times = file.resolveSibling(result.name() + "_time.txt");
        if (!file.endsWith(result.name() + "_001.txt") || !Files.isRegularFile(times)) {
            return result;
        }
        List<String> rows = TextFile.lines(times);
        List<TrackedFrame> frames = new ArrayList<>();
        for (TrackedFrame frame : result.frames()) {
            double seconds = frames.size() < rows.size() ? seconds(rows.get(frames.size())) : Double.NaN;
            frames.add(new TrackedFrame(frame.box(), frame.confidence(), seconds, frame.lost()));
        }
        return new SequenceResult(result.name(), frames);
    }

    /** The first column; times that are none are no times. */
    private static double seconds(String row) {
        try {
            return Double.parseDouble(row.split("[,\\s]", 2)[0]);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    static InputException tooLarge(String name) {
        return new InputException(name + ": larger than 64 MB, so not a result file; name the right one");
    }

    static SequenceResult parse(byte[] bytes, String name, String sequence) {
        if (bytes.length > MAX_BYTES) {
            throw tooLarge(name);
        }
        String text = TextFile.decoded(bytes);
        if (text.stripLeading().startsWith("{")) {
            return JsonResult.parse(text, name, sequence);
        }
        int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
        String first = text.substring(0, end).strip().replace("\"", "");
        if (first.startsWith("frame")) {
            return CsvResult.parse(text, name, sequence);
        }
        return first.equals(VOT_MARK)
                ? marked(bytes, name, sequence)
                : SequenceResult.ofBoxes(sequence, boxes(bytes, name, RowSyntax.BOXES));
    }

    /** The row of the mark has no box. */
    private static SequenceResult marked(byte[] bytes, String name, String sequence) {
        List<Box> boxes = new ArrayList<>(boxes(bytes, name, RowSyntax.VOT));
        boxes.set(0, Box.NONE);
        return SequenceResult.ofBoxes(sequence, boxes);
    }

    private static List<Box> boxes(byte[] bytes, String name, RowSyntax syntax) {
        return BoxFile.read(new ByteArrayInputStream(bytes), name, syntax).boxes();
    }
}
