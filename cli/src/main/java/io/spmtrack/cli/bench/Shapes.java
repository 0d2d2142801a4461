package io.spmtrack.cli.bench;

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
        ModelSettings tiny = ModelSettings.tiny();
        return new Shapes(
                "smallest",
                new ModelSettings(
                        24,
                        1,
                        2,
                        tiny.ffnLayer(),
                        8,
                        24,
                        48,
                        2,
                        4,
                        tiny.alpha(),
                        tiny.expertNums(),
                        tiny.useRsexpert(),
                        tiny.sharedExpert(),
                        tiny.routeCompression(),
                        tiny.initMethod(),
                        tiny.dropPath(),
                        ModelSettings.Train.ADAPTERS),
                1);
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
        return model.embedDim();
    }

    /** Columns of the first layer of the feed-forward network. */
    public int hiddenIn() {
        return switch (model.ffnLayer()) {
            case MLP -> model.hidden();
            case SWIGLUFUSED -> 2 * model.hidden();
        };
    }

    public int hidden() {
        return model.hidden();
    }

    public int headWidth() {
        return model.embedDim() / model.numHeads();
    }
}
