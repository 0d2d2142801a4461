package io.spmtrack.model;

import io.spmtrack.engine.Tensor;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the network is recorded for one frame.
 *
 * @param drop which branches training leaves out
 * @param recompute whether the gradient computes the inside of every block but the last again instead of keeping it
 * @param allTokens whether reference tokens go through the whole last block, as the official code has them; outputs are the
 *     same without
 * @param probe sees tensors by name
 * @param losses takes what the network adds to the loss, one scalar after the other, where it learns from this pass; statistics of
 *     the batch are used then
 */
public record Pass(
        DropPath drop, boolean recompute, boolean allTokens, Probe probe, Optional<Consumer<Tensor>> losses) {
    /** A frame as a tracker computes it. */
    public static Pass tracking() {
        return training(DropPath.none(), false);
    }

    /** This pass, from which the network learns. */
    public Pass learning(Consumer<Tensor> further) {
        return new Pass(drop, recompute, allTokens, probe, Optional.of(further));
    }

    /** A frame of training. */
    public static Pass training(DropPath drop, boolean recompute) {
        return new Pass(drop, recompute, false, Probe.NONE, Optional.empty());
    }

    /** This pass with every token in every layer, seen by a probe. */
    public Pass seenBy(Probe probe) {
        return new Pass(drop, recompute, true, probe, losses);
    }

    /** This pass, its tensors seen under names with a prefix. */
    Pass below(String prefix) {
        return new Pass(drop, recompute, allTokens, probe.below(prefix), losses);
    }
}
