package io.spmtrack.model.settings;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named settings ({@code docs/spec/training.md §9}): a resource file of rows {@code key=value} beside this class. Presets that
 * name a size set the same keys, so that the last one given counts; others change some keys.
 *
 * @param name on the command line
 * @param rows keys and values as written
 */
public record Preset(String name, Map<String, String> rows) {
    /** The names of all presets. */
    public static final List<String> NAMES = List.of("tiny", "small-cpu", "base", "large", "giant", "got10k");

    /**
     * Reads a preset.
     *
     * @throws InputException if there is none, naming the nearest
     */
    public static Preset of(String name) {
        if (!NAMES.contains(name)) {
            String shown = SettingText.printable(name);
            throw new InputException("unknown preset '" + shown + "', did you mean '" + Nearest.of(shown, NAMES)
                    + "'? Presets are " + String.join(", ", NAMES));
        }
        String resource = name + ".preset";
        try (InputStream in = Preset.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not among the program's resources");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Preset(name, SettingRows.read(text, "preset " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a group, without its name: for the keys of that group's record alone. */
    public String[] rows(String group) {
        Map<String, String> found = new LinkedHashMap<>(rows);
        found.keySet().removeIf(key -> !key.startsWith(group + "."));
        return found.entrySet().stream()
                .map(row -> row.getKey().substring(group.length() + 1) + "=" + row.getValue())
                .toArray(String[]::new);
    }
}
