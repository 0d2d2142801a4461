package io.spmtrack.eval.doctor;

/**
 * One thing that is wrong, in one line.
 *
 * @param where file or folder, with line where there is one
 * @param what is wrong, and what it means
 * @param known whether the published data set itself is like this; then nothing needs to be done
 */
public record Finding(Defect defect, String where, String what, boolean known) {

    @Override
    public String toString() {
        return where + ": " + what + (known ? " (known of the published copy)" : "");
    }
}
