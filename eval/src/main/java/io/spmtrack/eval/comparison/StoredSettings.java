package io.spmtrack.eval.comparison;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.settings.FileFormat;
import io.spmtrack.model.settings.SettingText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tracker's settings as a provenance keeps them: {@code key=value} in braces. They are compared key by key; one that a
 * text lacks has the default of the time the text was written, so that a new key never makes earlier results unusable.
 */
final class StoredSettings {
    private static final Pattern PAIR = Pattern.compile("(\\w+)=([^,\\]}\\s]*)");
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private StoredSettings() {}

    /** What a provenance keeps. */
    static String text(TrackerSettings settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(FileFormat.KEY, FileFormat.CURRENT);
        values.putAll(TrackerSettings.KEYS.values(settings));
        return values.entrySet().stream()
                .map(each -> each.getKey() + "=" + SettingText.print(each.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** The pairs of a text, each by its own name. */
    static Map<String, String> values(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        PAIR.matcher(text).results().forEach(pair -> values.put(pair.group(1), pair.group(2)));
        return values;
    }

    /** Whether two texts say the same settings. */
    static boolean agree(String one, String other) {
        Optional<TrackerSettings> first = read(one);
        return one.equals(other) || (first.isPresent() && first.equals(read(other)));
    }

    /** The settings of a text, of the first form too: a record's name and components. Empty if a key is unknown. */
    private static Optional<TrackerSettings> read(String text) {
        Map<String, Object> found = new LinkedHashMap<>();
        Matcher pairs = PAIR.matcher(text);
        while (pairs.find()) {
            found.put(key(pairs.group(1)), pairs.group(2));
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            int format = FileFormat.remove(found, "settings of the results");
            return Optional.of(TrackerSettings.KEYS.complete(found, format, "settings of the results"));
        } catch (InputException e) {
            return Optional.empty(); // settings that this version does not have
        }
    }

    /** {@code cropMemory → crop_memory}. */
    private static String key(String name) {
        return CAPITAL.matcher(name).replaceAll("_$0").toLowerCase(Locale.ROOT);
    }
}
