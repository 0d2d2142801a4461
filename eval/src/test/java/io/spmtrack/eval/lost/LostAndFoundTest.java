package io.spmtrack.eval.lost;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.model.Model;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.weights.BuiltIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * {@code tracker.lost} beside off, with the weights that come with the program; prints the rows of the table in
 * {@code docs/guide/track.md}. Takes minutes, so it runs with {@code -Dlost=measure} only; {@code -Dlost.rows} tries other
 * settings, separated by semicolons.
 */
@EnabledIfSystemProperty(named = "lost", matches = "measure")
final class LostAndFoundTest {
    private static final int CANDIDATES = 400;
    private static final int MOST = 40;
    private static final int GONE = 5;
    private static final int BACK = 10;
    private static final double FOUND = 0.3;

    private static final String ROWS = System.getProperty("lost.rows", "lost=0;lost=0.2;lost=0.23;lost=0.25");

    /** What came of some sequences. */
    private static final class Sums {
        private double overlap;
        private int visible;
        private int returns;
        private int found;
        private int wronglyLost;
        private int gone;
        private int toldGone;

        String row() {
            return String.format(
                    Locale.ROOT,
                    "%.1f | %d of %d | %.0f %% | %.1f %%",
                    100 * overlap / visible,
                    found,
                    returns,
                    100.0 * toldGone / gone,
                    100.0 * wronglyLost / visible);
        }
    }

    /** Targets that are hidden or away for some frames and then back for some. */
    private static List<Sequence> hidden() {
        return Datasets.open(DataSpec.parse("synthetic:?limit=" + CANDIDATES)).sequences().stream()
                .filter(sequence -> !returns(sequence.truth()).isEmpty())
                .limit(MOST)
                .toList();
    }

    /** First frames behind a time without a target. */
    private static List<Integer> returns(Truth truth) {
        List<Integer> returns = new ArrayList<>();
        int gone = 0;
        for (int frame = 0; frame + BACK <= truth.size(); frame++) {
            int from = frame;
            boolean stays = IntStream.range(from, from + BACK).allMatch(truth::exists);
            if (gone >= GONE && stays) {
                returns.add(frame);
            }
            gone = truth.exists(frame) ? 0 : gone + 1;
        }
        return returns;
    }

    private static void track(FrameSession session, TrackerSettings settings, Sequence sequence, Sums sums) {
        Truth truth = sequence.truth();
        List<Integer> returns = returns(truth);
        boolean[] seen = new boolean[truth.size()];
        try (var frames = sequence.frames();
                SpmTracker tracker = new SpmTracker(session, settings)) {
            tracker.init(Frame.of(0, frames.images(0)), truth.box(0));
            for (int frame = 1; frame < truth.size(); frame++) {
                TrackResult result = tracker.update(Frame.of(frame, frames.images(frame)));
                if (truth.exists(frame)) {
                    Box box = truth.box(frame);
                    double overlap = result.box().valid() ? result.box().iou(box) : 0;
                    seen[frame] = overlap > FOUND;
                    sums.overlap += overlap;
                    sums.visible++;
                    sums.wronglyLost += result.lost() ? 1 : 0;
                } else {
                    sums.gone++;
                    sums.toldGone += result.lost() ? 1 : 0;
                }
            }
        }
        for (int frame : returns) {
            sums.returns++;
            sums.found += seen[frame + BACK - 1] ? 1 : 0;
        }
    }

    @Test
    void besideOff() {
        List<Sequence> generated = hidden();
        List<Sequence> jogging = Datasets.open(DataSpec.parse("otb:" + SharedFolder.data("otb/Jogging")))
                .sequences();
        assertTrue(generated.size() >= MOST / 2 && jogging.size() == 2);
        try (Model model = BuiltIn.load();
                FrameSession session = new FrameSession(model, new CpuBackend(1))) {
            for (String row : ROWS.split(";")) {
                TrackerSettings settings = model.tracker().with(row.split(","));
                Sums made = new Sums();
                generated.forEach(sequence -> track(session, settings, sequence, made));
                Sums real = new Sums();
                Sums second = new Sums();
                track(session, settings, jogging.get(0), real);
                track(session, settings, jogging.get(1), second);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %.1f | %.1f | lost %d %d%n",
                        row,
                        made.row(),
                        100 * real.overlap / real.visible,
                        100 * second.overlap / second.visible,
                        real.wronglyLost,
                        second.wronglyLost);
            }
        }
    }
}
