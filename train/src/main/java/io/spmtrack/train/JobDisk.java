package io.spmtrack.train;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Storage;
import io.spmtrack.model.Model;
import io.spmtrack.train.optimizer.Optimizer;
import io.spmtrack.train.optimizer.WeightAverage;
import java.util.Collection;
import java.util.Optional;

/**
 * What the checkpoints of a run take on disk, in bytes.
 *
 * @param weights of a file to track with
 * @param state of the file to go on from
 * @param files to track with that are kept at most
 */
public record JobDisk(long weights, long state, int files) {
    private static final int BEST_AND_LAST = 2;

    /** Counts them without reserving the memory of a model. */
    public static JobDisk of(RunSettings settings) {
        TrainSettings train = settings.train();
        try (Model model = new Model(settings.model(), settings.tracker(), settings.groups(), Storage::planned)) {
            long weights = bytes(model.weights().parameters().values());
            Optimizer optimizer = new Optimizer(model.weights(), settings.optimizer());
            long moments = bytes(optimizer.moments().values());
            Optional<WeightAverage> average = settings.average(model);
            long means = average.map(all -> bytes(all.means().values())).orElse(0L);
            int validations = Math.ceilDiv(train.steps(), train.validateEvery());
            int kept = Math.min(validations, train.keep().keepLast())
                    + Math.min(validations, train.keep().keepBest());
            return new JobDisk(
                    weights, weights + moments + means, (BEST_AND_LAST + kept) * (average.isEmpty() ? 1 : 2));
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
