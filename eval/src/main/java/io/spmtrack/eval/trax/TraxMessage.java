package io.spmtrack.eval.trax;

import io.spmtrack.engine.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the protocol: its kind, arguments, then named ones.
 *
 * @param properties the named arguments
 */
record TraxMessage(Kind kind, List<String> arguments, Map<String, String> properties) {
    /** What a message begins with; other lines are a program's own output. */
    static final String PREFIX = "@@TRAX:";

    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9._]{1,64})=(.*)", Pattern.DOTALL);

    enum Kind {
        HELLO,
        INITIALIZE,
        FRAME,
        STATE,
        QUIT;

        /** In lower case, in every country. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    TraxMessage {
        arguments = List.copyOf(arguments);
        properties = Map.copyOf(properties);
    }

    static TraxMessage of(Kind kind, String... arguments) {
        return new TraxMessage(kind, List.of(arguments), Map.of());
    }

    TraxMessage with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(key, value);
        return new TraxMessage(kind, arguments, more);
    }

    /**
     * Reads a line; empty for one that is no message.
     *
     * @throws InputException if it begins like a message and is none
     */
    static Optional<TraxMessage> parse(String line) {
        if (!line.startsWith(PREFIX)) {
            return Optional.empty();
        }
        List<String> parts = parts(line.substring(PREFIX.length()));
        String name = parts.isEmpty() ? "" : parts.getFirst();
        Kind kind = Arrays.stream(Kind.values())
                .filter(each -> each.label().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong("unknown message '" + shown(name) + "'"));
        List<String> arguments = new ArrayList<>();
        Map<String, String> properties = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            Matcher named = KEY.matcher(part);
            if (named.matches()) {
                properties.put(named.group(1), named.group(2));
            } else {
                arguments.add(part);
            }
        }
        return Optional.of(new TraxMessage(kind, arguments, properties));
    }

    /** Parts between blanks, quotes and escapes resolved. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '\\') {
                i++;
                if (i == text.length() || "\\\"n".indexOf(text.charAt(i)) < 0) {
                    throw wrong("a backslash that escapes nothing");
                }
                part.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
                begun = true;
            } else if (letter == '"') {
                quoted = !quoted;
                begun = true;
            } else if (letter == ' ' && !quoted) {
                if (begun) {
                    parts.add(part.toString());
                }
                part.setLength(0);
                begun = false;
            } else {
                part.append(letter);
                begun = true;
            }
        }
        if (quoted) {
            throw wrong("a quote that does not end");
        }
        if (begun) {
            parts.add(part.toString());
        }
        return parts;
    }

    static InputException wrong(String what) {
        return new InputException("TraX: " + what + "; the other side must speak TraX, see docs/guide/vot.md");
    }

    static String shown(String text) {
        String printable = text.replaceAll("\\P{Print}", "?");
        return printable.length() > 60 ? printable.substring(0, 60) + "…" : printable;
    }

    /** The line without its end. */
    String line() {
        StringBuilder line = new StringBuilder(PREFIX).append(kind.label());
        arguments.forEach(argument -> line.append(' ').append(quoted(argument)));
        properties.forEach((key, value) -> line.append(' ').append(quoted(key + "=" + value)));
        return line.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
