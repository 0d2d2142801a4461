package io.spmtrack.model.weights;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TmoeSettings;
import io.spmtrack.model.variant.LoraSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A tracker's checkpoint as the official code saves it: the trained tensors, and two scalars of the scaling of TMoE, and of LoRA
 * (docs/spec/model.md §10, docs/spec/variants.md §1).
 */
final class Checkpoint {
    /** The state token of a tracker that has one. */
    static final String QUERY = "track_query";

    /** The types of tokens of a tracker that tells them apart. */
    static final String TYPES = "token_type_embed";

    static final String ALPHA = "expert_alpha";
    static final String RSEXPERT = "use_rsexpert";
    static final String LORA_ALPHA = "lora_alpha";
    static final String RSLORA = "use_rslora";

    /** How many batches PyTorch's batch normalisation saw; nothing depends on it. */
    static final String COUNTED = ".num_batches_tracked";

    private final Contents contents;
    private final ModelSettings settings;
    private final Map<String, List<Long>> shapes;

    private Checkpoint(Contents contents, ModelSettings settings) {
        this.contents = contents;
        this.settings = settings;
        this.shapes = contents.shapes(settings);
    }

    /** Whether a file has tensors that only trackers have. */
    static boolean is(Contents contents) {
        return contents.tensors().keySet().stream()
                .anyMatch(name ->
                        name.equals(QUERY) || name.equals(TYPES) || name.contains(".tmoe.") || name.contains(".lora."));
    }

    /**
     * Compares a file's names and shapes with those of a model; reads only the scalars, which prevail over the settings.
     *
     * @param expected what the model is configured to be; deduced from the file where empty
     * @throws InputException naming the first tensor of another shape, absent or unknown
     */
    static Checkpoint of(TensorFile file, Optional<ModelSettings> expected) {
        Contents contents = new Contents(file);
        if (!is(contents) && (contents.has("cls_token") || contents.has("embeddings.cls_token"))) {
            throw contents.defect("is a DINOv2 backbone, not a tracker's checkpoint: give it with --backbone");
        }
        ModelSettings base = expected.orElseGet(() -> Deduction.settings(contents));
        Checkpoint checkpoint = new Checkpoint(contents, scaled(contents, base));
        checkpoint.check();
        return checkpoint;
    }

    private static ModelSettings scaled(Contents contents, ModelSettings base) {
        TmoeSettings tmoe = base.tmoe();
        LoraSettings lora = base.lora();
        return base.with(
                "alpha=" + alpha(contents, ALPHA, tmoe.alpha()),
                "use_rsexpert=" + flag(contents, RSEXPERT, tmoe.useRsexpert()),
                "lora_alpha=" + alpha(contents, LORA_ALPHA, lora.loraAlpha()),
                "use_rslora=" + flag(contents, RSLORA, lora.useRslora()));
    }

    private static double alpha(Contents contents, String name, double configured) {
        double alpha = scalar(contents, name).orElse(configured);
        if (!(alpha > 0) || Double.isInfinite(alpha)) {
            throw contents.defect(name + " is " + alpha + ", expected a positive number: the file is damaged");
        }
        return alpha;
    }

    private static boolean flag(Contents contents, String name, boolean configured) {
        return scalar(contents, name).orElse(configured ? 1 : 0) != 0;
    }

    private static OptionalDouble scalar(Contents contents, String name) {
        TensorEntry entry = contents.tensors().get(name);
        if (entry == null) {
            return OptionalDouble.empty();
        }
        if (entry.elements() != 1) {
            throw contents.defect(name + ": shape " + entry.shape() + ", expected one number: the file is damaged");
        }
        TensorFile file = contents.file();
        return OptionalDouble.of(entry.type().floating() ? file.floats(entry.name())[0] : file.longs(entry.name())[0]);
    }

    private void check() {
        contents.requireShapes(shapes, "these are weights of another preset");
        Map<String, List<Long>> trained = new LinkedHashMap<>(shapes);
        trained.keySet().removeIf(Backbone::holds);
        contents.requireAll(trained, experts());
        Set<String> known = new LinkedHashSet<>(shapes.keySet());
        known.addAll(List.of(ALPHA, RSEXPERT, LORA_ALPHA, RSLORA));
        contents.tensors().keySet().stream()
                .filter(name -> name.endsWith(COUNTED))
                .forEach(known::add);
        contents.unknown(known).ifPresent(name -> {
            String hint = name.contains("_expert") ? experts() : "these are weights of another preset";
            throw contents.defect("unknown: " + name + ": " + hint);
        });
    }

    private String experts() {
        return "the configuration has " + settings.backbone().depth() + " blocks with "
                + settings.tmoe().expertNums() + " experts";
    }

    /** The model's settings, with the file's scalars. */
    ModelSettings settings() {
        return settings;
    }

    /** The first parameter that the file leaves to the backbone's; empty if it holds frozen ones too. */
    Optional<String> absent() {
        return shapes.keySet().stream().filter(name -> !contents.has(name)).findFirst();
    }

    /** The parameters of the backbone, with their shapes. */
    Map<String, List<Long>> frozen() {
        return frozen(shapes);
    }

    /** Those of a network's parameters that come from a backbone. */
    static Map<String, List<Long>> frozen(Map<String, List<Long>> shapes) {
        Map<String, List<Long>> frozen = new LinkedHashMap<>(shapes);
        frozen.keySet().removeIf(name -> !Backbone.holds(name));
        return frozen;
    }

    /**
     * The backbone's file: the given one, or the published one if it lies where it belongs.
     *
     * @throws InputException saying which file is needed and where it goes
     */
    Path backbone(Optional<Path> given) {
        Optional<PublishedBackbone> published = PublishedBackbone.of(settings);
        return given.or(() -> published.flatMap(PublishedBackbone::found))
                .orElseThrow(() -> contents.defect("holds only what was trained (no "
                        + absent().orElseThrow() + "): "
                        + published
                                .map(PublishedBackbone::request)
                                .orElse("name its DINOv2 file with --backbone FILE")));
    }

    Contents contents() {
        return contents;
    }

    /** Reads every tensor of the file into the memory of its parameter. */
    void read(Map<String, Param> parameters) {
        parameters.forEach((name, parameter) -> {
            if (contents.has(name)) {
                contents.read(name, parameter.segment());
            }
        });
    }
}
