package io.spmtrack.train.tracking;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.FrameOverlaps;
import io.spmtrack.eval.result.Evaluation;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import io.spmtrack.model.MergedLora;
import io.spmtrack.model.Model;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.Tracker;
import io.spmtrack.model.weights.Weights;
import io.spmtrack.train.log.LayerLoad;
import io.spmtrack.train.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Tracks a few sequences with the weights of a run; its ranks track a part each. */
public final class TrackingTest {
    private static final double SUCCESS = 0.5;

    /** Of a sequence: its mean overlap, and the share of frames above {@link #SUCCESS}. */
    private static final int VALUES = 2;

    private final List<Sequence> sequences;

    /**
     * Chooses the sequences.
     *
     * @param specs data SPECs
     * @throws InputException if data cannot be opened, or hold no sequences to track
     */
    public TrackingTest(List<String> specs, TrackSettings settings) {
        this.sequences = TrackedSequences.of(specs, settings);
    }

    /**
     * What came of it, means over sequences.
     *
     * @param sequences that were tracked; others have unreadable pictures or no true boxes behind the first
     * @param overlap of the frames behind the first whose true box is known, NaN without sequences
     * @param success share of these frames whose overlap is above a half
     * @param experts in frames of the first sequence; empty on other ranks than the first, and where there are none
     */
    public record Score(int sequences, double overlap, double success, List<LayerLoad> experts) {
        public Score {
            experts = List.copyOf(experts);
        }
    }

    /**
     * Tracks, together with the other ranks.
     *
     * @param weights a file that every rank can read
     * @param stop asked after every frame
     * @return empty if a rank was asked to stop
     */
    public Optional<Score> run(Path weights, Backend backend, World world, BooleanSupplier stop) {
        world.at("a tracking test");
        world.await(); // the first rank has written the weights
        long[] own = new long[1 + VALUES * sequences.size()];
        List<LayerLoad> experts = new ArrayList<>();
        try (Model model = MergedLora.of(Weights.load(weights, Optional.empty(), Optional.empty()));
                FrameSession session = session(model, backend, world)) {
            for (int i = world.rank(); i < sequences.size(); i += world.size()) {
                SpmTracker plain = new SpmTracker(session, model.tracker());
                ExpertLoads watched = new ExpertLoads(plain);
                double[] values = track(i == 0 ? watched : plain, sequences.get(i), stop);
                for (int value = 0; value < VALUES; value++) {
                    own[1 + VALUES * i + value] = Double.doubleToLongBits(values[value]);
                }
                experts.addAll(i == 0 ? watched.loads() : List.of());
            }
        } catch (CancellationException e) {
            own[0] = 1;
        }
        world.await(); // others may still be tracking
        long[] all = new long[own.length * world.size()];
        world.gather(own, all);
        return score(all, own.length, world.size(), experts);
    }

    /** The first sequence belongs to the first rank, which looks at its experts. */
    private static FrameSession session(Model model, Backend backend, World world) {
        return world.rank() == 0 && model.settings().streams() == 1
                ? FrameSession.explaining(model, backend, model.tracker())
                : new FrameSession(model, backend);
    }

    private static double[] track(Tracker tracker, Sequence sequence, BooleanSupplier stop) {
        try (Tracker each = tracker) {
            SequenceResult result = Evaluation.track(each, sequence, frame -> {
                if (stop.getAsBoolean()) {
                    throw new CancellationException("stopped");
                }
            });
            double[] overlaps = FrameOverlaps.of(
                    sequence.truth(),
                    result.frames().stream().map(TrackedFrame::box).toList());
            double[] known = Arrays.stream(overlaps)
                    .skip(1)
                    .filter(overlap -> !Double.isNaN(overlap))
                    .toArray();
            return new double[] {
                Arrays.stream(known).average().orElse(Double.NaN),
                Arrays.stream(known)
                        .map(overlap -> overlap > SUCCESS ? 1 : 0)
                        .average()
                        .orElse(Double.NaN)
            };
        } catch (InputException e) {
            return new double[] {Double.NaN, Double.NaN}; // an unreadable picture is no reason to end a training
        }
    }

    /** Sums in the order of the sequences, so that the number of ranks changes no bit. */
    private Optional<Score> score(long[] all, int each, int ranks, List<LayerLoad> experts) {
        double[] sums = new double[VALUES];
        int tracked = 0;
        for (int rank = 0; rank < ranks; rank++) {
            if (all[rank * each] != 0) {
                return Optional.empty();
            }
        }
        for (int i = 0; i < sequences.size(); i++) {
            int at = (i % ranks) * each + 1 + VALUES * i;
            double overlap = Double.longBitsToDouble(all[at]);
            if (!Double.isNaN(overlap)) {
                tracked++;
                sums[0] += overlap;
                sums[1] += Double.longBitsToDouble(all[at + 1]);
            }
        }
        return Optional.of(new Score(tracked, sums[0] / tracked, sums[1] / tracked, experts));
    }
}
