package io.spmtrack.model;

/**
 * How the network is recorded for one frame.
 *
 * @param drop which branches training leaves out
 * @param recompute whether the gradient computes the inside of every block but the last again instead of keeping it
 * @param allTokens whether reference tokens go through the whole last block, as the official code has them; outputs are the
 *     same without
 * @param probe sees tensors by name
 */
public record Pass(DropPath drop, boolean recompute, boolean allTokens, Probe probe) {
    /** A frame as a tracker computes it. */
    public static Pass tracking() {
        return training(DropPath.none(), false);
    }

    /** A frame of training. */
    public static Pass training(DropPath drop, boolean recompute) {
        return new Pass(drop, recompute, false, Probe.NONE);
    }

    /** This pass with every token in every layer, seen by a probe. */
    public Pass seenBy(Probe probe) {
        return new Pass(drop, recompute, true, probe);
    }

    /** This pass, its tensors seen under names with a prefix. */
    Pass below(String prefix) {
        return new Pass(drop, recompute, allTokens, probe.below(prefix));
    }
}
