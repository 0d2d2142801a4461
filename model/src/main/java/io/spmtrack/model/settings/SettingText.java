package io.spmtrack.model.settings;

import io.spmtrack.engine.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How values of settings are written on the command line and in files. */
public final class SettingText {
    private static final String SPEC_START = "[a-z0-9-]{2,}:.*";

    private SettingText() {}

    /**
     * Reads a value.
     *
     * @param where what messages call the setting's place, such as {@code on the command line}
     * @throws InputException naming key, value and what was expected
     */
    public static Object parse(String key, Class<?> type, String text, String where) {
        try {
            return value(type, text.strip());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    key + "=" + printable(text) + " (" + where + "): " + expected(type) + " is expected", e);
        }
    }

    private static Object value(Class<?> type, String text) {
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        if (type == long.class) {
            return Long.valueOf(text);
        }
        if (type == double.class) {
            return finite(text);
        }
        if (type == boolean.class) {
            return bool(text);
        }
        if (type == List.class) {
            return list(text);
        }
        return type.isEnum() ? constant(type, text) : text;
    }

    private static Double finite(String text) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number) || !text.matches("[-+.\\deE]+")) {
            throw new IllegalArgumentException("not a finite number");
        }
        return number;
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> label(each).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such word"));
    }

    /** Parts between commas; commas among the options of a data SPEC belong to it. */
    private static List<String> list(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            boolean option = !parts.isEmpty() && parts.getLast().contains("?") && !part.matches(SPEC_START);
            if (option) {
                parts.add(parts.removeLast() + "," + part);
            } else {
                parts.add(part.strip());
            }
        }
        return List.copyOf(parts);
    }

    private static String expected(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "a whole number";
        }
        if (type == double.class) {
            return "a number such as 0.5 or 5e-5";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .map(SettingText::label)
                        .collect(Collectors.joining(", ", "one of ", ""))
                : "a text";
    }

    /** Writes a value as {@link #parse} reads it. */
    public static String print(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(","));
            case Enum<?> constant -> label(constant);
            default -> value.toString();
        };
    }

    private static String label(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    /**
     * Takes {@code key=value} apart.
     *
     * @throws InputException if it is none
     */
    static Map.Entry<String, String> pair(String row) {
        int equals = row.indexOf('=');
        if (equals <= 0) {
            throw new InputException("'" + printable(row) + "' is neither an option nor key=value; see --help");
        }
        return Map.entry(
                row.substring(0, equals).strip(), row.substring(equals + 1).strip());
    }

    static String printable(String text) {
        String shown = text.replaceAll("\\P{Print}", "?");
        return shown.length() > 80 ? shown.substring(0, 80) + "…" : shown;
    }
}
