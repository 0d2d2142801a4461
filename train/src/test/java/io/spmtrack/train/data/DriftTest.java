package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.Sequence;
import io.spmtrack.model.image.Box;
import org.junit.jupiter.api.Test;

/** References with boxes as a tracker would have found them. */
class DriftTest {
    private static final Sequence SEQUENCE = Scenes.moving("drift", 30, 20);
    private static final int SAMPLES = 2000;

    private static SamplePlan plan(double drift, int sample) {
        AugmentSettings augment = new AugmentSettings(0, 0, 0, 0, false, 0, 0, drift, 0, 0, 0, 0, 0);
        for (int attempt = 0; ; attempt++) {
            var plan = SamplePlan.draw(
                    SEQUENCE,
                    new FrameSampler(SamplingSettings.PUBLISHED),
                    CropSettings.PUBLISHED,
                    augment,
                    SampleRandom.of(3, attempt, SampleRandom.Purpose.SAMPLE, sample));
            if (plan.isPresent()) {
                return plan.get();
            }
        }
    }

    private static Box truth(CropPlan wanted) {
        return SEQUENCE.truth().box(wanted.frame());
    }

    @Test
    void withoutDriftEveryBoxIsTheAnnotatedOne() {
        for (int i = 0; i < 20; i++) {
            plan(0, i).references().forEach(wanted -> assertEquals(truth(wanted), wanted.box()));
        }
    }

    @Test
    void theFirstReferenceAndTheSearchFramesKeepTheirBoxes() {
        for (int i = 0; i < 20; i++) {
            SamplePlan plan = plan(0.3, i);
            assertEquals(
                    truth(plan.references().getFirst()),
                    plan.references().getFirst().box());
            plan.searches().forEach(wanted -> assertEquals(truth(wanted), wanted.box()));
        }
    }

    /** Sizes are wrong by one factor for all, as often too large as too small, and by as much as asked. */
    @Test
    void sizesOfLaterReferencesAreWrongTogether() {
        double drift = 0.2;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < SAMPLES; i++) {
            SamplePlan plan = plan(drift, i);
            CropPlan second = plan.references().get(1);
            CropPlan third = plan.references().get(2);
            double width = second.box().width() / truth(second).width();
            double height = second.box().height() / truth(second).height();
            assertEquals(width, third.box().width() / truth(third).width(), 1e-9);
            assertEquals(height, third.box().height() / truth(third).height(), 1e-9);
            double size = Math.log(width * height) / 2;
            sum += size;
            squares += size * size;
            double moved = Math.abs(second.box().centerX() - truth(second).centerX());
            assertTrue(moved <= drift * truth(second).width(), "moved " + moved);
        }
        double deviation = drift / Math.sqrt(SAMPLES);
        assertEquals(0, sum / SAMPLES, 4 * deviation);
        assertEquals(drift, Math.sqrt(squares / SAMPLES), 4 * deviation);
    }
}
