package io.spmtrack.model.weights;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files of others as one file of this program. A checkpoint of the official code and the backbone it was trained on become a
 * tracker that needs nothing else; a backbone alone, in whatever form, becomes one safetensors file under the names of DINOv2.
 */
public final class Import {
    private final Map<WeightsKind, TensorFile> files = new EnumMap<>(WeightsKind.class);
    private final Optional<ModelSettings> expected;
    private final Path out;

    private Import(List<TensorFile> opened, Optional<ModelSettings> expected, Path out) {
        opened.forEach(file -> {
            TensorFile other = files.put(WeightsKind.of(file), file);
            if (other != null) {
                throw new InputException(other.path() + " and " + file.path()
                        + " are of the same kind; give one checkpoint and the backbone it was trained on");
            }
        });
        this.expected = expected;
        this.out = out;
    }

    /**
     * Reads files and writes one.
     *
     * @param paths a self-contained file, or a checkpoint, a backbone, or both in any order; Hugging Face folders too
     * @param expected what the model is configured to be; where empty, what the files say
     * @return where each tensor came from
     * @throws InputException if a file is absent or damaged, or they do not fit; nothing is written then
     */
    public static List<Origin> write(List<Path> paths, Optional<ModelSettings> expected, Path out) {
        List<TensorFile> opened = new ArrayList<>();
        try {
            paths.forEach(path -> opened.add(TensorFile.open(path)));
            return new Import(opened, expected, out).write();
        } finally {
            opened.forEach(TensorFile::close);
        }
    }

    private List<Origin> write() {
        Optional<TensorFile> backbone = Optional.ofNullable(files.get(WeightsKind.BACKBONE));
        if (files.containsKey(WeightsKind.TRACKER)) {
            TensorFile file = files.get(WeightsKind.TRACKER);
            if (files.size() > 1) {
                throw new InputException(file.path() + ": is complete by itself: import it without the other files");
            }
            try (Model model = ModelFile.load(file, expected, Optional.empty())) {
                return FrozenTracker.isBelow(file)
                        ? savedWithTracker(model, file)
                        : saved(model, List.of(new Contents(file)), Optional.empty());
            }
        }
        if (files.containsKey(WeightsKind.CHECKPOINT)) {
            return tracker(Checkpoint.of(files.get(WeightsKind.CHECKPOINT), expected), backbone);
        }
        return BackboneFile.write(backbone.orElseThrow(), expected, out);
    }

    private List<Origin> savedWithTracker(Model model, TensorFile added) {
        try (TensorFile below =
                TensorFile.open(FrozenTracker.of(added, Optional.empty()).file())) {
            return saved(model, List.of(new Contents(added), new Contents(below)), Optional.empty());
        }
    }

    private List<Origin> tracker(Checkpoint checkpoint, Optional<TensorFile> given) {
        if (given.isEmpty() && checkpoint.absent().isPresent()) {
            try (TensorFile found = TensorFile.open(checkpoint.backbone(Optional.empty()))) {
                return tracker(checkpoint, Optional.of(found));
            }
        }
        given.ifPresent(file -> HubConfig.check(file, checkpoint.settings().backbone()));
        Optional<Backbone> backbone = given.map(file ->
                Backbone.of(file, checkpoint.frozen(), checkpoint.settings().backbone()));
        Contents contents = checkpoint.contents();
        try (Model model = Weights.filled(contents, checkpoint.settings(), TrackerSettings.published(), parameters -> {
            backbone.ifPresent(source -> source.read(Weights.frozen(parameters)));
            checkpoint.read(parameters);
        })) {
            return saved(model, List.of(contents), backbone);
        }
    }

    /** Saves a model whose tensors come from the first of these that has them. */
    private List<Origin> saved(Model model, List<Contents> contents, Optional<Backbone> backbone) {
        List<Origin> origins = new ArrayList<>();
        model.weights().parameters().forEach((name, parameter) -> {
            List<Long> shape = Contents.shape(parameter);
            origins.add(contents.stream()
                    .filter(each -> each.has(name))
                    .findFirst()
                    .map(each -> Origin.of(
                            name, shape, each.file().path(), each.tensors().get(name), ""))
                    .orElseGet(() -> backbone.orElseThrow().origin(parameter)));
        });
        ModelFile.save(out, model);
        return origins;
    }
}
