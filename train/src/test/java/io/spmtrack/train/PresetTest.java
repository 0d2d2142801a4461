package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** So that the last one given counts, whatever came before. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "large", "giant"})
    void sizesSetTheSameKeys(String name) {
        assertEquals(Preset.of("base").rows().keySet(), Preset.of(name).rows().keySet());
    }

    @Test
    void baseIsTheDefault() {
        assertEquals(RunSettings.KEYS.defaults(), RunSettings.base());
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
