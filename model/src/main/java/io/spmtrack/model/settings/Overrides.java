package io.spmtrack.model.settings;

import io.spmtrack.engine.InputException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settings under construction: values that come one layer over the other, presets first, then files, then the command
 * line, each remembering where it came from.
 *
 * @param <T> the records the keys are made of
 */
public final class Overrides<T extends Record> {
    private static final String COMMAND_LINE = "command line";

    private final SettingKeys<T> keys;
    private final Map<String, Object> values;
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final Map<String, Object> asked = new LinkedHashMap<>();
    private final Map<Shorthand, Given> shorthands = new LinkedHashMap<>();

    /**
     * A shorthand's value.
     *
     * @param later keys among those it sets that were set after it and count instead
     */
    private record Given(Object value, Set<String> later) {}

    /** Begins with the defaults. */
    public Overrides(SettingKeys<T> keys) {
        this.keys = keys;
        this.values = keys.initial(FileFormat.CURRENT);
        values.keySet().forEach(key -> origins.put(key, "default"));
    }

    /** Lays a preset over what is there; its rows for groups that these settings have not are of no interest. */
    public Overrides<T> preset(Preset preset) {
        preset.rows().forEach((key, value) -> {
            if (keys.covers(key)) {
                put(key, value, "preset " + preset.name());
                asked.remove(key);
            }
        });
        return this;
    }

    /** Lays a file over what is there. */
    public Overrides<T> file(Path file) {
        SettingFile.read(file).keys().forEach((key, value) -> put(key, value, file.toString()));
        return this;
    }

    /** Replaces everything by a file that fixes every key: one that it lacks has the default of the file's format. */
    public Overrides<T> complete(Path path) {
        SettingFile file = SettingFile.read(path);
        values.putAll(keys.initial(file.format()));
        values.keySet().forEach(key -> origins.put(key, "default"));
        asked.clear();
        shorthands.clear();
        file.keys().forEach((key, value) -> put(key, value, path.toString()));
        return this;
    }

    /** Lays {@code key=value} arguments over what is there. */
    public Overrides<T> arguments(List<String> arguments) {
        for (String argument : arguments) {
            Map.Entry<String, String> pair = SettingText.pair(argument);
            put(pair.getKey(), pair.getValue(), COMMAND_LINE);
        }
        return this;
    }

    /** Sets a list from an option that was written once for each element; nothing where it was not written. */
    public Overrides<T> option(String key, List<String> elements, String option) {
        return elements.isEmpty() ? this : set(key, List.copyOf(elements), option);
    }

    /** Sets a value for a stated reason. */
    public Overrides<T> set(String key, Object value, String origin) {
        values.put(key, value);
        asked.put(key, value);
        origins.put(key, origin);
        shorthands.values().forEach(given -> given.later().add(key));
        return this;
    }

    /** @param value a text, or a list of texts as files may have it */
    private void put(String key, Object value, String origin) {
        Shorthand shorthand = keys.shorthands().get(key);
        if (shorthand == null) {
            set(key, keys.key(key, origin).parse(value, origin), origin);
            return;
        }
        Object parsed = SettingText.parse(key, shorthand.type(), SettingText.print(value), origin);
        shorthands.remove(shorthand); // so that it comes after others that set the same keys
        shorthands.put(shorthand, new Given(parsed, new HashSet<>()));
        for (String other : shorthand.sets()) {
            asked.remove(other);
            origins.put(other, origin + ", " + key);
        }
    }

    /** Whether any layer after the presets set a key. */
    public boolean asked(String key) {
        return asked.containsKey(key);
    }

    /** Whether any key of a group was set. */
    public boolean askedGroup(String group) {
        return asked.keySet().stream().anyMatch(key -> key.startsWith(group + "."));
    }

    /** Lays what was asked for over other records than those at the start. */
    public T over(T start) {
        Map<String, Object> laid = keys.values(start);
        laid.putAll(asked);
        return build(laid);
    }

    /** The value of a key so far. */
    public Object value(String key) {
        return values.get(key);
    }

    /**
     * Builds the records.
     *
     * @throws InputException if they refuse a value, naming the keys that were set
     */
    public T build() {
        Map<String, Object> all = new LinkedHashMap<>(values);
        shorthands.forEach((shorthand, given) -> {
            Map<String, Object> rows = new LinkedHashMap<>(shorthand.rows().apply(given.value(), Map.copyOf(all)));
            rows.keySet().removeAll(given.later());
            all.putAll(rows);
        });
        return build(all);
    }

    private T build(Map<String, Object> wanted) {
        T built;
        try {
            built = keys.build(wanted);
        } catch (InputException e) {
            throw new InputException(e.getMessage() + blame(e.getMessage()), e);
        }
        Map<String, Object> result = keys.values(built);
        asked.forEach((key, value) -> {
            if (!result.get(key).equals(value)) {
                throw new InputException(key + "=" + SettingText.print(value) + " (" + origins.get(key)
                        + "): follows from other keys and is " + SettingText.print(result.get(key))
                        + "; leave it out");
            }
        });
        return built;
    }

    private String blame(String message) {
        String group = message.replaceFirst(":.*", "");
        String set = asked.entrySet().stream()
                .filter(each -> each.getKey().startsWith(group + "."))
                .map(each -> each.getKey() + "=" + SettingText.print(each.getValue()))
                .collect(Collectors.joining(", "));
        return set.isEmpty() ? "" : " (given: " + set + ")";
    }

    /** Every key with its value, where it came from and what it means, as a file of settings may hold it. */
    public String print() {
        Map<String, Object> built = keys.values(build());
        int value = width(built.entrySet().stream()
                .map(each -> line(each.getKey(), each.getValue()))
                .toList());
        int origin = width(List.copyOf(origins.values()));
        StringBuilder text = new StringBuilder();
        for (SettingKey key : keys.all()) {
            text.append(String.format(
                    "%-" + value + "s  # %-" + origin + "s  %s%n",
                    line(key.name(), built.get(key.name())),
                    origins.get(key.name()),
                    key.declared().meaning()));
        }
        return text.toString();
    }

    /** The width of a column in which very long texts do not count. */
    private static int width(List<String> texts) {
        return texts.stream()
                .mapToInt(String::length)
                .filter(length -> length <= 60)
                .max()
                .orElse(1);
    }

    private static String line(String key, Object value) {
        return key + "=" + SettingText.print(value);
    }
}
