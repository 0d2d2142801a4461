package io.spmtrack.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.Source;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.FilterTracker;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A camera's frames come once and in order; a generated sequence stands for one. */
final class CameraReelTest {
    private static final Sequence SEQUENCE = Clip.sequence(3, 0, 8, 160, 120);

    /** Refuses to go back, as a camera does. */
    private static final class Once implements Frames {
        private int position = -1;
        private boolean closed;

        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }

        @Override
        public boolean has(int index) {
            position = Math.max(position, index);
            return index == position && index < SEQUENCE.size() && !closed;
        }

        @Override
        public Image image(int index) {
            if (!has(index)) {
                throw new IndexOutOfBoundsException(index);
            }
            return SEQUENCE.frames().image(index);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static CameraReel reel(Frames frames, long kept) {
        return new CameraReel(new Source("camera-0", frames, List.of(), List.of()), kept);
    }

    @Test
    void aPageSeesWhatTheCameraSeesNow() {
        CameraReel reel = reel(new Once(), 1 << 20);
        assertEquals(0, reel.latest(false).frame());
        assertEquals(1, reel.latest(false).frame());
        assertEquals(1, reel.latest(true).frame(), "the tracking thread takes the frames");
        assertEquals(0, reel.show(0).frame(), "kept");
        assertEquals(404, assertThrows(Refusal.class, () -> reel.show(2)).status());
    }

    @Test
    void oldFramesGo() {
        CameraReel reel = reel(new Once(), 1);
        reel.latest(false);
        reel.latest(false);
        assertTrue(assertThrows(Refusal.class, () -> reel.show(0)).getMessage().contains("not kept any more"));
    }

    /** A box in a frame that the page still shows; the frames since then are made up for. */
    @Test
    void tracksFromAFrameThatIsPast() throws Exception {
        Once camera = new Once();
        CameraReel reel = reel(camera, 1 << 20);
        reel.latest(false);
        reel.latest(false);
        try (Video video =
                new Video("1", "camera", reel, Optional.empty(), FilterTracker::new, Limits.USUAL).started()) {
            video.give(Optional.empty(), 0, SEQUENCE.truth().box(0));
            video.track(Optional.empty());
            JsonNode state = video.state(0);
            while (state.path("tracking").booleanValue()) {
                state = video.state(state.path("version").longValue());
            }
            assertEquals("the video ends here", state.path("note").textValue());
            assertEquals(SEQUENCE.size(), video.found().getFirst().found().size());
            assertEquals(409, assertThrows(Refusal.class, video::film).status());
            assertFalse(camera.closed);
        }
        assertTrue(camera.closed, "the camera is given back");
    }
}
