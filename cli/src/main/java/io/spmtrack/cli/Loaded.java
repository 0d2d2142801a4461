package io.spmtrack.cli;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.track.FrameProgram;
import io.spmtrack.model.track.TrackerSettings;
import io.spmtrack.model.weights.ModelFile;
import java.nio.file.Path;
import java.util.List;

/**
 * Weights that are ready to track with.
 *
 * @param file they come from
 */
record Loaded(Path file, Model model, FrameProgram program) implements AutoCloseable {

    /** @throws io.spmtrack.engine.InputException if the file is damaged or not one of this program */
    static Loaded open(Path file, Backend backend) {
        Model model = ModelFile.load(file);
        return program(file, model, backend);
    }

    /**
     * Weights that have to be of a given model.
     *
     * @throws io.spmtrack.engine.InputException naming the first tensor that differs and both shapes
     */
    static Loaded open(Path file, ModelSettings wanted, Backend backend) {
        Model model = new Model(wanted, TrackerSettings.published());
        try (TensorFile tensors = TensorFile.open(file)) {
            ModelFile.copy(tensors, model);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        return program(file, model, backend);
    }

    private static Loaded program(Path file, Model model, Backend backend) {
        try {
            return new Loaded(file, model, new FrameProgram(model, backend));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** How to track: as the file says, with {@code tracker.…=value} arguments laid over it. */
    TrackerSettings tracker(List<String> arguments) {
        return new Overrides<>(TrackingSettings.class, new TrackingSettings(model.tracker()), "weights")
                .arguments(arguments)
                .build()
                .tracker();
    }

    /** As a tracker in a comparison. */
    Contestant contestant(TrackerSettings settings) {
        return Contestant.spmtrack(program, settings, Fingerprint.of(file));
    }

    @Override
    public void close() {
        program.close();
        model.close();
    }
}
