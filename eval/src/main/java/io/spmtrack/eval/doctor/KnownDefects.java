package io.spmtrack.eval.doctor;

import java.util.Map;

/** What is wrong with the published data sets themselves ({@code docs/spec/dataset-tables.md}): everybody's copy is like this. */
final class KnownDefects {
    private static final Map<String, Defect> KNOWN = Map.of(
            "monkey-17", Defect.ROWS,
            "tiger-6", Defect.BOXES,
            "GOT-10k_Train_008628", Defect.BOXES,
            "GOT-10k_Train_008630", Defect.BOXES,
            "GOT-10k_Train_009058", Defect.BOXES,
            "GOT-10k_Train_009059", Defect.BOXES);

    private KnownDefects() {}

    /** A finding about a sequence, marked where it is a known one. */
    static Finding mark(String sequence, Defect defect, String where, String what) {
        return new Finding(defect, where, what, KNOWN.get(sequence) == defect);
    }
}
