package io.spmtrack.eval.submission;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.result.ResultSet;
import io.spmtrack.eval.result.SequenceResult;
import io.spmtrack.eval.result.TrackedFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Makes zips of results, and leaves only such behind as pass the check of the server's rules. */
public final class Packing {
    /** Where an evaluation puts the results of the network. */
    private static final String OWN = "spmtrack";

    private final Submission submission;
    private final List<Expected> expected;

    /** @param expected all sequences of the server's test set */
    public Packing(Submission submission, List<Expected> expected) {
        this.submission = submission;
        this.expected = List.copyOf(expected);
    }

    /**
     * The results in the folder of an evaluation, of a tracker in it, or of result files of any tracker.
     *
     * @param runs of each sequence; 0 for those there are. Missing ones are copies of the first, which is what another run of a
     *     tracker without random elements gives
     * @throws InputException if there are none of this test set, or those of several trackers
     */
    public List<Submission.Runs> read(Path run, int runs) {
        ResultSet set = ResultSet.open(folder(run));
        List<Submission.Runs> read = new ArrayList<>();
        for (Expected each : expected) {
            if (set.names().contains(each.sequence())) {
                List<SequenceResult> found = set.runs(each.sequence());
                read.add(new Submission.Runs(each.sequence(), runs == 0 ? found : repeated(found, runs)));
            }
        }
        if (read.isEmpty()) {
            throw new InputException(run + ": holds no results of "
                    + submission.server().dataset() + ", whose sequences are called like "
                    + expected.getFirst().sequence() + "; name another folder");
        }
        return read;
    }

    private Path folder(Path run) {
        if (!Files.isDirectory(run)) {
            throw new InputException(run + ": no such folder of results; name that of an evaluation");
        }
        String dataset = submission.server().dataset();
        return List.of(run.resolve(OWN).resolve(dataset), run.resolve(dataset), run.resolve(OWN)).stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(run);
    }

    private static List<SequenceResult> repeated(List<SequenceResult> found, int runs) {
        List<SequenceResult> repeated = new ArrayList<>(found.subList(0, Math.min(runs, found.size())));
        repeated.addAll(Collections.nCopies(runs - repeated.size(), found.getFirst()));
        return repeated;
    }

    /**
     * Writes the zip, and with several runs one of each run beside it, as the official code does.
     *
     * @return the violations; if there are any nothing is written, and older files are untouched
     */
    public List<String> write(Path file, List<Submission.Runs> sequences) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        try {
            Files.createDirectories(parent);
            Path room = Files.createTempDirectory(parent, ".submission");
            try {
                Path zip = room.resolve(file.getFileName());
                submission.write(zip, sequences);
                List<String> violations = SubmissionCheck.violations(zip, submission.server(), expected);
                if (violations.isEmpty()) {
                    Files.move(zip, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    single(file, sequences);
                }
                return violations;
            } finally {
                Files.deleteIfExists(room.resolve(file.getFileName()));
                Files.deleteIfExists(room);
            }
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written: " + e + "; choose another --out", e);
        }
    }

    private void single(Path file, List<Submission.Runs> sequences) {
        int runs = sequences.getFirst().runs().size();
        for (int run = 0; runs > 1 && run < runs; run++) {
            int number = run;
            String name = file.getFileName().toString().replaceFirst("(?i)(\\.zip)?$", "");
            submission.write(
                    file.resolveSibling(String.format(Locale.ROOT, "%s%03d.zip", name, run + 1)),
                    sequences.stream().map(each -> only(each, number)).toList());
        }
    }

    /** One run, with the times of the first where it has none. */
    private static Submission.Runs only(Submission.Runs sequence, int run) {
        List<TrackedFrame> first = sequence.runs().getFirst().frames();
        List<TrackedFrame> frames = new ArrayList<>();
        for (TrackedFrame frame : sequence.runs().get(run).frames()) {
            double known =
                    frames.size() < first.size() ? first.get(frames.size()).seconds() : Double.NaN;
            frames.add(new TrackedFrame(
                    frame.box(), frame.confidence(), Double.isNaN(frame.seconds()) ? known : frame.seconds()));
        }
        return new Submission.Runs(sequence.sequence(), List.of(new SequenceResult(sequence.sequence(), frames)));
    }
}
