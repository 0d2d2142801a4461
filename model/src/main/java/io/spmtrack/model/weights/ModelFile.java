package io.spmtrack.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.Json;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.settings.FileFormat;
import io.spmtrack.model.settings.SettingNodes;
import io.spmtrack.model.track.TrackingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One self-contained weights file: all parameters of a model, and in the metadata entry {@code spmtrack} the settings they
 * belong to. A safetensors file under the official parameter names. Where a frozen tracker was added to, the file may hold the
 * hash of that tracker in place of its parameters.
 */
public final class ModelFile {
    private static final String KEY = "spmtrack";
    private static final String OTHER = "these are weights of another preset";
    private static final ObjectMapper JSON = Json.mapper().build();

    private ModelFile() {}

    /** Writes a model; the file appears whole or not at all. */
    public static void save(Path path, Model model) {
        save(path, model, TensorData::floats, Map.of());
    }

    /** Writes a model as the tools of the Hugging Face hub expect it, with {@code format: pt} in its metadata. */
    public static void saveForHub(Path path, Model model) {
        save(path, model, TensorData::floats, Map.of("format", "pt"));
    }

    /** Writes a model in half precision: half the size, each weight rounded to 11 bits. */
    public static void saveHalves(Path path, Model model) {
        save(path, model, TensorData::halves, Map.of());
    }

    /** Writes what was trained of a model on a frozen tracker, and the hash of that tracker instead of its tensors. */
    public static void saveAdded(Path path, Model model) {
        Map<String, Param> added = FrozenTracker.added(model.weights().parameters());
        save(path, model, added.values(), TensorData::floats, FrozenTracker.metadata(model));
    }

    /** Where the tracker lies that files of {@link #saveAdded} in this folder need. */
    public static Path tracker(Path folder) {
        return folder.resolve(FrozenTracker.NAME);
    }

    /** How a tensor is stored. */
    @FunctionalInterface
    private interface Stored {
        TensorData of(String name, List<Long> shape, TensorData.Values values);
    }

    private static void save(Path path, Model model, Stored stored, Map<String, String> more) {
        save(path, model, model.weights().parameters().values(), stored, more);
    }

    private static void save(
            Path path, Model model, Collection<Param> parameters, Stored stored, Map<String, String> more) {
        List<TensorData> tensors = new ArrayList<>();
        for (Param parameter : parameters) {
            tensors.add(stored.of(parameter.name(), Contents.shape(parameter), parameter::read));
        }
        Map<String, String> metadata = new TreeMap<>(more);
        metadata.put(KEY, settings(model));
        Safetensors.write(path, tensors, metadata);
    }

    /** The settings of a model and how to track with it, as JSON. */
    public static String settings(Model model) {
        TrackingSettings settings = new TrackingSettings(model.settings(), model.tracker());
        return SettingNodes.of(TrackingSettings.KEYS.values(settings)).toString();
    }

    /** Whether a file is of this kind, as opposed to a checkpoint of the official code. */
    static boolean describes(TensorFile file) {
        return file.metadata().containsKey(KEY);
    }

    /**
     * Reads a model with the settings it was saved with.
     *
     * @throws InputException if the file is damaged or was not written by {@link #save}
     */
    public static Model load(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            return load(file, Optional.empty(), Optional.empty());
        }
    }

    /** @param tracker the one below a file of what was added to it, where it is named */
    static Model load(TensorFile file, Optional<ModelSettings> expected, Optional<Path> tracker) {
        TrackingSettings stated = settings(file.path(), file);
        Contents contents = new Contents(file);
        ModelSettings settings = contents.plausible(stated.model());
        if (FrozenTracker.isBelow(file)) {
            expected.ifPresent(other -> contents.requireExactly(contents.addedShapes(other), OTHER));
            contents.requireExactly(contents.addedShapes(settings), "the file is damaged");
            return Weights.filled(contents, settings, stated.tracker(), parameters -> {
                FrozenTracker.of(file, tracker).read(file, settings, parameters);
                read(contents, FrozenTracker.added(parameters));
            });
        }
        expected.ifPresent(other -> contents.requireExactly(contents.shapes(other), OTHER));
        contents.requireExactly(contents.shapes(settings), "the file is damaged");
        return Weights.filled(contents, settings, stated.tracker(), parameters -> read(contents, parameters));
    }

    /** The settings in a file; those it lacks are the defaults of its format. */
    private static TrackingSettings settings(Path path, TensorFile file) {
        JsonNode json = metadata(path, file);
        for (String group : TrackingSettings.KEYS.groups().keySet()) {
            if (!json.path(group).isObject()) {
                throw new InputException(path + ": its metadata has no " + group + " settings: the file is damaged");
            }
        }
        String where = path.toString();
        Map<String, Object> keys = new LinkedHashMap<>(SettingNodes.read(json, where));
        int format = FileFormat.remove(keys, where);
        try {
            return TrackingSettings.KEYS.complete(keys, format, where);
        } catch (InputException e) {
            String message = e.getMessage();
            throw message.contains(where) ? e : new InputException(where + ": " + message, e);
        }
    }

    private static JsonNode metadata(Path path, TensorFile file) {
        String text = file.metadata().get(KEY);
        if (text == null) {
            throw new InputException(
                    path + ": holds no model settings: it was not written by spmtrack; import it with its backbone");
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InputException(path + ": its model settings are not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void read(Contents contents, Map<String, Param> parameters) {
        parameters.forEach((name, parameter) -> contents.read(name, parameter.segment()));
    }
}
