package io.spmtrack.cli.options;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.index.IndexWatcher;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Dataset;
import io.spmtrack.eval.read.Datasets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Opens the data SPECs of a command line. */
public final class TestData {
    private TestData() {}

    /**
     * The sequences of all SPECs, with their pictures.
     *
     * @throws InputException if anything is missing or malformed, or two sequences of a data set have the same name
     */
    public static List<Sequence> open(List<String> specs) {
        return distinct(specs, spec -> Datasets.open(spec, "test"));
    }

    /** The same for scoring: {@link Datasets#annotations annotations} alone. */
    public static List<Sequence> annotations(List<String> specs) {
        return distinct(specs, spec -> Datasets.annotations(spec, "test"));
    }

    /** Results bear the names of data set and sequence, so two that share both would be scored with each other's. */
    private static List<Sequence> distinct(List<String> specs, Function<DataSpec, Dataset> reader) {
        List<Sequence> sequences = new ArrayList<>();
        Map<String, String> holders = new HashMap<>();
        for (String spec : specs) {
            for (Sequence sequence : reader.apply(DataSpec.parse(spec)).sequences()) {
                String name = sequence.dataset() + "/" + sequence.name();
                String holder = holders.putIfAbsent(name, spec);
                if (holder != null) {
                    throw new InputException(spec + ": holds the sequence " + name + ", as " + holder
                            + " does, but results are told apart by these names; leave one out with ?sequences=, rename"
                            + " its folder, or give each SPEC a call of its own");
                }
                sequences.add(sequence);
            }
        }
        return sequences;
    }

    /** What data these are: the SPECs of endless data, names and true boxes of all others. */
    public static String fingerprint(List<String> specs, String split) {
        Stream<List<Sequence>> members = Stream.of();
        StringBuilder text = new StringBuilder();
        boolean listed = false;
        for (String each : specs) {
            DataSpec spec = DataSpec.parse(each);
            text.append(spec).append(' ');
            if (!spec.endless()) {
                listed = true;
                members = Stream.concat(members, Datasets.training(spec, split, IndexWatcher.NONE).members().stream());
            }
        }
        return text + (listed ? Fingerprint.of(members.flatMap(List::stream)) : "");
    }
}
