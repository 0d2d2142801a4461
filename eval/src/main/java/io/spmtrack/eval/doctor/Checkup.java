package io.spmtrack.eval.doctor;

import java.util.List;

/**
 * What a walk over a data set found.
 *
 * @param dataset with its split
 * @param sequences videos and pictures looked at
 * @param frames of them all
 * @param decoded pictures that were decoded; 0 where only headers were read
 * @param findings in the order of the data set
 */
public record Checkup(String dataset, int sequences, long frames, long decoded, List<Finding> findings) {
    public Checkup {
        findings = List.copyOf(findings);
    }

    /** Whether something is wrong that is not so in the published data set. */
    public boolean wrong() {
        return findings.stream().anyMatch(finding -> !finding.known());
    }
}
