package io.spmtrack.model;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.Random;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Adds a branch to the residual stream, in training leaving it out for some samples (docs/spec/model.md §4, "Drop
 * path").
 *
 * <p>Up to a rate of 0.1 each sample keeps the branch with probability 1 − rate. Above, a subset of
 * {@code max(⌊B · (1 − rate)⌋, 1)} samples is drawn on the host and fed as the inputs {@code drop_path.0, drop_path.1, …}, and the
 * branch is computed for it alone.
 */
public final class DropPath {
    private static final double SUBSET_ABOVE = 0.1;

    /** A branch of a block. */
    @FunctionalInterface
    interface Branch {
        /**
         * Computes it.
         *
         * @param kept tokens of some samples {@code [b, N, D]}
         * @param samples takes the same samples of another tensor {@code [B, ..]}
         * @return {@code [b, M, D]}
         */
        Tensor of(Tensor kept, UnaryOperator<Tensor> samples);
    }

    private final double rate;
    private final Optional<Program.Input> step;
    private final long seed;
    private final List<Program.Input> kept = new ArrayList<>();
    private int branches;

    private DropPath(double rate, Optional<Program.Input> step, long seed) {
        this.rate = rate;
        this.step = step;
        this.seed = seed;
    }

    /** Every branch counts: tracking, or a rate of 0. */
    public static DropPath none() {
        return new DropPath(0, Optional.empty(), 0);
    }

    /**
     * Drops branches.
     *
     * @param rate probability
     * @param step the step number, an integer input, on which the draws depend
     * @param seed the run's seed
     */
    public static DropPath training(double rate, Program.Input step, long seed) {
        return new DropPath(rate, Optional.of(step), seed);
    }

    /** Samples of a batch that keep a branch where subsets are drawn, or 0 where they are not. */
    public static int subset(double rate, int batch) {
        return rate > SUBSET_ABOVE ? Math.max((int) Math.floor(batch * (1 - rate)), 1) : 0;
    }

    /** Whether a branch sees only some samples of a batch. */
    public boolean subsets(int batch) {
        return subset(rate, batch) > 0;
    }

    /** For each branch recorded so far the indices of the samples that keep it, an input; empty where no subsets are drawn. */
    public List<Program.Input> kept() {
        return List.copyOf(kept);
    }

    /**
     * The residual stream with a branch added.
     *
     * @param x tokens {@code [B, N, D]}
     * @param onward the M tokens of the stream that go on
     */
    Tensor add(Tensor x, UnaryOperator<Tensor> onward, Branch branch) {
        int batch = x.shape().size(0);
        int number = branches++;
        Tensor stream = onward.apply(x);
        if (rate == 0) {
            return stream.add(branch.of(x, UnaryOperator.identity()));
        }
        int size = subset(rate, batch);
        if (size == 0) {
            Tensor draw = x.tape()
                    .add(
                            new Random(seed, number, Shape.of(batch, 1, 1)),
                            step.orElseThrow().tensor())[0];
            Tensor factor = draw.binary(BinaryKind.GREATER_EQUAL, x.tape().constant(rate))
                    .mul(1 / (1 - rate));
            return stream.add(branch.of(x, UnaryOperator.identity()).mul(factor));
        }
        Program.Input index = step.orElseThrow().program().input("drop_path." + number, DType.I32, size);
        kept.add(index);
        UnaryOperator<Tensor> samples = all -> all.gather(index.tensor());
        Tensor some = branch.of(samples.apply(x), samples); // [size, M, D]
        return stream.add(some.mul((double) batch / size).scatterAdd(index.tensor(), batch));
    }
}
