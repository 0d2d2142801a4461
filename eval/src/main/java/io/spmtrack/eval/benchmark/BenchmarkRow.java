package io.spmtrack.eval.benchmark;

import io.spmtrack.eval.metric.Quirks;
import io.spmtrack.eval.metric.Rule;
import io.spmtrack.eval.read.layout.DataLayout;
import io.spmtrack.model.ReferenceRule;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one data set.
 *
 * @param names the word before the colon of a SPEC, and others it goes by in {@code datasets.yaml} and in results
 * @param layout how its files lie
 * @param official the rule of its own toolkit
 * @param quirks what the official code does otherwise than elsewhere
 * @param references the rule for references that the official configuration has for it with SPMTrack-B
 * @param attributes short names of what makes sequences difficult, in the order of its files of attributes
 */
record BenchmarkRow(
        List<String> names,
        DataLayout layout,
        Optional<Rule> official,
        Quirks quirks,
        Optional<ReferenceRule> references,
        List<String> attributes) {

    /** The names, to which the layout is added. */
    record Names(List<String> names) {
        BenchmarkRow read(DataLayout by) {
            return new BenchmarkRow(names, by, Optional.empty(), Quirks.NONE, Optional.empty(), List.of());
        }
    }

    static Names named(String... names) {
        return new Names(List.of(names));
    }

    BenchmarkRow official(Rule rule) {
        return new BenchmarkRow(names, layout, Optional.of(rule), quirks, references, attributes);
    }

    BenchmarkRow quirks(Quirks other) {
        return new BenchmarkRow(names, layout, official, other, references, attributes);
    }

    BenchmarkRow references(ReferenceRule rule) {
        return new BenchmarkRow(names, layout, official, quirks, Optional.of(rule), attributes);
    }

    BenchmarkRow attributes(List<String> columns) {
        return new BenchmarkRow(names, layout, official, quirks, references, columns);
    }
}
