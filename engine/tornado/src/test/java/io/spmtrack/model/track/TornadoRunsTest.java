package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.TornadoDevice;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What device profiles set changes no bit: launches that are one execution, as on a GPU, and the tiles of products. */
class TornadoRunsTest {
    private static final String TASKS = "spmtrack.tornado.tasks";
    private static final String TILE = "spmtrack.tornado.tile";

    @AfterEach
    void reset() {
        System.clearProperty(TASKS);
        System.clearProperty(TILE);
    }

    @Test
    void tasksAndTilesOfProfilesGiveTheSameBits() {
        Backend device = TornadoDevice.require();
        try (Model model = new Model(ModelSettings.tiny(), TrackerSettings.published())) {
            model.initialize(5);
            float[] alone = scores(model, device, 1, 64);
            assertArrayEquals(alone, scores(model, device, 32, 32));
            assertArrayEquals(alone, scores(model, device, 1, 128));
        }
    }

    @Test
    void settingsThatNoKernelHasAreRefused() {
        Backend device = TornadoDevice.require();
        try (Model model = new Model(ModelSettings.tiny(), TrackerSettings.published())) {
            String message = assertThrows(InputException.class, () -> scores(model, device, 1, 48))
                    .getMessage();
            assertTrue(message.contains("-Dspmtrack.tornado.tile=48"), message);
            message = assertThrows(InputException.class, () -> scores(model, device, 0, 64))
                    .getMessage();
            assertTrue(message.contains("-Dspmtrack.tornado.tasks=0"), message);
        }
    }

    private static float[] scores(Model model, Backend device, int tasks, int tile) {
        System.setProperty(TASKS, Integer.toString(tasks));
        System.setProperty(TILE, Integer.toString(tile));
        return Frames.scores(model, device);
    }
}
