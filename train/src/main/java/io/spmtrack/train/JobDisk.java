package io.spmtrack.train;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Storage;
import io.spmtrack.model.Model;
import java.util.Collection;

/**
 * What the checkpoints of a run take on disk, in bytes.
 *
 * @param weights of a file to track with
 * @param state of the file to go on from
 * @param files to track with that are kept
 */
public record JobDisk(long weights, long state, int files) {

    /** Counts them without reserving the memory of a model. */
    public static JobDisk of(RunSettings settings) {
        try (Model model =
                new Model(settings.model(), settings.tracker(), Optimizer.groups(settings), Storage::planned)) {
            Optimizer optimizer = new Optimizer(model.weights(), settings.optimizer());
            long weights = bytes(model.weights().parameters().values());
            long moments = bytes(optimizer.moments().values());
            return new JobDisk(weights, weights + moments, 2);
        }
    }

    private static long bytes(Collection<Param> parameters) {
        return DType.BYTES
                * parameters.stream()
                        .mapToLong(parameter -> parameter.shape().count())
                        .sum();
    }

    /** The most at a time: a file is written beside the one that it replaces. */
    public long most() {
        return state + files * weights + state;
    }
}
