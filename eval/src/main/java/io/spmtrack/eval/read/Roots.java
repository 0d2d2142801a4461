package io.spmtrack.eval.read;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where data sets lie, named once in {@code datasets.yaml}: {@code lasot: /data/LaSOT}, or the keys of the official
 * {@code consts.yaml} such as {@code LaSOT_PATH}. Without an entry {@code data/<kind>} is looked in.
 */
record Roots(Path folder, Map<Kind, Path> named, List<Path> looked) {

    private static final String FILE = "datasets.yaml";

    private static final Map<String, Kind> KEYS = Map.ofEntries(
            Map.entry("otb", Kind.OTB),
            Map.entry("otb100", Kind.OTB),
            Map.entry("otb2015", Kind.OTB),
            Map.entry("lasot", Kind.LASOT),
            Map.entry("lasotext", Kind.LASOT_EXT),
            Map.entry("lasotextension", Kind.LASOT_EXT),
            Map.entry("got10k", Kind.GOT10K),
            Map.entry("trackingnet", Kind.TRACKINGNET),
            Map.entry("coco", Kind.COCO),
            Map.entry("coco2017", Kind.COCO),
            Map.entry("tnl2k", Kind.TNL2K),
            Map.entry("tnl2ktest", Kind.TNL2K),
            Map.entry("uav123", Kind.UAV123),
            Map.entry("nfs", Kind.NFS),
            Map.entry("vasttrack", Kind.VASTTRACK),
            Map.entry("vasttracktest", Kind.VASTTRACK),
            Map.entry("tc128", Kind.TC128),
            Map.entry("templecolor128", Kind.TC128),
            Map.entry("vot", Kind.VOT),
            Map.entry("mil", Kind.MIL),
            Map.entry("lasher", Kind.LASHER));

    /** Reads the file of the working folder and that of the user's configuration folder; the former wins. */
    static Roots load() {
        return load(Path.of(""), configuration());
    }

    static Roots load(Path working, Path configuration) {
        List<Path> files = List.of(working.resolve(FILE), configuration.resolve(FILE));
        Map<Kind, Path> named = new EnumMap<>(Kind.class);
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

    private static Map<Kind, Path> read(Path file) {
        JsonNode tree = parse(file);
        if (!tree.isObject() && !tree.isMissingNode() && !tree.isNull()) {
            throw new InputException(file + ": is not a list of name: folder; write for example lasot: /data/LaSOT");
        }
        Map<Kind, Path> named = new EnumMap<>(Kind.class);
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            Optional<Kind> kind = kind(entry.getKey());
            String path = entry.getValue().asText("");
            if (kind.isPresent() && !path.isBlank()) {
                // A file found through its own folder means folders relative to itself.
                named.putIfAbsent(kind.get(), file.resolveSibling(DataSpec.path(path)));
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

    /** The kind of a key: {@code LaSOT_Extension_PATH} as well as {@code lasot-ext}; other keys are not ours. */
    private static Optional<Kind> kind(String key) {
        String plain = key.toLowerCase(Locale.ROOT).replaceFirst("_path$", "").replaceAll("[^a-z0-9]", "");
        return Optional.ofNullable(KEYS.get(plain));
    }

    /** Whether a folder is known for a kind. */
    boolean knows(Kind kind) {
        return named.containsKey(kind) || Files.isDirectory(folder.resolve(kind.id()));
    }

    /**
     * The folder of a kind.
     *
     * @throws InputException if it is named nowhere, listing where was looked
     */
    Path path(Kind kind) {
        if (!knows(kind)) {
            throw new InputException(kind.id() + ": no folder is known; write " + kind.id() + ":FOLDER, or the line '"
                    + kind.id() + ": FOLDER' into " + looked.getFirst() + " or " + looked.getLast()
                    + ", or put the data into " + folder.resolve(kind.id()));
        }
        return named.getOrDefault(kind, folder.resolve(kind.id()));
    }
}
