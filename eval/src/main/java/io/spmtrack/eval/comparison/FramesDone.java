package io.spmtrack.eval.comparison;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.result.Evaluation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the frames of sequences that are tracked several at once. Sequences begin in their order, so those before the last one
 * begun are done, or at work, or were found done.
 */
final class FramesDone {
    /** Frames before each sequence, and before what follows the last. */
    private final long[] starts;

    /** Frames left of the sequences at work. */
    private final Map<Integer, Integer> left = new HashMap<>();

    private int begun;

    FramesDone(long before, List<Sequence> sequences) {
        starts = new long[sequences.size() + 1];
        starts[0] = before;
        for (int i = 0; i < sequences.size(); i++) {
            starts[i + 1] = starts[i] + sequences.get(i).size();
        }
    }

    /** Frames done after a step. */
    long after(Evaluation.Step step) {
        begun = Math.max(begun, step.number() + 1);
        if (step.frame() + 1 == step.frames()) {
            left.remove(step.number());
        } else {
            left.put(step.number(), step.frames() - step.frame() - 1);
        }
        return starts[begun]
                - left.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Frames done after the last sequence. */
    long all() {
        return starts[starts.length - 1];
    }
}
