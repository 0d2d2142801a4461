package io.spmtrack.model.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.TornadoDevice;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Crop;
import io.spmtrack.model.crop.CropTransform;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.crop.ScoreMap;
import io.spmtrack.model.crop.SearchWindow;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.weights.ModelFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The preset tiny on a real sequence. Each frame the device gets the CPU's window, references and state token, so that a near-tie
 * in one frame does not decide the next ones; then the device tracks on its own, until the two choose different cells.
 */
class TornadoSequenceTest {
    private static final double PIXELS = 0.5;
    private static final int FRAMES = 200;
    private static final int SHORT = 20;

    /** What the device would report with the CPU's inputs. */
    private static final class Follower implements AutoCloseable {
        private final FrameProgram program;
        private final FrameProgram leader;
        private final TrackerSettings settings;
        private final Crop crop;
        private final ScoreMap scores;
        private final float[] fill;
        private SearchWindow window;

        Follower(FrameProgram leader, Backend backend, TrackerSettings settings, Image first, Box box) {
            ModelSettings model = leader.model().settings();
            this.leader = leader;
            this.program = new FrameProgram(leader.model(), backend);
            this.settings = settings;
            this.crop = new Crop(model.searchSize(), model.searchSize(), Normalization.IMAGENET);
            CellGrid grid = new CellGrid(model.searchGrid(), model.searchGrid(), model.patch());
            this.scores = new ScoreMap(grid, settings.windowPenalty());
            this.fill = first.mean();
            this.window = new SearchWindow(box);
        }

        /** After the leader ran on a frame: the same frame here. */
        Box follow(Image image, int number, Box reported) {
            CropTransform ideal = window.transform(settings.searchAreaFactor(), crop.width(), crop.height());
            CropTransform transform = crop.into(image, ideal, fill, program.search(), 0);
            assertEquals(-1, program.search().mismatch(leader.search()), "the search crop of frame " + number);
            program.previousState().copyFrom(leader.previousState());
            for (int i = 0; i < leader.model().settings().references(); i++) {
                boolean known = number > 1 && program.reference(i).mismatch(leader.reference(i)) < 0;
                if (!known) {
                    program.reference(i).copyFrom(leader.reference(i));
                    program.mask(i).copyFrom(leader.mask(i));
                    program.embed(i, 1, number);
                }
            }
            program.run();
            Peak peak = scores.peak(program.scores(), 0, program.boxes(), 0);
            window = window.moved(reported, image.width(), image.height());
            return transform.toImage(peak.box()).clip(image.width(), image.height());
        }

        @Override
        public void close() {
            program.close();
        }
    }

    @Test
    void boxesAreTheCpus() {
        Backend device = TornadoDevice.require();
        int frames = TornadoDevice.full() ? FRAMES : SHORT;
        if (!TornadoDevice.full()) {
            System.out.println("otb/David: " + SHORT + " frames on the device; -Ddevice=full runs " + FRAMES);
        }
        Path folder = SharedFolder.data("otb/David");
        Sequence sequence = Datasets.open(DataSpec.parse("otb:" + folder.toAbsolutePath()))
                .sequences()
                .getFirst();
        TrackerSettings settings = TrackerSettings.published();
        try (Model model = model(settings);
                FrameProgram program = new FrameProgram(model, new CpuBackend(2));
                SpmTracker leader = new SpmTracker(program, settings)) {
            Image first = sequence.frames().image(0);
            Box box = sequence.truth().box(0);
            leader.init(first, box);
            try (Follower follower = new Follower(program, device, settings, first, box);
                    FrameProgram own = new FrameProgram(model, device);
                    SpmTracker free = new SpmTracker(own, settings)) {
                free.init(first, box);
                compare(sequence, frames, leader, follower, free);
            }
        }
    }

    /** A model by itself, or the trained one of {@code -Ddevice.weights=FILE}. */
    private static Model model(TrackerSettings settings) {
        String file = System.getProperty("device.weights");
        if (file != null) {
            return ModelFile.load(Path.of(file));
        }
        Model model = new Model(ModelSettings.tiny(), settings);
        model.initialize(3);
        return model;
    }

    private static void compare(Sequence sequence, int frames, SpmTracker leader, Follower follower, SpmTracker free) {
        double furthest = 0;
        int apart = 0;
        for (int number = 1; number < frames; number++) {
            Image image = sequence.frames().image(number);
            TrackResult expected = leader.update(image);
            Box actual = follower.follow(image, number, expected.box());
            double difference = difference(expected.box(), actual);
            assertTrue(difference <= PIXELS, "frame " + number + ": " + actual + " for " + expected.box());
            furthest = Math.max(furthest, difference);
            if (apart == 0) {
                TrackResult ownResult = free.update(image);
                boolean same = leader.lastPeak().cell() == free.lastPeak().cell()
                        && difference(expected.box(), ownResult.box()) <= PIXELS;
                apart = same ? 0 : number;
            }
        }
        System.out.printf(
                "%d frames of %s: boxes at most %.4f px from the CPU's; on its own the device %s%n",
                frames,
                sequence.name(),
                furthest,
                apart == 0 ? "tracks the same to the end" : "leaves the CPU's track in frame " + apart);
    }

    private static double difference(Box one, Box other) {
        double x = Math.max(Math.abs(one.x1() - other.x1()), Math.abs(one.x2() - other.x2()));
        double y = Math.max(Math.abs(one.y1() - other.y1()), Math.abs(one.y2() - other.y2()));
        return Math.max(x, y);
    }
}
