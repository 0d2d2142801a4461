package io.spmtrack.eval.metric;

import io.spmtrack.engine.InputException;

/** How many result rows a rule needs for the frames of a sequence. */
enum Length {
    ANY,
    /** At least one a frame. */
    ENOUGH,
    /** Exactly one a frame. */
    EQUAL;

    /** @throws InputException if a rule does not allow this number of rows */
    void require(Rule rule, Tracked tracked) {
        int rows = tracked.predicted().size();
        int frames = tracked.truth().size();
        switch (this) {
            case ANY -> {}
            case ENOUGH -> {
                if (rows < frames) {
                    throw new InputException(tracked.sequence() + ": only " + rows + " result rows for " + frames
                            + " frames; rule " + rule + " needs all, rule plain does not");
                }
            }
            case EQUAL -> {
                if (rows != frames) {
                    throw new InputException(tracked.sequence() + ": " + rows + " result rows for " + frames
                            + " frames; rule " + rule + " needs equal numbers, rule plain does not");
                }
            }
        }
    }
}
