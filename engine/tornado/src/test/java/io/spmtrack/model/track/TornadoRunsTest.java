package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.TornadoDevice;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Launches that are one execution, as on a GPU, give the same bits as one by one. */
class TornadoRunsTest {
    private static final String TASKS = "spmtrack.tornado.tasks";

    @Test
    void manyLaunchesInOneExecutionGiveTheSameBits() {
        Backend device = TornadoDevice.require();
        String before = System.getProperty(TASKS);
        try (Model model = new Model(ModelSettings.tiny(), TrackerSettings.published())) {
            model.initialize(5);
            float[] alone = scores(model, device, 1);
            assertArrayEquals(alone, scores(model, device, 16));
        } finally {
            if (before == null) {
                System.clearProperty(TASKS);
            } else {
                System.setProperty(TASKS, before);
            }
        }
    }

    private static float[] scores(Model model, Backend device, int tasks) {
        System.setProperty(TASKS, Integer.toString(tasks));
        try (FrameProgram program = new FrameProgram(model, device)) {
            for (int i = 0; i < model.settings().references(); i++) {
                noise(program.reference(i), i);
                program.mask(i).fill((byte) 0);
                program.embed(i, 1, i);
            }
            noise(program.search(), 9);
            program.run();
            program.previousState().copyFrom(program.state());
            program.run();
            return program.scores().toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static void noise(MemorySegment to, int seed) {
        Philox.Stream random = new Philox.Stream(seed, 0);
        for (long i = 0; i < to.byteSize() / Float.BYTES; i++) {
            to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.normal());
        }
    }
}
