package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the CSV result format: a header, then {@code frame,x,y,width,height,confidence,milliseconds} a line, and
 * {@code lost}, 0 or 1, where a target was lost. A spreadsheet
 * may have saved it again with semicolons or tabs, as the header then shows, and with decimal commas and quotes.
 */
final class CsvResult {

    private static final int COLUMNS = 7;

    private CsvResult() {}

    static SequenceResult parse(String text, String name, String sequence) {
        List<String> lines = text.stripTrailing().lines().toList();
        List<TrackedFrame> frames = new ArrayList<>();
        String separator = separator(lines.getFirst());
        for (int line = 1; line < lines.size(); line++) {
            frames.add(frame(cells(lines.get(line), separator), name + ", line " + (line + 1), frames.size()));
        }
        if (frames.isEmpty()) {
            throw new InputException(name + ": has a header, but no rows; track the sequence again");
        }
        return new SequenceResult(sequence, frames);
    }

    private static String separator(String header) {
        return header.indexOf(';') >= 0 ? ";" : header.indexOf('\t') >= 0 ? "\t" : ",";
    }

    /** The cells of a row; its commas are decimal marks where something else separates, or inside of quotes. */
    private static String[] cells(String line, String separator) {
        String[] cells = line.strip().split(separator + "(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i].replace("\"", "").strip().replace(',', '.');
        }
        return cells;
    }

    private static TrackedFrame frame(String[] cells, String where, int index) {
        if (cells.length < COLUMNS || cells.length > COLUMNS + 1 || number(cells[0], where) != index) {
            throw new InputException(where + ": needs frame " + index
                    + " as frame,x,y,width,height,confidence,milliseconds, and nothing or lost; correct the row");
        }
        return new TrackedFrame(
                Box.xywh(
                        number(cells[1], where),
                        number(cells[2], where),
                        number(cells[3], where),
                        number(cells[4], where)),
                number(cells[5], where),
                number(cells[6], where) / 1e3,
                cells.length > COLUMNS && number(cells[COLUMNS], where) != 0);
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
