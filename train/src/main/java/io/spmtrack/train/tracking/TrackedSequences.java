package io.spmtrack.train.tracking;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.index.IndexWatcher;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The sequences of a tracking test: always the same ones, spread evenly over each of the data SPECs. */
final class TrackedSequences {
    private static final String SPLIT = "val";

    private TrackedSequences() {}

    /**
     * Chooses sequences that can be tracked, cut to their first frames.
     *
     * @throws InputException if data cannot be opened, or there are no such sequences
     */
    static List<Sequence> of(List<String> specs, TrackSettings settings) {
        List<Sequence> chosen = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            int left = specs.size() - i;
            int share = Math.ceilDiv(settings.trackSequences() - chosen.size(), left);
            chosen.addAll(of(DataSpec.parse(specs.get(i)), share));
        }
        if (chosen.isEmpty()) {
            throw new InputException("train.track_every=" + settings.trackEvery() + ": " + String.join(", ", specs)
                    + " holds no videos to track; name some with --val, or leave it out");
        }
        return chosen.stream()
                .map(sequence -> cut(sequence, settings.trackFrames()))
                .toList();
    }

    private static List<Sequence> of(DataSpec spec, int count) {
        Optional<LongFunction<Sequence>> world =
                Datasets.world(spec, spec.split().orElse(SPLIT));
        List<Sequence> chosen = new ArrayList<>();
        if (world.isPresent()) {
            for (int i = 0; i < count; i++) {
                chosen.add(world.get().apply(i));
            }
            return chosen;
        }
        List<List<Sequence>> members =
                Datasets.training(spec, SPLIT, IndexWatcher.NONE).members();
        int next = 0;
        for (int i = 0; i < count; i++) {
            next = Math.max(next, Math.toIntExact((long) i * members.size() / count));
            while (next < members.size() && !trackable(members.get(next))) {
                next++;
            }
            if (next < members.size()) {
                chosen.add(members.get(next++).getFirst());
            }
        }
        return chosen;
    }

    private static boolean trackable(List<Sequence> targets) {
        return !targets.isEmpty()
                && targets.getFirst().size() > 1
                && targets.getFirst().truth().box(0).valid();
    }

    private static Sequence cut(Sequence sequence, int frames) {
        return sequence.size() <= frames
                ? sequence
                : new Sequence(
                        sequence.dataset(),
                        sequence.name(),
                        sequence.frames().slice(0, frames, 1),
                        sequence.truth().slice(0, frames, 1));
    }
}
