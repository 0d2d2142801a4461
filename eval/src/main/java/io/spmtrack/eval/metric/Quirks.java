package io.spmtrack.eval.metric;

/**
 * What the official code does for some data sets and not for others ({@code docs/spec/evaluation.md §2}).
 *
 * @param fromOne pixels count from 1, and absent targets fail both precisions
 * @param absence an absent target is an invalid frame, whatever its box
 * @param invalidHits an invalid frame is a hit for precision
 */
public record Quirks(boolean fromOne, boolean absence, boolean invalidHits) {

    /** None: most data sets. */
    public static final Quirks NONE = new Quirks(false, false, false);

    /** The same where pixels count from 1, which implies {@link #withAbsence}. */
    public Quirks countingFromOne() {
        return new Quirks(true, true, invalidHits);
    }

    /** The same where absence is looked at. */
    public Quirks withAbsence() {
        return new Quirks(fromOne, true, invalidHits);
    }

    /** The same where invalid frames are hits for precision. */
    public Quirks withInvalidHits() {
        return new Quirks(fromOne, absence, true);
    }
}
