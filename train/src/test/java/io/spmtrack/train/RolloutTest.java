package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.model.Model;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.FrameProgram;
import io.spmtrack.train.data.BoxError;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.optimizer.Optimizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where the network itself finds the targets of a batch. */
class RolloutTest {
    private static final Backend BACKEND = new CpuBackend(2);
    private static final double NEAR = 1e-4;
    private static final BoxError ERROR = new BoxError(0.1, -0.2, 1.2, 0.8);

    private static RunSettings settings(String... more) {
        return ReproducibilityTest.settings(new TrainSettings(4, 2, 3, 0, 3, 4, 1, 0, 7, TrainSettings.Recompute.NONE))
                .with(more);
    }

    private static TrainingSession session(Model model, RunSettings settings) {
        return new TrainingSession(
                model,
                new Optimizer(model.weights(), settings.optimizer()),
                settings.loss(),
                settings.train(),
                BACKEND);
    }

    /** The truth of each sample is put where a tracker's box has a known error. */
    @Test
    void errorsAreThoseOfTheBoxesThatATrackerFinds() {
        RunSettings settings = settings("train.rollout=1");
        SampleMaker maker = TrainingData.train(settings);
        List<Sample> samples =
                IntStream.range(0, 4).mapToObj(i -> maker.make(0, i)).toList();
        try (Model model = new Model(settings.model(), settings.tracker(), settings.groups())) {
            model.initialize(settings.train().seed());
            for (Sample sample : samples) {
                Box found = tracked(model, sample);
                double width = found.width() / ERROR.width();
                double height = found.height() / ERROR.height();
                Box truth = Box.centered(
                        found.centerX() - ERROR.x() * width, found.centerY() - ERROR.y() * height, width, height);
                sample.boxes()[0][0] = (float) truth.x1();
                sample.boxes()[0][1] = (float) truth.y1();
                sample.boxes()[0][2] = (float) truth.x2();
                sample.boxes()[0][3] = (float) truth.y2();
            }
            try (TrainingSession session = session(model, settings)) {
                for (Optional<BoxError> error : session.rollOut(samples, 0)) {
                    assertEquals(ERROR.x(), error.orElseThrow().x(), NEAR);
                    assertEquals(ERROR.y(), error.orElseThrow().y(), NEAR);
                    assertEquals(ERROR.width(), error.orElseThrow().width(), NEAR);
                    assertEquals(ERROR.height(), error.orElseThrow().height(), NEAR);
                }
            }
        }
    }

    private static Box tracked(Model model, Sample sample) {
        try (FrameProgram program = FrameProgram.of(model);
                Session session = BACKEND.load(program.compile(BACKEND))) {
            for (int i = 0; i < sample.references().length; i++) {
                BatchInputs.copy(sample.references()[i], session.input("reference" + i, "image"), 0);
                BatchInputs.mask(sample.masks()[i], session.input("reference" + i, "mask"), 0);
                session.run("reference" + i);
            }
            BatchInputs.copy(sample.searches()[0], session.input("frame", "search"), 0);
            session.input("frame", "state").fill((byte) 0);
            session.run("frame");
            float[] scores = session.output("frame", "scores").toArray(ValueLayout.JAVA_FLOAT);
            int best = IntStream.range(0, scores.length)
                    .reduce(0, (left, right) -> scores[right] > scores[left] ? right : left);
            MemorySegment boxes = session.output("frame", "boxes");
            double[] corners = IntStream.range(0, 4)
                    .mapToDouble(i -> boxes.getAtIndex(ValueLayout.JAVA_FLOAT, 4L * best + i))
                    .toArray();
            return new Box(corners[0], corners[1], corners[2], corners[3]);
        }
    }

    /** Which samples go on from the network's own box depends on their number in the run alone. */
    @Test
    void theShareIsDrawnForEachSampleOfTheRun() {
        RunSettings settings = settings("train.rollout=0.25", "train.batch=64", "train.micro=0", "model.depth=1");
        SampleMaker maker = TrainingData.train(settings);
        Sample sample = maker.make(0, 0);
        try (Model model = new Model(settings.model(), settings.tracker(), settings.groups())) {
            model.initialize(settings.train().seed());
            Box found = tracked(model, sample);
            float[] truth = {(float) found.x1(), (float) found.y1(), (float) found.x2(), (float) found.y2()};
            System.arraycopy(truth, 0, sample.boxes()[0], 0, truth.length);
            List<Sample> same = IntStream.range(0, 64).mapToObj(i -> sample).toList();
            try (TrainingSession session = session(model, settings)) {
                List<Optional<BoxError>> first = session.rollOut(same, 0);
                assertEquals(
                        first.stream().map(Optional::isPresent).toList(),
                        session.rollOut(same, 0).stream()
                                .map(Optional::isPresent)
                                .toList());
                long chosen = 0;
                for (int step = 0; step < 10; step++) {
                    chosen += session.rollOut(same, step).stream()
                            .filter(Optional::isPresent)
                            .count();
                }
                // 640 draws: four standard deviations of 0.017.
                assertEquals(0.25, chosen / 640.0, 0.07);
            }
        }
    }

    @Test
    void aSampleOfOneReferenceAndOneSearchFrameHasNothingToGoOnWith() {
        String message = assertThrows(
                        RuntimeException.class,
                        () -> settings("model.references=1", "sampling.search_frames=1", "train.rollout=0.5"))
                .getMessage();
        assertTrue(message.contains("rollout=0.5") && message.contains("model.references"), message);
    }
}
