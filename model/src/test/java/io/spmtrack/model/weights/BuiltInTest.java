package io.spmtrack.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.SpmTracker;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The weights that come with the program are complete, small, and follow what they are shown. */
class BuiltInTest {

    private static final long MOST_BYTES = 8L << 20;
    private static final double MOST_MACS = 0.45e9;
    private static final int WIDTH = 200;
    private static final int HEIGHT = 160;

    @TempDir
    private Path folder;

    @Test
    void theyAreSmallEnoughForOneCore() throws IOException {
        assertTrue(Files.size(BuiltIn.file()) <= MOST_BYTES);
        try (Model model = BuiltIn.load()) {
            assertTrue(ModelCost.of(model.settings()).macs().total() <= MOST_MACS);
        }
    }

    /** The nearest half differs by at most 2⁻¹¹ of the value, or by 2⁻²⁵ among the smallest. */
    @Test
    void halvesKeepElevenBits() {
        Path once = folder.resolve("once.safetensors");
        try (Model model = BuiltIn.load()) {
            MemorySegment first =
                    model.weights().parameters().values().iterator().next().segment();
            float weight = 0.1234567f;
            first.setAtIndex(ValueLayout.JAVA_FLOAT, 0, weight);
            ModelFile.saveHalves(once, model);
            try (Model again = ModelFile.load(once)) {
                model.weights().parameters().forEach((name, parameter) -> {
                    MemorySegment other =
                            again.weights().find(name).orElseThrow().segment();
                    for (long i = 0; i < parameter.shape().count(); i++) {
                        float expected = parameter.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i);
                        float actual = other.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                        assertEquals(expected, actual, Math.max(Math.abs(expected) * 0x1p-11, 0x1p-25), name);
                    }
                });
                assertEquals(model.settings(), again.settings());
                assertEquals(model.tracker(), again.tracker());
            }
        }
    }

    /** A striped patch moves over a blotchy ground; at the end the box still lies on it and has its size. */
    @Test
    void theyFollowAPatch() {
        try (Model model = BuiltIn.load();
                FrameSession session = new FrameSession(model, new CpuBackend(1));
                SpmTracker tracker = new SpmTracker(session, model.tracker())) {
            tracker.init(Frame.of(0, picture(0)), place(0));
            Box last = place(0);
            for (int frame = 1; frame <= 12; frame++) {
                last = tracker.update(Frame.of(frame, picture(frame))).box();
            }
            assertTrue(last.iou(place(12)) > 0.5, last + " instead of " + place(12));
        }
    }

    private static Box place(int frame) {
        return Box.xywh(60 + 3 * frame, 50 + 2 * frame, 40, 32);
    }

    private static Image picture(int frame) {
        Random random = new Random(3);
        int[] blotches = random.ints(20 * 20, 60, 180).toArray();
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        Box box = place(frame);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int at = 3 * (y * WIDTH + x);
                boolean inside = x >= box.x1() && x < box.x2() && y >= box.y1() && y < box.y2();
                boolean stripe = inside && ((x - (int) box.x1()) / 8 + (y - (int) box.y1()) / 8) % 2 == 0;
                int ground = blotches[y / 8 * 20 % 380 + x / 12];
                rgb[at] = (byte) (stripe ? 230 : inside ? 40 : ground);
                rgb[at + 1] = (byte) (stripe ? 60 : inside ? 40 : ground);
                rgb[at + 2] = (byte) (stripe ? 40 : inside ? 160 : ground);
            }
        }
        return Image.of(WIDTH, HEIGHT, rgb);
    }
}
