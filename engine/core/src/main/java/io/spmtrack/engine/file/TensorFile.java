package io.spmtrack.engine.file;

import io.spmtrack.engine.InputException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An opened tensor file of any supported format: its tensors by name, read one at a time. The file is mapped, not
 * loaded; several threads may read at once. Close it when all is read.
 */
public final class TensorFile implements AutoCloseable {
    /** How the tensors are stored. */
    public enum Format {
        SAFETENSORS,
        SHARDS,
        TORCH_ZIP,
        TORCH_LEGACY
    }

    /** What {@code DataParallel} and {@code torch.compile} put before the name of every tensor. */
    private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

    private final Path path;
    private final Format format;
    private final Map<String, TensorView> views;
    private final Map<String, TensorEntry> entries;
    private final Map<String, TensorEntry> stateDict;
    private final Map<String, String> metadata;
    private final List<MappedFile> mappings;

    TensorFile(
            Path path,
            Format format,
            Map<String, TensorView> views,
            String prefix,
            Map<String, String> metadata,
            List<MappedFile> mappings) {
        this.path = path;
        this.format = format;
        this.views = views;
        this.entries = entries(views, "");
        this.stateDict = unwrapped(entries(views, prefix));
        this.metadata = Collections.unmodifiableMap(metadata);
        this.mappings = List.copyOf(mappings);
    }

    private static Map<String, TensorEntry> entries(Map<String, TensorView> views, String prefix) {
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        views.forEach((name, view) -> {
            if (name.startsWith(prefix)) {
                entries.put(name.substring(prefix.length()), view.entry());
            }
        });
        return Collections.unmodifiableMap(entries);
    }

    /** The same names without the prefixes of the wrappers, in any order and number, as long as every tensor has them. */
    private static Map<String, TensorEntry> unwrapped(Map<String, TensorEntry> entries) {
        Map<String, TensorEntry> unwrapped = entries;
        for (boolean found = !entries.isEmpty(); found; ) {
            found = false;
            for (String wrapper : WRAPPERS) {
                boolean all = unwrapped.keySet().stream()
                        .allMatch(name -> name.startsWith(wrapper) && name.length() > wrapper.length());
                if (all) {
                    Map<String, TensorEntry> shorter = new LinkedHashMap<>();
                    unwrapped.forEach((name, entry) -> shorter.put(name.substring(wrapper.length()), entry));
                    unwrapped = Collections.unmodifiableMap(shorter);
                    found = true;
                }
            }
        }
        return unwrapped;
    }

    /**
     * Opens a file of any supported format, recognised by its content: safetensors, a PyTorch file (zip or the format
     * before 1.6), or the index of a sharded file. Of a folder as the Hugging Face hub keeps models, its weights.
     *
     * @throws InputException if the file is absent, of no known format, damaged or hostile
     */
    public static TensorFile open(Path path) {
        MappedFile file = MappedFile.open(WeightsFolder.file(path));
        try {
            return switch (FileContent.of(file)) {
                case SAFETENSORS -> Safetensors.open(file);
                case ZIP, PICKLE -> TorchFile.open(file);
                case JSON -> ShardIndex.open(file);
            };
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The file that {@link #open} reads: in a folder as the Hugging Face hub keeps models its weights, else the path itself. */
    public static Path locate(Path path) {
        return WeightsFolder.file(path);
    }

    public Path path() {
        return path;
    }

    public Format format() {
        return format;
    }

    /** Every tensor by name, in the order of the file; in nested dictionaries of a PyTorch file the keys joined by dots. */
    public Map<String, TensorEntry> entries() {
        return entries;
    }

    /**
     * The tensors of the model by the names inside its state dict. A PyTorch file often wraps it
     * ({@code {"model": ...}}, {@code {"teacher": ...}}), and {@code DataParallel} and {@code torch.compile} put
     * {@code module.} and {@code _orig_mod.} before all names: here these prefixes are gone, while {@link TensorEntry#name}
     * is still the name that {@link #read} takes. Equal to {@link #entries} when nothing wraps it.
     */
    public Map<String, TensorEntry> stateDict() {
        return stateDict;
    }

    /** Texts that a safetensors file carries beside its tensors; empty for other formats. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Copies a floating-point tensor, row-major, to native-order single floats. Half and bfloat16 are widened exactly,
     * doubles rounded to nearest.
     *
     * @param name one of {@link #entries}
     * @param target exactly 4 bytes an element, any alignment
     * @throws InputException if the file has no such tensor, or it is not floating-point
     */
    public void read(String name, MemorySegment target) {
        TensorView view = floating(name, target.byteSize() / 4, target.byteSize() % 4 == 0);
        Optional<MemorySegment> plain = view.plain().filter(bytes -> target.isNative());
        if (plain.isPresent()) {
            file(plain.get()).read(plain.get(), target);
        } else {
            view.floats(target);
        }
    }

    private MappedFile file(MemorySegment slice) {
        return mappings.stream()
                .filter(mapping -> mapping.holds(slice))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(path + " does not hold its own tensors"));
    }

    /** A floating-point tensor as an array, row-major; errors as {@link #read}. */
    public float[] floats(String name) {
        float[] values = new float[arrayLength(view(name).entry())];
        read(name, MemorySegment.ofArray(values));
        return values;
    }

    /**
     * An integer or truth-value tensor (true is 1) as an array, row-major.
     *
     * @throws InputException if the file has no such tensor, or it is floating-point
     */
    public long[] longs(String name) {
        TensorView view = view(name);
        if (view.entry().type().floating()) {
            throw new InputException(path + ": " + name + " is " + view.entry().type() + ", expected whole numbers");
        }
        long[] values = new long[arrayLength(view.entry())];
        view.longs(MemorySegment.ofArray(values));
        return values;
    }

    private TensorView floating(String name, long elements, boolean whole) {
        TensorView view = view(name);
        TensorEntry entry = view.entry();
        if (!entry.type().floating()) {
            throw new InputException(path + ": " + name + " is " + entry.type() + ", expected floating-point numbers");
        }
        if (!whole || elements != entry.elements()) {
            throw new IllegalArgumentException(
                    name + " has " + entry.elements() + " elements, the target holds " + elements);
        }
        return view;
    }

    private TensorView view(String name) {
        if (!views.containsKey(name)) {
            throw new InputException(path + ": has no tensor " + name);
        }
        return views.get(name);
    }

    private static int arrayLength(TensorEntry entry) {
        if (entry.elements() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(entry.name() + " is too long for one array: " + entry.elements());
        }
        return (int) entry.elements();
    }

    /** Views for an index that gathers the tensors of several files. */
    Map<String, TensorView> views() {
        return views;
    }

    List<MappedFile> mappings() {
        return mappings;
    }

    @Override
    public void close() {
        mappings.forEach(MappedFile::close);
    }
}
