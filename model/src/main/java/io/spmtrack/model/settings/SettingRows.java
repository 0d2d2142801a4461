package io.spmtrack.model.settings;

import io.spmtrack.engine.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Settings as text: a row {@code key=value} each, comments after {@code #}. What {@code --print-config} prints is of this form. */
final class SettingRows {
    private static final Pattern ROW = Pattern.compile("[a-z][a-z0-9_.]*\\s*=.*");

    private SettingRows() {}

    /** Whether the first line that is no comment is a row. */
    static boolean areThese(String text) {
        return rows(text).stream().findFirst().stream()
                .anyMatch(row -> ROW.matcher(row).matches());
    }

    /** The rows without comments; two blanks begin one after a row, so that a path may hold a number sign. */
    private static List<String> rows(String text) {
        return text.lines()
                .map(line -> line.startsWith("#") ? "" : line.replaceFirst("\\s{2,}#.*", ""))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** @throws InputException if a line is no row, or a key comes twice */
    static Map<String, String> read(String text, String where) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String row : rows(text)) {
            if (!ROW.matcher(row).matches()) {
                throw new InputException(where + ": '" + SettingText.printable(row) + "' is not a row key=value");
            }
            Map.Entry<String, String> pair = SettingText.pair(row);
            if (keys.put(pair.getKey(), pair.getValue()) != null) {
                throw new InputException(where + ": sets " + pair.getKey() + " twice; leave one out");
            }
        }
        return keys;
    }
}
