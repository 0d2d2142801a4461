package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The tables of docs/spec/model.md §9 and §11. */
final class ModelCostTest {
    private static final double GIGA = 1e9;

    @Test
    void sizesOfThePublishedModels() {
        check(ModelSettings.base(), 115_330_565, 29_243_909);
        check(ModelSettings.large(), 379_582_469, 75_872_261);
        check(ModelSettings.giant(), 1_339_511_813, 204_018_693);
    }

    private static void check(ModelSettings settings, long parameters, long trainable) {
        ModelCost cost = ModelCost.of(settings);
        assertEquals(parameters, cost.parameters());
        assertEquals(trainable, cost.trainable());
    }

    @Test
    void multiplyAccumulatesOfAFrame() {
        check(ModelSettings.base(), 147.36, 32.02, 0.59, 1.72, 181.70);
        check(ModelSettings.large(), 492.48, 85.38, 0.79, 3.06, 581.71);
        check(ModelSettings.giant(), 1749.02, 213.46, 1.19, 6.89, 1970.55);
    }

    /** SPMTrack-B: 1,728 GFLOP for three references and two search frames. */
    @Test
    void multiplyAccumulatesOfATrainingStep() {
        assertEquals(1728, 2 * ModelCost.of(ModelSettings.base()).stepMacs() / GIGA, 0.5);
    }

    private static void check(
            ModelSettings settings, double linear, double attention, double patch, double heads, double total) {
        ModelCost.Macs macs = ModelCost.of(settings).macs();
        assertEquals(linear, macs.linear() / GIGA, 0.006);
        assertEquals(attention, macs.attention() / GIGA, 0.006);
        assertEquals(patch, macs.patchEmbed() / GIGA, 0.006);
        assertEquals(heads, macs.heads() / GIGA, 0.006);
        assertEquals(total, macs.total() / GIGA, 0.006);
    }
}
