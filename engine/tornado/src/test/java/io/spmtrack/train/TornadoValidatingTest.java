package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Philox;
import io.spmtrack.engine.TornadoDevice;
import io.spmtrack.engine.validating.ValidatingBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.TrackResult;
import org.junit.jupiter.api.Test;

/** Every step of a frame and of a training step of the preset tiny on a device, each beside the reference. */
class TornadoValidatingTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    @Test
    void everyStepOfAFrameIsRight() {
        Backend device = new ValidatingBackend(TornadoDevice.require());
        RunSettings tiny = RunSettings.tiny();
        try (Model model = new Model(tiny.model(), tiny.tracker())) {
            model.initialize(1);
            try (FrameSession session = new FrameSession(model, device);
                    SpmTracker tracker = new SpmTracker(session, tiny.tracker())) {
                tracker.init(Frame.of(0, noise(1)), Box.xywh(40, 30, 40, 40));
                TrackResult result = tracker.update(Frame.of(1, noise(2)));
                assertTrue(Double.isFinite(result.confidence()));
            }
        }
    }

    private static Image noise(int seed) {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        Philox.Stream random = new Philox.Stream(seed, 0);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (256 * random.uniform());
        }
        return Image.of(WIDTH, HEIGHT, rgb);
    }

    @Test
    void everyStepOfATrainingStepIsRight() {
        Backend device = new ValidatingBackend(TornadoDevice.require());
        RunSettings tiny = RunSettings.tiny();
        try (OneBatch step = new OneBatch(tiny.with(tiny.model(), 1), device)) {
            step.run();
        }
    }
}
