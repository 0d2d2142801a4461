package io.spmtrack.bench;

import io.spmtrack.model.ModelSettings;
import java.util.Locale;

/**
 * The sizes that ops have in a model: SPMTrack-B has 1318 tokens of width 768.
 *
 * @param name of the preset
 * @param model its settings
 * @param batch samples at a time
 */
public record Shapes(String name, ModelSettings model, int batch) {
    public Shapes {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch holds at least 1 sample, not " + batch);
        }
    }

    /** A model that runs in milliseconds, for tests: no size is a multiple of a vector. */
    public static Shapes smallest() {
        ModelSettings small = ModelSettings.tiny()
                .with(
                        "embed_dim=24",
                        "depth=1",
                        "template_size=24",
                        "search_size=48",
                        "references=2",
                        "r=4",
                        "train=adapters");
        return new Shapes("smallest", small, 1);
    }

    /**
     * By a name as benchmarks take it: {@code base}, {@code base-x4} for batches of four.
     *
     * @throws IllegalArgumentException if there is no such preset
     */
    public static Shapes of(String text) {
        String[] parts = text.split("-x", 2);
        int batch = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
        ModelSettings model = switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "smallest" -> smallest().model();
            case "tiny" -> ModelSettings.tiny();
            case "base" -> ModelSettings.base();
            case "large" -> ModelSettings.large();
            case "giant" -> ModelSettings.giant();
            default -> throw new IllegalArgumentException("no shapes are called " + text);
        };
        return new Shapes(text, model, batch);
    }

    /** Tokens of the whole batch: rows of every matrix product with weights. */
    public int rows() {
        return batch * model.tokens();
    }

    public int width() {
        return model.backbone().embedDim();
    }

    /** Columns of the first layer of the feed-forward network. */
    public int hiddenIn() {
        return switch (model.backbone().ffnLayer()) {
            case MLP -> model.backbone().hidden();
            case SWIGLUFUSED -> 2 * model.backbone().hidden();
        };
    }

    public int hidden() {
        return model.backbone().hidden();
    }

    public int headWidth() {
        return model.backbone().embedDim() / model.backbone().numHeads();
    }
}
