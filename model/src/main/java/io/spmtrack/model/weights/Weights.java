package io.spmtrack.model.weights;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.BackboneSettings;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Models from weights files of every kind. Names and shapes are compared first; then tensor after tensor is read straight
 * into the memory of its parameter, so loading never holds the weights twice.
 */
public final class Weights {
    private Weights() {}

    /**
     * Loads a tracker: from one self-contained file ({@link ModelFile}), or from a checkpoint of the official code
     * ({@code model.bin}) and the DINOv2 file it was trained on (docs/spec/model.md §2, §10).
     *
     * @param path the self-contained file or the checkpoint
     * @param backbone the official {@code .pth}, or transformers' file, folder or index of shards; only with a checkpoint.
     *     Where empty, the published file is looked for where it belongs. With a file of what was added to a frozen tracker, that
     *     tracker; where empty, the one beside it, else the one in the box
     * @param expected what the model is configured to be: all names and shapes must fit. Where empty, a self-contained file
     *     brings its settings and a checkpoint has those of the preset of its sizes. Scalars in a file prevail
     * @throws io.spmtrack.engine.InputException if a file is absent or damaged, does not fit, or the backbone is missing
     */
    public static Model load(Path path, Optional<Path> backbone, Optional<ModelSettings> expected) {
        try (TensorFile file = TensorFile.open(path)) {
            if (ModelFile.describes(file)) {
                if (backbone.isPresent() && !FrozenTracker.isBelow(file)) {
                    throw new Contents(file).defect("is complete by itself: leave --backbone away");
                }
                return ModelFile.load(file, expected, backbone);
            }
            return load(Checkpoint.of(file, expected), backbone);
        }
    }

    private static Model load(Checkpoint checkpoint, Optional<Path> path) {
        ModelSettings settings = checkpoint.settings();
        TrackerSettings tracker = TrackerSettings.published();
        if (checkpoint.absent().isEmpty()) {
            return filled(checkpoint.contents(), settings, tracker, checkpoint::read);
        }
        try (TensorFile file = TensorFile.open(checkpoint.backbone(path))) {
            HubConfig.check(file, settings.backbone());
            Backbone source = Backbone.of(file, checkpoint.frozen(), settings.backbone());
            return filled(checkpoint.contents(), settings, tracker, parameters -> {
                source.read(frozen(parameters));
                checkpoint.read(parameters);
            });
        }
    }

    /** A new model whose parameters are filled, or no memory. */
    static Model filled(
            Contents contents, ModelSettings settings, TrackerSettings tracker, Consumer<Map<String, Param>> fill) {
        Model model = new Model(settings, tracker);
        try {
            fill.accept(model.weights().parameters());
            FrozenExperts.check(contents, model);
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /**
     * Reads a pretrained DINOv2 file into the backbone of a model that is to be trained; its other parameters stay.
     *
     * @throws io.spmtrack.engine.InputException if the file is absent or damaged, or another backbone; nothing has changed then
     */
    public static void backbone(Path path, Model model) {
        Map<String, Param> parameters = Backbone.first(model.weights().parameters());
        try (TensorFile file = TensorFile.open(path)) {
            HubConfig.check(file, model.settings().backbone());
            BackboneSettings sizes = model.settings().backbone();
            Backbone backbone = Backbone.of(file, Contents.shapes(parameters), sizes);
            backbone.read(parameters);
            model.startExperts();
            model.weights().find("token_type_embed").ifPresent(backbone::foldIdentities);
        }
    }

    /**
     * Compares a pretrained backbone alone with a model.
     *
     * @param expected the model; where empty, the preset of the file's sizes
     * @return the model it is the backbone of
     * @throws io.spmtrack.engine.InputException naming the first tensor of another shape, absent or unknown
     */
    public static ModelSettings backboneOf(TensorFile file, Optional<ModelSettings> expected) {
        Contents contents = new Contents(file);
        ModelSettings settings = expected.orElseGet(() -> Deduction.backbone(contents));
        HubConfig.check(file, settings.backbone());
        Backbone.of(file, Checkpoint.frozen(contents.shapes(settings)), settings.backbone());
        return settings;
    }

    static Map<String, Param> frozen(Map<String, Param> parameters) {
        Map<String, Param> frozen = new LinkedHashMap<>(parameters);
        frozen.keySet().removeIf(name -> !Backbone.holds(name));
        return frozen;
    }
}
