package io.spmtrack.cli;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.Nearest;
import io.spmtrack.train.RunSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Named settings: those that fix every key, and those that change some of them ({@code docs/spec/training.md §9}). */
enum Preset {
    TINY,
    BASE,
    LARGE,
    GIANT,
    GOT10K;

    private static final int GOT10K_EPOCHS = 100;

    /** The name on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws InputException if there is none, naming the nearest */
    static Preset of(String label) {
        List<String> labels = Arrays.stream(values()).map(Preset::label).toList();
        if (!labels.contains(label)) {
            throw new InputException("unknown preset '" + label + "', did you mean '" + Nearest.of(label, labels)
                    + "'? Presets are " + String.join(", ", labels));
        }
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /**
     * The keys it sets and their values.
     *
     * @param current values of the presets before it
     */
    Map<String, Object> values(Map<String, Object> current) {
        return this == GOT10K
                ? Map.of(
                        "data.train", List.of("got10k:?split=train"),
                        "data.val", List.of("got10k:?split=val"),
                        "data.test", List.of("got10k:?split=val"),
                        "train.steps", GOT10K_EPOCHS * stepsPerEpoch(current))
                : SettingTree.values(settings());
    }

    /** @throws InputException if it does not fix every setting */
    RunSettings settings() {
        return switch (this) {
            case TINY -> RunSettings.tiny();
            case BASE -> RunSettings.base();
            case LARGE -> RunSettings.large();
            case GIANT -> RunSettings.giant();
            case GOT10K -> throw new InputException("preset got10k only chooses data; add tiny, base, large or giant");
        };
    }

    private static int stepsPerEpoch(Map<String, Object> current) {
        int samples = (Integer) current.get("sampling.samples_per_epoch");
        int batch = (Integer) current.get("train.batch");
        return Math.max(1, samples / batch);
    }
}
