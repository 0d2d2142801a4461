package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.BackboneSettings;
import io.spmtrack.model.InputSettings;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.variant.AdapterSettings;
import io.spmtrack.model.variant.HeadSettings;
import io.spmtrack.model.variant.MoeSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PresetTest {
    @ParameterizedTest
    @FieldSource("io.spmtrack.model.settings.Preset#NAMES")
    void everyRowIsASetting(String name) {
        Preset preset = Preset.of(name);
        assertFalse(preset.rows().isEmpty());
        preset.rows().keySet().forEach(key -> {
            if (!RunSettings.KEYS.shorthands().containsKey(key)) {
                RunSettings.KEYS.key(key, "preset " + name);
            }
        });
        new Overrides<>(RunSettings.KEYS).preset(preset).build();
    }

    @ParameterizedTest
    @FieldSource("io.spmtrack.model.settings.Preset#VARIANTS")
    void variantsStandOnBase(String name) {
        RunSettings run = stacked(name);
        assertEquals(RunSettings.base().train(), run.train());
        assertNotEquals(RunSettings.base(), run);
        assertFalse(Preset.of(name).about().isEmpty());
    }

    private static RunSettings stacked(String... names) {
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(List.of(names)).forEach(overrides::preset);
        return overrides.build();
    }

    @Test
    void variantsChangeTheSizeBeforeThem() {
        RunSettings run = stacked("large", "table6-3");
        assertEquals(24, run.model().backbone().depth());
        assertEquals(AdapterSettings.Ffn.LORA, run.model().adapters().ffn());
        assertEquals(RunSettings.tiny(), stacked());
    }

    @Test
    void aRowOfTableSevenSetsFiveKeysAndLaterOnesCount() {
        MoeSettings moe = stacked("moe-d-8").model().moe();
        assertEquals(8, moe.moeExperts());
        assertEquals(4, moe.moeTopk());
        assertEquals(1, moe.moeShared());
    }

    @Test
    void theNameOfABackboneSetsItsSizes() {
        ModelSettings mae = stacked("mae").model();
        assertEquals(24, mae.searchGrid());
        assertEquals(12, mae.templateGrid());
        assertEquals(BackboneSettings.Pretraining.MAE, mae.backbone().pretraining());
    }

    @Test
    void combinationsThatMeanNothingAreRefused() {
        for (String rows : List.of(
                "model.moe_experts=8",
                "model.topk=5",
                "model.attn_experts=2 model.topk=3",
                "model.ffn=moe model.moe_topk=5",
                "model.shared_expert=true model.route_compression=true",
                "sampling.rule=pair")) {
            assertThrows(
                    InputException.class,
                    () -> new Overrides<>(RunSettings.KEYS)
                            .arguments(List.of(rows.split(" ")))
                            .build(),
                    rows);
        }
    }

    /** So that the last one given counts, whatever came before. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "small", "large", "large-warmup", "large-378", "giant"})
    void sizesSetTheSameKeys(String name) {
        assertEquals(Preset.of("base").rows().keySet(), Preset.of(name).rows().keySet());
    }

    /** docs/spec/training.md §9. */
    @ParameterizedTest
    @CsvSource({
        "base, 128, 1024, 0, 0",
        "large-378, 64, 2048, 0.1, 0",
        "large-warmup, 64, 2048, 0.1, 2",
        "giant, 32, 4096, 0.4, 0"
    })
    void publishedPresetsDifferInThese(String name, int batch, int iterations, double dropPath, int boxWarmup) {
        RunSettings run = stacked(name);
        assertEquals(batch, run.train().batch());
        assertEquals(170 * iterations, run.train().steps());
        assertEquals(2 * iterations, run.schedule().warmup());
        assertEquals(iterations, run.train().validateEvery());
        assertEquals(dropPath, run.model().backbone().dropPath());
        assertEquals(boxWarmup, run.loss().boxWarmupEpochs());
        assertEquals(100 * iterations, stacked(name, "got10k").train().steps());
    }

    /**
     * Bases of ODTrack's kind: one track token, three templates of 12 by 12 and a search crop of 24 by 24 cells without types, a backbone
     * with patches of 16, the centre head, and as references frame 0 and the middles of two equal segments.
     */
    @ParameterizedTest
    @CsvSource({"odtrack-b, 768, 12, 12", "odtrack-l, 1024, 24, 16"})
    void basesOfOdTracksKind(String name, int width, int depth, int heads) {
        RunSettings run = stacked(name);
        ModelSettings model = run.model();
        assertEquals(width, model.backbone().embedDim());
        assertEquals(depth, model.backbone().depth());
        assertEquals(heads, model.backbone().numHeads());
        assertEquals(1 + 3 * 144 + 576, model.tokens());
        assertEquals(InputSettings.TokenTypes.NONE, model.input().tokenTypes());
        assertEquals(HeadSettings.Head.OSTRACK, model.head().head());
        assertEquals(2, model.input().searchFrames());
        assertEquals(2, run.tracker().templateAreaFactor());
        assertEquals(5, run.tracker().searchAreaFactor());
        assertArrayEquals(new int[] {0, 5, 15}, run.tracker().referenceRule().indices(20, 3));
        assertFalse(model.scratch(), "begins with a pretrained backbone");
        RunSettings pair = stacked(name, "sdmoe");
        assertEquals(ModelSettings.Train.PAIR, pair.model().train());
        assertEquals(model, pair.model().frozenTracker());
    }

    @Test
    void largeIsThePublishedOne() {
        assertEquals(stacked("large-warmup"), stacked("large"));
    }

    @Test
    void baseIsTheDefault() {
        assertEquals(RunSettings.KEYS.defaults(), RunSettings.base());
    }

    @Test
    void warmUpInEpochsFollowsTheBatch() {
        RunSettings run = new Overrides<>(RunSettings.KEYS)
                .arguments(List.of("schedule.warmup_epochs=2", "train.epochs=170", "train.batch=8"))
                .build();
        assertEquals(2 * 16384, run.schedule().warmup());
        assertEquals(170 * 16384, run.train().steps());
    }

    @Test
    void got10kFollowsTheBatch() {
        RunSettings run = new Overrides<>(RunSettings.KEYS)
                .preset(Preset.of("large"))
                .preset(Preset.of("got10k"))
                .set("train.batch", 32, "test")
                .build();
        assertEquals(100 * 4096, run.train().steps());
    }
}
