package io.spmtrack.eval.read;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where data sets lie, named once in {@code datasets.yaml}: {@code lasot: /data/LaSOT}, or in the official code's
 * {@code consts.yaml} with its keys such as {@code LaSOT_PATH}. Without an entry {@code data/<kind>} is looked in.
 */
record Roots(Path folder, Map<Benchmark, Path> named, List<Path> looked) {

    private static final String FILE = "datasets.yaml";
    private static final String OFFICIAL = "consts.yaml";

    /** Reads the files of the working folder and that of the user's configuration folder; the earlier ones win. */
    static Roots load() {
        return load(Path.of(""), configuration());
    }

    static Roots load(Path working, Path configuration) {
        List<Path> files = List.of(working.resolve(FILE), working.resolve(OFFICIAL), configuration.resolve(FILE));
        Map<Benchmark, Path> named = new EnumMap<>(Benchmark.class);
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                read(file).forEach(named::putIfAbsent);
            }
        }
        return new Roots(working.resolve("data"), named, files);
    }

    private static Path configuration() {
        String base = Optional.ofNullable(System.getenv("XDG_CONFIG_HOME"))
                .or(() -> Optional.ofNullable(System.getenv("APPDATA")))
                .filter(folder -> !folder.isBlank())
                .orElse(System.getProperty("user.home") + "/.config");
        return Path.of(base, "spmtrack");
    }

    private static Map<Benchmark, Path> read(Path file) {
        JsonNode tree = parse(file);
        if (!tree.isObject() && !tree.isMissingNode() && !tree.isNull()) {
            throw new InputException(file + ": is not a list of name: folder; write for example lasot: /data/LaSOT");
        }
        Map<Benchmark, Path> named = new EnumMap<>(Benchmark.class);
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            Optional<Benchmark> benchmark = benchmark(entry.getKey());
            String path = entry.getValue().asText("");
            if (benchmark.isPresent() && !path.isBlank()) {
                // A file found through its own folder means folders relative to itself.
                named.putIfAbsent(benchmark.get(), file.resolveSibling(Folder.path(path)));
            }
        }
        return named;
    }

    private static JsonNode parse(Path file) {
        try {
            return new YAMLMapper().readTree(String.join("\n", TextFile.lines(file)));
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new InputException(file + ", line " + line + ": not YAML; write for example lasot: /data/LaSOT", e);
        }
    }

    /** What a key means: {@code LaSOT_Extension_PATH} as well as {@code lasot-ext}; other keys are not ours. */
    private static Optional<Benchmark> benchmark(String key) {
        return Benchmark.ofName(key.replaceFirst("(?i)_path$", ""));
    }

    /** Whether a folder is known for a kind. */
    boolean knows(Benchmark benchmark) {
        return named.containsKey(benchmark) || Files.isDirectory(folder.resolve(benchmark.id()));
    }

    /**
     * The folder of a kind.
     *
     * @throws InputException if it is named nowhere, listing where was looked
     */
    Path path(Benchmark benchmark) {
        if (!knows(benchmark)) {
            throw new InputException(
                    benchmark.id() + ": no folder is known; write " + benchmark.id() + ":FOLDER, or the line '"
                            + benchmark.id() + ": FOLDER' into " + looked.getFirst() + " or " + looked.getLast()
                            + ", or put the data into " + folder.resolve(benchmark.id()));
        }
        return named.getOrDefault(benchmark, folder.resolve(benchmark.id()));
    }
}
