package io.spmtrack.eval.result;

import java.util.Objects;

/** What became of one sequence of an evaluation. */
public sealed interface Outcome {

    /** Name of the sequence. */
    String sequence();

    /**
     * The sequence was tracked to its end.
     *
     * @param reused whether the results are those of an earlier run
     */
    record Finished(SequenceResult result, boolean reused) implements Outcome {

        public Finished {
            Objects.requireNonNull(result);
        }

        @Override
        public String sequence() {
            return result.name();
        }
    }

    /**
     * The sequence cannot be tracked because of its files; the others are not affected.
     *
     * @param message one line: what is wrong, where, what to do
     */
    record Failed(String sequence, String message) implements Outcome {

        public Failed {
            Objects.requireNonNull(sequence);
            Objects.requireNonNull(message);
        }
    }
}
