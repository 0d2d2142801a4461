package io.spmtrack.train.log;

import java.nio.file.Path;
import java.util.List;

/** Events of a training run, for progress displays. */
public sealed interface TrainingEvent {
    /** The first step to come and the number of steps of the whole run. */
    record Started(long step, long steps) implements TrainingEvent {}

    /**
     * A step is done.
     *
     * @param step counted from 1
     * @param loss the whole loss
     * @param classification cross-entropy of both search frames
     * @param box box loss of both search frames
     * @param gradNorm L2 norm of the gradients before clipping
     * @param learningRate the rate it was made with
     * @param milliseconds it took, waiting for samples included
     * @param dataWait share of them that passed waiting for samples, 0 to 1
     * @param skipped unreadable frames so far in whose place another sequence was drawn
     */
    record Stepped(
            long step,
            long epoch,
            double loss,
            double classification,
            double box,
            double gradNorm,
            double learningRate,
            double milliseconds,
            double dataWait,
            long skipped)
            implements TrainingEvent {
        /** Whether the step changed anything. */
        public boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradNorm);
        }
    }

    /**
     * The losses on validation samples after a step.
     *
     * @param loss the whole loss
     * @param box box loss of both search frames
     * @param best whether the box loss was never lower
     */
    record Validated(long step, double loss, double box, boolean best) implements TrainingEvent {}

    /** The same of the averaged weights. */
    record Averaged(long step, double loss, double box, boolean best) implements TrainingEvent {}

    /**
     * A few validation sequences were tracked with the weights after a step.
     *
     * @param sequences that were tracked
     * @param overlap mean over them of their mean overlaps, 0 to 1
     * @param success mean of their shares of frames whose overlap is above a half
     * @param experts in frames of the first of them; empty where the network has none
     */
    record Tracked(long step, int sequences, double overlap, double success, double seconds, List<LayerLoad> experts)
            implements TrainingEvent {
        public Tracked {
            experts = List.copyOf(experts);
        }
    }

    /** All that is needed to go on from a step is on disk. */
    record Saved(long step, Path file) implements TrainingEvent {}

    /**
     * Loss or gradient of a step was not finite: it changed nothing and was left out.
     *
     * @param file holds all that the step depends on
     * @param culprit what made it so
     */
    record Poisoned(long step, Path file, String culprit) implements TrainingEvent {}

    /** The run ends, and why. */
    record Stopped(long step, Reason reason) implements TrainingEvent {}

    /** Why a run ends. */
    enum Reason {
        DONE,
        TIME,
        ASKED
    }
}
