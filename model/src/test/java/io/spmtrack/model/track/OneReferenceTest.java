package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spmtrack.engine.Backend;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model with one reference and without state token remembers nothing of a video but its first frame (docs/spec/variants.md §2). */
class OneReferenceTest {
    private static final String[] SMALL = {
        "embed_dim=32", "depth=1", "num_heads=2", "patch=8", "template_size=24", "search_size=48", "r=4", "alpha=4"
    };

    private static Frame frame(int number, int pattern) {
        byte[] rgb = new byte[3 * 100 * 80];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % 100;
            int y = i / 3 / 100;
            boolean inside = x >= 30 && x < 55 && y >= 30 && y < 60;
            rgb[i] = (byte) (inside ? 200 + 20 * (i % 3) : (x * (3 + pattern) + y * 5) & 127);
        }
        return Frame.of(number, Image.of(100, 80, rgb));
    }

    /** What the network says about the third frame; in the second one the target was found in the same place, whatever it showed. */
    private static Answer third(Model model, Backend backend, int second) {
        try (FrameSession session = new FrameSession(model, backend);
                Target target = new Target(model.settings(), TrackerSettings.published());
                Guide guide = Guide.of(0, 1)) {
            target.start(session.newVideo(), frame(0, 0), Box.xywh(30, 30, 25, 30));
            Answer answer = session.answer(target.ask(frame(1, second), 1));
            target.follow(answer, frame(1, second), new Peak(14, 1, new Box(16, 16, 30, 32)), 1, guide, true);
            return session.answer(target.ask(frame(2, 0), 1));
        }
    }

    @ParameterizedTest
    @MethodSource("io.spmtrack.model.track.SavedVariantsTest#backends")
    void theFrameBeforeHasNoInfluence(Backend backend) {
        ModelSettings settings = ModelSettings.base().with(SMALL);
        for (String rows : new String[] {"state_token=false references=1", "references=1", "state_token=false"}) {
            try (Model model = new Model(settings.with(rows.split(" ")), TrackerSettings.published())) {
                model.initialize(3);
                Answer one = third(model, backend, 0);
                Answer other = third(model, backend, 4);
                if (rows.contains(" ")) {
                    assertArrayEquals(one.scores(), other.scores());
                    assertArrayEquals(one.boxes(), other.boxes());
                } else { // a state token, or a crop of the frame before, tells
                    assertFalse(Arrays.equals(one.scores(), other.scores()), rows);
                }
            }
        }
    }
}
