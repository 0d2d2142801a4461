package io.spmtrack.train;

import io.spmtrack.train.data.Sample;
import io.spmtrack.train.world.World;
import java.util.List;

/**
 * What all ranks know at the start of a step, so that they do the same in it.
 *
 * @param positives cells inside the target by search frame, in the batch of all ranks
 * @param stop whether one of them was asked to stop
 * @param over whether the time of one of them is over
 * @param failed whether one of them has no samples
 */
record StepStart(long[] positives, boolean stop, boolean over, boolean failed) {
    private static final int STOP = TrainingProgram.SEARCH_FRAMES;
    private static final int OVER = STOP + 1;
    private static final int FAILED = OVER + 1;

    /**
     * Tells the others, and hears from them.
     *
     * @param samples of this rank
     */
    static StepStart agree(World world, List<Sample> samples, boolean stop, boolean over, boolean failed) {
        long[] own = new long[FAILED + 1];
        System.arraycopy(BatchInputs.positives(samples), 0, own, 0, STOP);
        own[STOP] = stop ? 1 : 0;
        own[OVER] = over ? 1 : 0;
        own[FAILED] = failed ? 1 : 0;
        long[] all = new long[own.length * world.size()];
        world.gather(own, all);
        long[] sum = new long[own.length];
        for (int i = 0; i < all.length; i++) {
            sum[i % own.length] += all[i];
        }
        long[] positives = new long[STOP];
        System.arraycopy(sum, 0, positives, 0, STOP);
        return new StepStart(positives, sum[STOP] > 0, sum[OVER] > 0, sum[FAILED] > 0);
    }
}
