package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.read.layout.DataLayout;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.TextFile;
import io.spmtrack.model.settings.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The data SPEC of the command line, {@code kind:path[?option=value&…]}, parsed and checked.
 *
 * @param benchmark what data these are
 * @param path root of the data set or one sequence in it; empty for {@link Benchmark#SYNTHETIC}
 * @param options {@code split}, {@code sequences} (globs, separated by commas), {@code subset} (a file of names or
 *     indices), {@code exclude} (the same, to be left out), {@code limit}, {@code stride}, {@code weight} (share in a mixture); {@code boxes} (a file) for frames
 *     and videos; {@code seed}, {@code length}, {@code size} for data made on the fly; {@code from} (globs of the archives or
 *     annotations to use), {@code over} (pictures to paste over)
 *     and {@code against} (share of rectangles that move against their surroundings) for planar and pasted data
 */
public record DataSpec(Benchmark benchmark, Path path, Map<String, String> options) {

    public DataSpec {
        options = Map.copyOf(options);
        options.forEach((name, value) -> DataOptions.check(benchmark, name, value));
    }

    /**
     * Parses a SPEC. What exists under the whole name is meant, whatever signs are in it. Without {@code kind:} the layout is recognised from the folder; without a path the root is looked
     * up in {@code datasets.yaml} and {@code ./data}.
     *
     * @throws InputException if the kind, an option or a value is not known, or no such data is found
     */
    public static DataSpec parse(String text) {
        return parse(text, Roots.load());
    }

    /** Whether a text, with whatever signs of a SPEC in it, is the name of something that exists. */
    public static boolean exists(String text) {
        try {
            return !text.isBlank() && Files.exists(Folder.path(text));
        } catch (InputException e) {
            return false;
        }
    }

    /** Where the options begin: behind the last question mark before which something exists, else behind the first. */
    private static int question(String text) {
        for (int at = text.lastIndexOf('?'); at > 0; at = text.lastIndexOf('?', at - 1)) {
            String source = text.substring(0, at);
            if (exists(source) || exists(source.substring(source.indexOf(':') + 1))) {
                return at;
            }
        }
        return text.indexOf('?');
    }

    static DataSpec parse(String text, Roots roots) {
        boolean plain = exists(text);
        int question = plain || exists(text.substring(text.indexOf(':') + 1)) ? -1 : question(text);
        String source = question < 0 ? text : text.substring(0, question);
        Map<String, String> options = question < 0 ? Map.of() : DataOptions.parse(text.substring(question + 1), text);
        int colon = source.indexOf(':');
        if (colon > 1 && !exists(source) && !source.substring(0, colon).contains("/")) {
            return named(benchmark(source.substring(0, colon)), source.substring(colon + 1), options, roots);
        }
        if (known(source) && (source.equals(Benchmark.SYNTHETIC.id()) || roots.knows(benchmark(source)))) {
            return named(benchmark(source), "", options, roots);
        }
        if (source.isBlank()) {
            throw new InputException("empty data SPEC; write kind:path, for example otb:/data/OTB100");
        }
        Path path = Folder.path(source);
        if (known(source) && !path.toFile().exists()) {
            return named(benchmark(source), "", options, roots);
        }
        return new DataSpec(Layouts.recognise(path), path, options);
    }

    private static DataSpec named(Benchmark benchmark, String path, Map<String, String> options, Roots roots) {
        if (!benchmark.layout().onDisk()) {
            if (!path.isEmpty()) {
                throw new InputException("synthetic: is made on the fly and takes no path, but " + TextFile.quoted(path)
                        + " was given; write synthetic: or synthetic:?seed=7");
            }
            return new DataSpec(benchmark, Path.of(""), options);
        }
        return new DataSpec(benchmark, path.isEmpty() ? roots.path(benchmark) : Folder.path(path), options);
    }

    private static boolean known(String id) {
        return Benchmark.ofId(id).isPresent();
    }

    private static Benchmark benchmark(String id) {
        return Benchmark.ofId(id).orElseThrow(() -> {
            List<String> known = Benchmark.ids();
            return new InputException("unknown kind of data " + TextFile.quoted(id) + ", did you mean '"
                    + Nearest.of(id.toLowerCase(Locale.ROOT), known) + "'? Kinds are " + String.join(", ", known));
        });
    }

    /** How the data lie. */
    DataLayout layout() {
        return benchmark.layout();
    }

    /** The value of an option, when it is given. */
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** Whether it is an endless supply of sequences that are made on the fly. */
    public boolean endless() {
        return benchmark.made() && !option("motion").equals(Optional.of("none"));
    }

    /** {@code train}, {@code val} or {@code test}, when it is given. */
    public Optional<String> split() {
        return option("split");
    }

    /** At most so many sequences; {@link Integer#MAX_VALUE} when not limited. */
    public int limit() {
        return option("limit").map(Integer::valueOf).orElse(Integer.MAX_VALUE);
    }

    /** Every so many-th frame is used. */
    public int stride() {
        return option("stride").map(Integer::valueOf).orElse(1);
    }

    /** Share in a training mixture, relative to the other data sets. */
    public double weight() {
        return option("weight").map(Double::valueOf).orElse(1.0);
    }

    /** The same data with one option set. */
    public DataSpec with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(name, value);
        return new DataSpec(benchmark, path, more);
    }

    /** The SPEC as it is written on a command line. */
    @Override
    public String toString() {
        String written = options.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining("&"));
        return benchmark.id() + ":" + path + (written.isEmpty() ? "" : "?" + written);
    }
}
