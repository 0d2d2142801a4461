package io.spmtrack.model.settings;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Named settings ({@code docs/spec/training.md §9}): a resource file of rows {@code key=value} beside this class. Presets that
 * name a size set the same keys, so that the last one given counts; others change some keys. Variants are those that the tables
 * of the paper and its supplement compare ({@code docs/spec/variants.md §0}); they say which, and what was published. A row
 * {@code on=…} names a preset whose rows it begins with.
 *
 * @param name on the command line
 * @param about one line; empty for presets that are no variants
 * @param published the result in the paper or its supplement; empty where there is none
 * @param rows keys and values as written
 */
public record Preset(String name, String about, String published, Map<String, String> rows) {
    /** Sizes and protocols. */
    private static final List<String> SIZES = List.of(
            "tiny",
            "small-cpu",
            "small",
            "base",
            "large",
            "large-warmup",
            "large-378",
            "giant",
            "got10k",
            "odtrack-b",
            "odtrack-l",
            "sdmoe",
            "sdmoe-minutes");

    /** The variants of the tables, in the order of the tables. */
    public static final List<String> VARIANTS = List.of(
            "table5-1",
            "table5-2",
            "table5-3",
            "table6-1",
            "table6-2",
            "table6-3",
            "table6-4",
            "table7-2",
            "moe-a",
            "moe-b",
            "moe-c",
            "moe-d-4",
            "moe-d-8",
            "moe-a-316",
            "experts-2",
            "experts-6",
            "experts-8",
            "no-state",
            "types-none",
            "types-two",
            "mae",
            "dropmae",
            "ostrack-head",
            "full",
            "head-only");

    /** The names of all presets. */
    public static final List<String> NAMES =
            Stream.concat(SIZES.stream(), VARIANTS.stream()).toList();

    private static final String ABOUT = "about";
    private static final String PUBLISHED = "published";
    private static final String ON = "on";
    private static final String SIZE = "model.embed_dim";

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
            Map<String, String> own = new LinkedHashMap<>(SettingRows.read(text, "preset " + name));
            Map<String, String> rows = new LinkedHashMap<>();
            Optional.ofNullable(own.remove(ON))
                    .ifPresent(other -> rows.putAll(of(other).rows()));
            rows.putAll(own);
            String about = Optional.ofNullable(rows.remove(ABOUT)).orElse("");
            String published = Optional.ofNullable(rows.remove(PUBLISHED)).orElse("");
            return new Preset(name, about, published, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Several presets, the later ones over the earlier, and what they stand on: {@code tiny}, and for a variant that comes before
     * any size {@code base}, the model of the tables.
     */
    public static List<Preset> stack(List<String> names) {
        List<Preset> stack = new ArrayList<>(List.of(of("tiny")));
        boolean sized = false;
        for (String name : names) {
            Preset preset = of(name);
            if (!sized && VARIANTS.contains(name)) {
                stack.add(of("base"));
            }
            sized |= preset.sized();
            stack.add(preset);
        }
        return List.copyOf(stack);
    }

    /** Whether it says the size of a network: by a key, or as a variant of {@code base}. */
    public boolean sized() {
        return rows.containsKey(SIZE) || VARIANTS.contains(name);
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
