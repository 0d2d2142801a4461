package io.spmtrack.eval.comparison;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.submission.Expected;
import io.spmtrack.eval.submission.Packing;
import io.spmtrack.eval.submission.Server;
import io.spmtrack.eval.submission.Submission;
import io.spmtrack.eval.submission.ToolkitLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an evaluation leaves for others: the zips of test sets whose boxes are not public, and the tree of a toolkit.
 *
 * @param folder of the evaluation
 * @param layout of the toolkit, if one is asked for
 * @param runs of each sequence
 */
record Delivery(Path folder, Optional<ToolkitLayout> layout, int runs) {

    /** Writes everything, and returns what to say of it. */
    List<String> of(String tracker, List<Sequence> sequences, Function<Sequence, Optional<SequenceResult>> results) {
        List<String> remarks = new ArrayList<>();
        sequences.stream()
                .collect(Collectors.groupingBy(Sequence::dataset))
                .forEach((dataset, each) -> Server.ofDataset(dataset)
                        .ifPresent(server -> remarks.add(zip(server, tracker, each, results))));
        layout.ifPresent(kind -> remarks.addAll(tree(kind, tracker, sequences, results)));
        return remarks;
    }

    private String zip(
            Server server,
            String tracker,
            List<Sequence> sequences,
            Function<Sequence, Optional<SequenceResult>> results) {
        List<Submission.Runs> finished = new ArrayList<>();
        sequences.forEach(sequence -> results.apply(sequence)
                .ifPresent(result ->
                        finished.add(new Submission.Runs(sequence.name(), Collections.nCopies(runs, result)))));
        List<Expected> all = server.sequences(sequences);
        if (finished.size() < all.size()) {
            return server.dataset() + ": " + finished.size() + " of " + all.size()
                    + " sequences have results; a zip for the server is written when all have";
        }
        Path file = folder.resolve(server.zip() + ".zip");
        List<String> violations = new Packing(new Submission(server, tracker, true), all).write(file, finished);
        return violations.isEmpty()
                ? "for the server: " + file
                : file + " is not written, " + violations.size() + " rules are violated, the first: "
                        + violations.getFirst();
    }

    private List<String> tree(
            ToolkitLayout kind,
            String tracker,
            List<Sequence> sequences,
            Function<Sequence, Optional<SequenceResult>> results) {
        Set<String> roots = new TreeSet<>();
        for (Sequence sequence : sequences) {
            results.apply(sequence)
                    .ifPresent(result -> roots.add(kind.add(folder, tracker, sequence.dataset(), result)
                            .toString()));
        }
        return roots.stream()
                .map(root -> "results as " + kind.label() + " finds them: " + root)
                .toList();
    }
}
