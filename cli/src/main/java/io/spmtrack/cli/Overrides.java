package io.spmtrack.cli;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.Nearest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Settings under construction: values that come one layer over the other, presets first, then files, then the command
 * line, each remembering where it came from.
 *
 * @param <T> the records the keys are made of
 */
final class Overrides<T extends Record> {
    private static final String COMMAND_LINE = "command line";

    private final Class<T> tree;
    private final Map<String, Class<?>> types;
    private final Map<String, Object> values;
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final Map<String, Object> asked = new LinkedHashMap<>();

    /**
     * @param start values before any layer
     * @param origin what they are called, such as {@code preset tiny}
     */
    Overrides(Class<T> tree, T start, String origin) {
        this.tree = tree;
        this.types = SettingTree.types(tree);
        this.values = SettingTree.values(start);
        values.keySet().forEach(key -> origins.put(key, origin));
    }

    /** Lays a preset over what is there. */
    Overrides<T> preset(Preset preset) {
        preset.values(Collections.unmodifiableMap(values)).forEach((key, value) -> {
            values.put(key, value);
            origins.put(key, "preset " + preset.label());
            asked.remove(key);
        });
        return this;
    }

    /** Lays a YAML file over what is there. */
    Overrides<T> file(Path file) {
        SettingFile.read(file).forEach((key, value) -> put(key, value, file.toString()));
        return this;
    }

    /** Lays {@code key=value} arguments over what is there. */
    Overrides<T> arguments(List<String> arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals <= 0) {
                throw new InputException("'" + argument + "' is neither an option nor key=value; see --help");
            }
            put(argument.substring(0, equals), argument.substring(equals + 1), COMMAND_LINE);
        }
        return this;
    }

    /** Sets a list from an option that was written once for each element; nothing where it was not written. */
    Overrides<T> option(String key, List<String> elements, String option) {
        return elements.isEmpty() ? this : set(key, List.copyOf(elements), option);
    }

    /** Sets a value for a stated reason. */
    Overrides<T> set(String key, Object value, String origin) {
        values.put(key, value);
        asked.put(key, value);
        origins.put(key, origin);
        return this;
    }

    /** @param value a text, or a list of texts as files may have it */
    private void put(String key, Object value, String origin) {
        Class<?> type = types.get(key);
        if (type == null) {
            throw new InputException("unknown key '" + key.replaceAll("\\P{Print}", "?") + "' (" + origin
                    + "), did you mean '" + Nearest.of(key, types.keySet()) + "'?" + group(key));
        }
        set(
                key,
                value instanceof List<?> list && type == List.class
                        ? list
                        : SettingText.parse(key, type, SettingText.print(value), origin),
                origin);
    }

    /** The keys of the group a wrong key names, or the groups. */
    private String group(String key) {
        String prefix = key.substring(0, key.indexOf('.') + 1);
        String members = types.keySet().stream()
                .filter(each -> !prefix.isEmpty() && each.startsWith(prefix))
                .map(each -> each.substring(prefix.length()))
                .collect(Collectors.joining(", "));
        return members.isEmpty()
                ? " Groups are "
                        + String.join(
                                ", ",
                                new TreeSet<>(types.keySet().stream()
                                        .map(each -> each.substring(0, each.indexOf('.')))
                                        .toList()))
                : " Keys of " + prefix.replace(".", "") + " are " + members;
    }

    /** Whether any layer after the presets set a key. */
    boolean asked(String key) {
        return asked.containsKey(key);
    }

    /** Whether any key of a group was set. */
    boolean askedGroup(String group) {
        return asked.keySet().stream().anyMatch(key -> key.startsWith(group + "."));
    }

    /** Lays what was asked for over other records than those at the start. */
    T over(T start) {
        Map<String, Object> laid = SettingTree.values(start);
        laid.putAll(asked);
        return build(laid);
    }

    /** The value of a key so far. */
    Object value(String key) {
        return values.get(key);
    }

    /**
     * Builds the records.
     *
     * @throws InputException if they refuse a value, naming the keys that were set
     */
    T build() {
        return build(values);
    }

    private T build(Map<String, Object> wanted) {
        T built;
        try {
            built = SettingTree.build(tree, wanted);
        } catch (InputException e) {
            throw new InputException(e.getMessage() + blame(e.getMessage()), e);
        }
        Map<String, Object> result = SettingTree.values(built);
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

    /** Every key with its value and where it came from, one a line. */
    String print() {
        Map<String, Object> built = SettingTree.values(build());
        int width = built.entrySet().stream()
                .mapToInt(each -> line(each.getKey(), each.getValue()).length())
                .filter(length -> length <= 60)
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        built.forEach((key, value) ->
                text.append(String.format("%-" + width + "s  # %s%n", line(key, value), origins.get(key))));
        return text.toString();
    }

    private static String line(String key, Object value) {
        return key + "=" + SettingText.print(value);
    }
}
