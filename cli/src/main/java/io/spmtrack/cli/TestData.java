package io.spmtrack.cli;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Datasets;
import io.spmtrack.eval.read.Kind;
import java.util.ArrayList;
import java.util.List;

/** Opens the data SPECs of a command line. */
final class TestData {
    private TestData() {}

    /**
     * The sequences of all SPECs, with their pictures.
     *
     * @throws io.spmtrack.engine.InputException if anything is missing or malformed
     */
    static List<Sequence> open(List<String> specs) {
        List<Sequence> sequences = new ArrayList<>();
        for (String spec : specs) {
            sequences.addAll(Datasets.open(DataSpec.parse(spec), "test").sequences());
        }
        return sequences;
    }

    /** What data these are: the SPECs of endless synthetic data, names and true boxes of all others. */
    static String fingerprint(List<String> specs, String split) {
        List<Sequence> listed = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String each : specs) {
            DataSpec spec = DataSpec.parse(each);
            text.append(spec).append(' ');
            if (spec.kind() != Kind.SYNTHETIC) {
                listed.addAll(Datasets.open(spec, split).sequences());
            }
        }
        return text + (listed.isEmpty() ? "" : Fingerprint.of(listed));
    }
}
