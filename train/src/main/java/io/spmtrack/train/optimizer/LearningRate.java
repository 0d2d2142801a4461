package io.spmtrack.train.optimizer;

/**
 * Linear warm-up and half a cosine, per iteration, as the official runs compute it ({@code docs/spec/training.md §4}).
 * Two of its quirks are kept: the rate of an iteration is that of the iteration before (so iterations 0 and 1 share the
 * first value), and the cosine has the length of the whole run although it begins only after the warm-up (so a run ends
 * slightly above {@code last}).
 *
 * @param first at the start of the warm-up
 * @param peak at its end
 * @param last where the cosine ends
 * @param steps length of the cosine: all iterations of the run, warm-up included
 * @param warmup iterations of the warm-up
 */
public record LearningRate(double first, double peak, double last, long steps, long warmup) {

    /** First, highest and last value of the published runs. */
    public static final double FIRST = 1e-7;

    public static final double PEAK = 1e-4;
    public static final double LAST = 1e-6;

    /** Warm-up epochs of the published runs. */
    public static final int WARMUP_EPOCHS = 2;

    public LearningRate {
        if (!(first >= 0) || !(peak >= 0) || !(last >= 0) || Double.isInfinite(first + peak + last)) {
            throw new IllegalArgumentException(
                    "learning rates are finite and at least 0, not " + first + ", " + peak + ", " + last);
        }
        if (steps < 1 || warmup < 0) {
            throw new IllegalArgumentException(
                    "a schedule has at least 1 step and no negative warm-up, not " + steps + " and " + warmup);
        }
    }

    /** The published rates over a given number of iterations. */
    public static LearningRate ofSteps(long steps, long warmup) {
        return new LearningRate(FIRST, PEAK, LAST, steps, warmup);
    }

    /** The published rates and warm-up epochs. */
    public static LearningRate ofEpochs(int epochs, int iterations) {
        return ofSteps((long) epochs * iterations, (long) WARMUP_EPOCHS * iterations);
    }

    /**
     * The rate that iteration {@code iteration} uses.
     *
     * @param iteration counted from 0 over the whole run
     */
    public double at(long iteration) {
        return after(Math.max(iteration - 1, 0));
    }

    /** The value the schedule sets when iteration {@code iteration}, counted from 0, is done: η(t) of the specification. */
    public double after(long iteration) {
        if (iteration < 0) {
            throw new IllegalArgumentException("iterations count from 0, not " + iteration);
        }
        if (iteration < warmup) {
            return first + iteration * ((peak - first) / warmup);
        }
        long done = iteration - warmup;
        return done < steps ? last + 0.5 * (peak - last) * (1 + Math.cos(Math.PI * done / steps)) : last;
    }
}
