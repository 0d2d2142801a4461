package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells whether the commas of a file of boxes separate numbers or are decimal marks, as a spreadsheet set to German or
 * French writes them ({@code 14,50;12,25;24,00;24,00}). All rows of a file are written alike, so all of them decide. Where both
 * readings fit every row the file is refused: four corners {@code x,y;x,y;x,y;x,y} look the same.
 */
final class DecimalCommas {

    /** Digits in groups of three are a number only where a decimal comma follows or the groups are not set apart by points. */
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(,\\d+)?([eE][-+]?\\d{1,4})?"
            + "|\\d{1,3}([ \\u00a0\\u202f'\\u2019]\\d{3})+(,\\d+)?|\\d{1,3}(\\.\\d{3})+,\\d+|[nN][aA][nN])");

    /** Nobody writes a whole coordinate as 00 or 05. */
    private static final Pattern FRACTION = Pattern.compile(".*,0\\d.*");

    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9]\\d*)");
    private static final Pattern NOTHING = Pattern.compile("[\\s,;]*((nan|0)[\\s,;]*)*", Pattern.CASE_INSENSITIVE);
    private static final int MAX_LINE = 1024;

    private final String name;
    private final RowSyntax syntax;
    private boolean commas;
    private boolean certain;
    private int ambiguous = -1;
    private int corners;

    private DecimalCommas(String name, RowSyntax syntax) {
        this.name = name;
        this.syntax = syntax;
    }

    /**
     * The same rows with points for decimal commas and without quotes.
     *
     * @throws InputException if the rows can be read in two ways
     */
    static List<String> replaced(List<String> lines, String name, RowSyntax syntax) {
        boolean marked = lines.stream().anyMatch(line -> line.indexOf(',') >= 0 || line.indexOf('"') >= 0);
        return marked ? new DecimalCommas(name, syntax).replaced(lines) : lines;
    }

    private List<String> replaced(List<String> lines) {
        List<String> plain = new ArrayList<>(lines.size());
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line).strip();
            if (Mask.is(text)) {
                plain.add(text);
                continue;
            }
            List<String> pieces = text.length() > MAX_LINE ? List.of() : pieces(text);
            if (numbers(pieces)) {
                examine(pieces, line, text.indexOf('"') >= 0);
                plain.add(String.join(
                        ";", pieces.stream().map(DecimalCommas::point).toList()));
            } else if (NOTHING.matcher(text).matches() && line > 0) {
                plain.add(text);
            } else {
                return separated(lines);
            }
        }
        if (commas && !certain && ambiguous >= 0) {
            throw new InputException(name + ", line " + (ambiguous + 1) + ": "
                    + TextFile.quoted(lines.get(ambiguous).strip())
                    + " may have a decimal comma or be corners x,y; write decimal points, as in 14.5,12.25,24,24");
        }
        return plain;
    }

    /** Whether pieces are one row of numbers that may have a decimal comma. */
    private boolean numbers(List<String> pieces) {
        return syntax.allows(pieces.size())
                && (pieces.size() > 1 || WHOLE.matcher(pieces.getFirst()).matches())
                && pieces.stream().allMatch(piece -> NUMBER.matcher(piece).matches());
    }

    /** Looks whether the commas of a row could separate as well. */
    private void examine(List<String> pieces, int line, boolean quoted) {
        long withComma =
                pieces.stream().filter(piece -> piece.indexOf(',') >= 0).count();
        boolean uniform = withComma == 0 || withComma == pieces.size();
        int count = pieces.size() + (int) withComma;
        boolean alike = corners == 0 || corners == count || syntax == RowSyntax.VOT;
        corners = count;
        commas |= withComma > 0;
        certain |= withComma > 0
                && (quoted
                        || !uniform
                        || !syntax.allows(count)
                        || pieces.stream()
                                .anyMatch(piece -> FRACTION.matcher(piece).matches()));
        certain |= !alike;
        if (withComma > 0 && ambiguous < 0) {
            ambiguous = line;
        }
    }

    /** The lines as they are; a comma between numbers and in them at once shows in fractions such as 00. */
    private List<String> separated(List<String> lines) {
        for (int line = 0; line < lines.size(); line++) {
            if (looksCut(lines.get(line))) {
                throw new InputException(name + ", line " + (line + 1) + ": "
                        + TextFile.quoted(lines.get(line).strip())
                        + " has a decimal comma between commas; write decimal points, as in 14.5,12.25,24,24");
            }
        }
        return lines.stream().anyMatch(line -> line.indexOf('"') >= 0)
                ? lines.stream().map(line -> line.replace("\"", "")).toList()
                : lines;
    }

    /** Whether a row is four numbers that were cut at their decimal commas, some of whose fractions begin with 0. */
    private static boolean looksCut(String line) {
        if (line.indexOf(",0") < 0 || line.length() > MAX_LINE) {
            return false;
        }
        String[] tokens = line.strip().split("\\s*,\\s*", -1);
        boolean found = false;
        if (tokens.length != BoxFile.POLYGON) {
            return false;
        }
        for (int i = 0; i < tokens.length; i += 2) {
            if (!WHOLE.matcher(tokens[i]).matches() || !tokens[i + 1].matches("\\d+")) {
                return false;
            }
            found |= tokens[i + 1].matches("0\\d+");
        }
        return found;
    }

    /** What stands between semicolons, else between tabs, else between commas outside of quotes, else between blanks. */
    private static List<String> pieces(String text) {
        String separator = text.indexOf(';') >= 0 ? ";" : text.indexOf('\t') >= 0 ? "\t" : "";
        if (separator.isEmpty()) {
            separator = text.indexOf('"') >= 0 ? ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)" : " +";
        }
        return Stream.of(text.split(separator)).map(DecimalCommas::unquoted).toList();
    }

    private static String unquoted(String piece) {
        String text = piece.strip();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).strip() : text;
    }

    /** A number with a point, without what sets groups of digits apart. */
    private static String point(String piece) {
        String plain = piece.indexOf(',') >= 0 ? piece.replace(".", "") : piece;
        return plain.replaceAll("[ \\u00a0\\u202f'\\u2019]", "").replace(',', '.');
    }
}
