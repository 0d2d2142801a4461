package io.spmtrack.eval.vot;

import java.util.Map;

/** What the toolkit says of a tracker in an experiment, 0 … 1. */
public sealed interface VotScore permits Anchored, LongTerm {
    /** The measures by their names in the toolkit, in its order. */
    Map<String, Double> measures();
}
