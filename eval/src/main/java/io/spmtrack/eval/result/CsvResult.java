package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;

/** Reads the CSV result format: a header, then {@code frame,x,y,width,height,confidence,milliseconds} a line. */
final class CsvResult {

    private static final int COLUMNS = 7;

    private CsvResult() {}

    static SequenceResult parse(String text, String name, String sequence) {
        List<String> lines = text.stripTrailing().lines().toList();
        List<TrackedFrame> frames = new ArrayList<>();
        for (int line = 1; line < lines.size(); line++) {
            frames.add(frame(lines.get(line), name + ", line " + (line + 1), frames.size()));
        }
        if (frames.isEmpty()) {
            throw new InputException(name + ": has a header, but no rows; track the sequence again");
        }
        return new SequenceResult(sequence, frames);
    }

    private static TrackedFrame frame(String line, String where, int index) {
        String[] cells = line.strip().split("\\s*[,;\t]\\s*", -1);
        if (cells.length != COLUMNS || number(cells[0], where) != index) {
            throw new InputException(where + ": needs frame " + index
                    + " as frame,x,y,width,height,confidence,milliseconds; correct the row");
        }
        return new TrackedFrame(
                Box.xywh(
                        number(cells[1], where),
                        number(cells[2], where),
                        number(cells[3], where),
                        number(cells[4], where)),
                number(cells[5], where),
                number(cells[6], where) / 1e3);
    }

    private static double number(String cell, String where) {
        if (cell.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        if (!cell.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?")) {
            throw new InputException(
                    where + ": '" + cell.replaceAll("\\P{Print}", "?") + "' is not a number; correct the row");
        }
        return Double.parseDouble(cell);
    }
}
