package io.spmtrack.model.track;

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
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.crop.CellGrid;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.crop.ScoreMap;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.weights.ModelFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The preset tiny on a real sequence. Each frame the device gets the CPU's window, references and state token, so that a near-tie
 * in one frame does not decide the next ones; then the device tracks on its own, until the two choose different cells.
 */
class TornadoSequenceTest {
    private static final double PIXELS = 0.5;
    private static final int FRAMES = 200;
    private static final int SHORT = 20;

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
                FrameSession cpu = new FrameSession(model, new CpuBackend(2));
                SpmTracker leader = new SpmTracker(cpu, settings)) {
            Frame first = Frame.of(0, sequence.frames().image(0));
            Box box = sequence.truth().box(0);
            leader.init(first, box);
            try (FrameSession follower = new FrameSession(model, device);
                    SpmTracker free = new SpmTracker(follower, settings)) {
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

    private static void compare(
            Sequence sequence, int frames, SpmTracker leader, FrameSession follower, SpmTracker free) {
        long video = follower.newVideo();
        ModelSettings model = follower.model().settings();
        ScoreMap scores = new ScoreMap(
                new CellGrid(
                        model.searchGrid(), model.searchGrid(), model.backbone().patch()),
                follower.model().tracker().windowPenalty());
        double furthest = 0;
        int apart = 0;
        for (int number = 1; number < frames; number++) {
            Image image = sequence.frames().image(number);
            Frame frame = Frame.of(number, image);
            List<Peak> followed = new ArrayList<>();
            TrackResult expected = leader.next(frame, (question, answer) -> {
                Answer same = follower.answer(new Question(
                        video, question.references(), question.crops(), question.search(), question.state()));
                followed.add(
                        scores.peak(MemorySegment.ofArray(same.scores()), 0, MemorySegment.ofArray(same.boxes()), 0));
            });
            Box actual = leader.target()
                    .transform()
                    .toImage(followed.getFirst().box())
                    .clip(image.width(), image.height());
            double difference = difference(expected.box(), actual);
            assertTrue(difference <= PIXELS, "frame " + number + ": " + actual + " for " + expected.box());
            furthest = Math.max(furthest, difference);
            if (apart == 0) {
                TrackResult ownResult = free.update(frame);
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
