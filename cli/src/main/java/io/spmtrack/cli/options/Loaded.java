package io.spmtrack.cli.options;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.comparison.Contestant;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.model.MergedLora;
import io.spmtrack.model.Model;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.Lanes;
import io.spmtrack.model.weights.BuiltIn;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Weights that are ready to track with.
 *
 * @param file they come from
 * @param builtIn whether they came with the program
 * @param tracker how to track
 */
public record Loaded(Path file, boolean builtIn, Model model, FrameSession session, TrackerSettings tracker)
        implements AutoCloseable {
    private static final int WORTH_MEASURING = 500;

    /** Compiles the frame of a model in a given way, its LoRA merged; the model is closed with this, or at once if that fails. */
    public static Loaded of(
            Path file,
            boolean builtIn,
            Model read,
            TrackerSettings tracker,
            BiFunction<Model, TrackerSettings, FrameSession> compile) {
        Model model = MergedLora.of(read);
        try {
            return new Loaded(file, builtIn, model, compile.apply(model, tracker), tracker);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** What the user is told. */
    public String origin() {
        return builtIn ? "built in (" + BuiltIn.PRESET + ")" : file.toString();
    }

    /** Sessions for so many targets at once, where that is faster. */
    public Lanes lanes(BackendOptions backends, int sessions) {
        return Lanes.of(session, backends.alone(), backends.threads(), sessions);
    }

    /** Several sequences at once where that is faster; few frames are not worth the measurement. */
    public Lanes lanes(BackendOptions backends, List<Sequence> sequences) {
        long frames = sequences.stream().mapToLong(Sequence::size).sum();
        return frames < WORTH_MEASURING
                ? Lanes.one(session)
                : lanes(backends, Math.min(backends.threads(), sequences.size()));
    }

    /** As a tracker in a comparison. */
    public Contestant contestant(Lanes lanes) {
        return Contestant.spmtrack(lanes, model.settings(), tracker, Fingerprint.of(file));
    }

    @Override
    public void close() {
        session.close();
        model.close();
    }
}
