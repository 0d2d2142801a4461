package io.spmtrack.train;

import io.spmtrack.engine.CountingBackend;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.track.FrameSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Once compiled, whole training steps and frames run without allocating on the Java heap. */
@Tag("fresh")
class StepAllocationTest {
    private static final int RUNS = 50;

    /** Of every kind of layer one: what is rarely called is compiled only after thousands of calls. */
    private static RunSettings smallest() {
        RunSettings tiny = RunSettings.tiny();
        ModelSettings model = tiny.model();
        return tiny.with(
                model.resized(
                        1, 2 * model.backbone().patch(), 4 * model.backbone().patch()),
                1);
    }

    @Test
    void stepsAllocateNothing() {
        CountingBackend backend = new CountingBackend(new CpuBackend(2));
        try (OneBatch step = new OneBatch(smallest(), backend)) {
            backend.settle(RUNS, step::run);
        }
    }

    @Test
    void framesAllocateNothing() {
        CountingBackend backend = new CountingBackend(new CpuBackend(2));
        RunSettings settings = smallest();
        try (Model model = new Model(settings.model(), settings.tracker())) {
            model.initialize(1);
            try (FrameSession session = new FrameSession(model, backend)) {
                backend.settle(RUNS, session::run);
            }
        }
    }
}
