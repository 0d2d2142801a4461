package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spmtrack.engine.Param;
import io.spmtrack.model.Model;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** A step whose loss is not finite changes nothing, and the one after it is as if it had not been. */
class PoisonedStepTest {
    @Test
    void nothingRemainsOfIt() {
        try (Model clean = RecomputeStepTest.model(0);
                Model hit = RecomputeStepTest.model(0);
                TrainingSession plain = RecomputeStepTest.session(clean, TrainSettings.Recompute.NONE);
                TrainingSession poisoned = RecomputeStepTest.session(hit, TrainSettings.Recompute.NONE)) {
            MemorySegment image = poisoned.batch().searches().getFirst();
            float value = image.get(ValueLayout.JAVA_FLOAT, 0);
            image.set(ValueLayout.JAVA_FLOAT, 0, Float.NaN);
            assertFalse(Double.isFinite(poisoned.update(0, 0, 1e-3).loss()));
            assertEquals(0, poisoned.applied());
            image.set(ValueLayout.JAVA_FLOAT, 0, value);
            for (int number = 0; number < 2; number++) {
                assertEquals(
                        plain.update(number, 0, 1e-3).loss(),
                        poisoned.update(number + 1, 0, 1e-3).loss());
                assertEquals(number + 1, poisoned.applied());
            }
            for (Param parameter : clean.weights().parameters().values()) {
                MemorySegment other =
                        hit.weights().find(parameter.name()).orElseThrow().segment();
                assertEquals(-1, parameter.segment().mismatch(other), parameter.name());
            }
        }
    }
}
