package io.spmtrack.train.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.model.SpmTrack;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.train.RunSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Learning rates and decay of full fine-tuning (docs/spec/variants.md §9). */
final class LayerDecayTest {
    private static final double LR = 1e-4;

    private static RunSettings full() {
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(List.of("full")).forEach(overrides::preset);
        return overrides.build();
    }

    private static Map<String, String> groups(RunSettings run) {
        Map<String, String> groups = new TreeMap<>();
        SpmTrack.of(run.model())
                .parameters()
                .entrySet()
                .forEach(entry -> groups.put(entry.getKey(), run.groups().apply(entry)));
        return groups;
    }

    @Test
    void earlierLayersAreTrainedMoreSlowly() {
        RunSettings run = full();
        groups(run).forEach((name, group) -> {
            double rate = LR * Optimizer.rate(group, run.optimizer().layerDecay());
            if (name.startsWith("blocks.0.")) {
                assertEquals(1.384128721e-6, rate, 1e-14, name);
            } else if (name.startsWith("blocks.11.")) {
                assertEquals(7e-5, rate, 1e-14, name);
            } else if (name.startsWith("patch_embed.")) {
                assertEquals(9.68890104e-7, rate, 1e-14, name);
            } else if (!name.startsWith("blocks.")) {
                assertEquals(LR, rate, name);
            }
        });
        assertEquals(0.1, run.optimizer().maxGradNorm());
    }

    @Test
    void vectorsAndEmbeddingsAreNotDecayedButPatchesAre() {
        Map<String, String> groups = groups(full());
        assertTrue(groups.get("patch_embed.proj.weight").startsWith("default"));
        assertTrue(groups.get("blocks.3.attn.qkv.weight").startsWith("default"));
        assertTrue(groups.get("patch_embed.proj.bias").startsWith("1d"));
        assertTrue(groups.get("blocks.3.ls1.gamma").startsWith("1d"));
        assertEquals("embed", groups.get("pos_embed"));
        assertEquals("embed", groups.get("token_type_embed"));
        assertEquals("default", groups.get("head.cls_mlp.layers.0.weight"));
    }

    @Test
    void everythingIsTrainedUnderTheNamesOfThePretrainedFile() {
        Map<String, Param> parameters = SpmTrack.of(full().model()).parameters();
        assertTrue(parameters.values().stream().allMatch(parameter -> parameter.role() == Role.TRAINED));
        assertTrue(parameters.keySet().stream().noneMatch(name -> name.contains(".linear.")));
        assertTrue(parameters.containsKey("blocks.11.attn.qkv.bias"));
    }

    @Test
    void otherRunsHaveTheGroupsTheyEverHad() {
        assertFalse(groups(RunSettings.tiny()).values().stream().anyMatch(group -> group.contains("layer")));
        assertEquals("embed", groups(RunSettings.tiny()).get("patch_embed.proj.weight"));
    }
}
