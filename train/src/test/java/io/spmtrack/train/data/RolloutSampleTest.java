package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.Sequence;
import io.spmtrack.model.image.Box;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Samples that go on with the error of a box that was found in the first search frame. */
class RolloutSampleTest {
    private static final Sequence SEQUENCE = Scenes.moving("rollout", 30, 20);
    private static final CropSettings CROPS = CropSettings.PUBLISHED;
    private static final BoxError ERROR = new BoxError(0.2, -0.1, 1.3, 0.9);
    private static final double EXACT = 1e-9;

    private static SamplePlan plan(double flip, int sample) {
        AugmentSettings augment = new AugmentSettings(flip, 0, 0, 0, false, 0, 0, 0.3, 0, 0, 0, 0, 0);
        return SamplePlan.draw(
                        SEQUENCE,
                        new FrameSampler(SamplingSettings.PUBLISHED),
                        CROPS,
                        augment,
                        SampleRandom.of(3, 0, SampleRandom.Purpose.SAMPLE, sample))
                .orElseThrow();
    }

    private static Box truth(CropPlan wanted) {
        return SEQUENCE.truth().box(wanted.frame());
    }

    @Test
    void anErrorIsThatOfTheBoxItCameFrom() {
        Box truth = new Box(10, 20, 40, 60);
        Box found = new Box(12, 15, 45, 66);
        BoxError error = BoxError.of(found, truth).orElseThrow();
        near(found, error.on(truth));
        Box other = new Box(100, 3, 107, 90);
        assertEquals(found.iou(truth), error.on(other).iou(other), EXACT);
        near(error.on(truth).flipped(200), error.flipped().on(truth.flipped(200)));
    }

    @Test
    void aLostTargetHasNoError() {
        Box truth = new Box(0, 0, 10, 10);
        assertTrue(BoxError.of(new Box(0, 0, 10, 3.01), truth).isPresent());
        for (Box found : List.of(new Box(0, 0, 10, 2.99), new Box(20, 0, 30, 10), new Box(5, 5, 5, 5), Box.NONE)) {
            assertEquals(Optional.empty(), BoxError.of(found, truth), found.toString());
        }
    }

    @Test
    void laterCropsLieWhereTheErrorLeads() {
        for (int i = 0; i < 20; i++) {
            SamplePlan plan = plan(0, i);
            SamplePlan after = plan.after(ERROR, CROPS).orElseThrow();
            assertEquals(plan.references().getFirst(), after.references().getFirst());
            assertEquals(plan.searches().getFirst(), after.searches().getFirst());
            for (CropPlan later :
                    after.references().subList(1, after.references().size())) {
                near(ERROR.on(truth(later)), later.box());
            }
            CropPlan second = after.searches().get(1);
            assertEquals(truth(second), second.box(), "the label stays right");
            Box middle = second.ideal().toCrop(ERROR.on(truth(second)));
            assertEquals(CROPS.searchSize() / 2.0, middle.centerX(), EXACT);
            assertEquals(CROPS.searchSize() / 2.0, middle.centerY(), EXACT);
        }
    }

    @Test
    void anErrorInAMirroredCropIsMirrored() {
        SamplePlan after = plan(1, 0).after(ERROR, CROPS).orElseThrow();
        CropPlan later = after.references().get(1);
        near(new BoxError(-0.2, -0.1, 1.3, 0.9).on(truth(later)), later.box());
    }

    @Test
    void aTargetThatWouldBeMissedStaysWhereItWas() {
        assertEquals(Optional.empty(), plan(0, 0).after(new BoxError(40, 0, 1, 1), CROPS));
    }

    /** The pixels, masks and labels of the later crops are those of a sample made that way at once; the others stay. */
    @Test
    void onlyLaterCropsAreMadeAgain() {
        SamplePlan plan = plan(0, 1);
        SampleStage stage = new SampleStage(CROPS, new SampleTimes());
        Sample changed = made(stage, plan);
        Sample before = made(stage, plan);
        Sample expected = made(stage, plan.after(ERROR, CROPS).orElseThrow());
        stage.again(changed, plan, SEQUENCE.frames(), ERROR);
        for (int i = 0; i < changed.references().length; i++) {
            assertArrayEquals(expected.references()[i], changed.references()[i], "reference " + i);
            assertArrayEquals(expected.masks()[i], changed.masks()[i], "mask " + i);
        }
        for (int i = 0; i < changed.searches().length; i++) {
            assertArrayEquals(expected.searches()[i], changed.searches()[i], "search " + i);
            assertArrayEquals(expected.boxes()[i], changed.boxes()[i], "box " + i);
            assertArrayEquals(expected.positives()[i], changed.positives()[i], "cells " + i);
        }
        assertArrayEquals(expected.positiveCounts(), changed.positiveCounts());
        assertArrayEquals(before.searches()[0], changed.searches()[0]);
        assertFalse(Arrays.equals(before.searches()[1], changed.searches()[1]));
        assertFalse(Arrays.equals(before.references()[1], changed.references()[1]));
    }

    private static Sample made(SampleStage stage, SamplePlan plan) {
        Sample room = Sample.room(CROPS, SamplingSettings.PUBLISHED);
        return stage.make(plan, SEQUENCE.frames(), room, Sample.Rest.NONE).orElseThrow();
    }

    private static void near(Box expected, Box actual) {
        assertEquals(expected.x1(), actual.x1(), EXACT);
        assertEquals(expected.y1(), actual.y1(), EXACT);
        assertEquals(expected.x2(), actual.x2(), EXACT);
        assertEquals(expected.y2(), actual.y2(), EXACT);
    }
}
