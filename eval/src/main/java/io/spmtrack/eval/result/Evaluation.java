package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.DatasetScore;
import io.spmtrack.eval.observed.Observer;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs a tracker over sequences in one pass each ({@code docs/spec/inference.md §3, §8}) and writes a result file as
 * soon as a sequence is finished, so that an interrupted evaluation continues where it stopped. Several trackers follow several
 * sequences at once; the results are those of one after the other. The boxes of an outcome are those that its file gives back, so
 * that scores do not depend on who tracked, or when.
 */
public final class Evaluation {

    private static final double NANOSECONDS = 1e9;

    private final Path folder;
    private final ResultFormat format;
    private final int runs;
    private final boolean resume;
    private final int lookEvery;
    private final Consumer<Step> progress;

    /**
     * What the progress callback is told after each frame.
     *
     * @param sequence name of the sequence
     * @param number of the sequence, from 0
     * @param sequences how many there are
     * @param frame that was finished, from 0
     * @param frames how many the sequence has
     */
    public record Step(String sequence, int number, int sequences, int frame, int frames) {}

    /**
     * @param folder for the result files
     * @param runs how many runs to write of each sequence (see {@link ResultWriter#repeat})
     * @param resume whether sequences whose result file has a row for each frame are taken as done; further runs are
     *     written of them too
     * @param progress called after each frame, by one thread at a time
     */
    public Evaluation(Path folder, ResultFormat format, int runs, boolean resume, Consumer<Step> progress) {
        this(folder, format, runs, resume, 0, progress);
    }

    /** @param lookEvery how many frames are between looks at the experts; 0 for none */
    public Evaluation(
            Path folder, ResultFormat format, int runs, boolean resume, int lookEvery, Consumer<Step> progress) {
        this.lookEvery = lookEvery;
        this.folder = folder;
        this.format = format;
        this.runs = runs;
        this.resume = resume;
        this.progress = progress;
    }

    /**
     * Tracks all sequences, in their order. A sequence whose files are at fault is reported in its outcome; everything
     * else that goes wrong ends the evaluation.
     *
     * @param sequences read one by one, so a list that reads its elements when asked may throw {@link InputException}
     * @return one outcome for each sequence
     */
    public List<Outcome> run(Tracker tracker, List<Sequence> sequences) {
        return run(List.of(tracker), sequences);
    }

    /** The same with alike trackers, each on a thread of its own, which take the next sequence when they are done with one. */
    public List<Outcome> run(List<Tracker> trackers, List<Sequence> sequences) {
        Outcome[] outcomes = new Outcome[sequences.size()];
        List<Lane.Work> lanes = trackers.stream()
                .<Lane.Work>map(tracker -> number -> outcomes[number] = run(tracker, sequences, number))
                .toList();
        Lane.run(outcomes.length, lanes);
        return List.of(outcomes);
    }

    private void tell(Step step) {
        synchronized (progress) {
            progress.accept(step);
        }
    }

    private Outcome run(Tracker tracker, List<Sequence> sequences, int number) {
        String name = "sequence " + (number + 1);
        String dataset;
        Optional<SequenceResult> earlier;
        SequenceResult result;
        Observer observer = new Observer(lookEvery);
        try {
            Sequence sequence = sequences.get(number);
            name = sequence.name();
            dataset = sequence.dataset();
            earlier = earlier(sequence);
            result = earlier.isPresent()
                    ? earlier.get()
                    : track(
                            tracker,
                            sequence,
                            frame -> tell(new Step(sequence.name(), number, sequences.size(), frame, sequence.size())),
                            observer);
        } catch (InputException e) {
            return new Outcome.Failed(name, e.getMessage());
        }
        // A folder that cannot be written to is not the fault of this sequence: it ends the evaluation.
        Path own = folder.resolve(dataset);
        long begun = System.nanoTime();
        ResultWriter.repeat(result, format, own, runs);
        if (earlier.isPresent()) {
            return new Outcome.Finished(result, true);
        }
        Path file = ResultWriter.write(result, format, own);
        observer.files(name, own, System.nanoTime() - begun).forEach(TextOutput::write);
        return written(result, file);
    }

    /** With the boxes that the file gives back; a box that no file can hold is the fault of its sequence. */
    private static Outcome written(SequenceResult result, Path file) {
        try {
            SequenceResult stored = ResultFile.read(file, result.name())
                    .startingAt(result.frames().getFirst().box());
            return new Outcome.Finished(result.at(stored.boxes()), false);
        } catch (InputException e) {
            return new Outcome.Failed(result.name(), e.getMessage());
        }
    }

    /** Results of an earlier run with a row for each frame. */
    private Optional<SequenceResult> earlier(Sequence sequence) {
        Path file = ResultWriter.file(sequence.name(), format, folder.resolve(sequence.dataset()));
        if (!resume || !Files.exists(file)) {
            return Optional.empty();
        }
        SequenceResult earlier = ResultFile.read(file, sequence.name())
                .startingAt(sequence.truth().box(0));
        return earlier.frames().size() == sequence.size() ? Optional.of(earlier) : Optional.empty();
    }

    /**
     * Scores what was finished and writes {@code summary.json} beside the results, with the failures.
     *
     * @param tracker its name
     * @param rule name of a rule, or {@code official}
     * @param outcomes one for each sequence, as {@link #run} returns them
     * @return one score for each data set with public boxes
     */
    public List<DatasetScore> summarize(String tracker, String rule, List<Sequence> sequences, List<Outcome> outcomes) {
        List<Sequence> finished = new ArrayList<>();
        IdentityHashMap<Sequence, SequenceResult> results = new IdentityHashMap<>();
        for (int number = 0; number < outcomes.size(); number++) {
            if (outcomes.get(number) instanceof Outcome.Finished done) {
                Sequence sequence = sequences.get(number);
                finished.add(sequence);
                results.put(sequence, done.result());
            }
        }
        List<DatasetScore> scores = Scoring.score(rule, finished, results::get);
        ScoreFile.of(tracker, scores, outcomes).write(folder.resolve("summary.json"));
        return scores;
    }

    /**
     * Tracks one sequence from its first true box, without writing anything. Times are those of {@code init} and
     * {@code update}; reading pictures is not included.
     *
     * @param progress called with the number of each finished frame
     * @throws InputException if the first frame has no usable box or a picture cannot be read
     */
    public static SequenceResult track(Tracker tracker, Sequence sequence, Consumer<Integer> progress) {
        return track(tracker, sequence, progress, new Observer(0));
    }

    private static SequenceResult track(
            Tracker tracker, Sequence sequence, Consumer<Integer> progress, Observer observer) {
        Box first = sequence.truth().box(0);
        if (!first.valid()) {
            throw new InputException(
                    sequence.dataset() + " " + sequence.name()
                            + ": the first frame has no box of positive size to start from; correct it or leave the sequence out");
        }
        try (var frames = sequence.frames()) {
            List<TrackedFrame> tracked = new ArrayList<>();
            for (int number = 0; number < sequence.size(); number++) {
                long asked = System.nanoTime();
                Frame frame = Frame.of(number, frames.images(number));
                long start = System.nanoTime();
                TrackResult result = number == 0 ? started(tracker, frame, first) : tracker.update(frame);
                double seconds = (System.nanoTime() - start) / NANOSECONDS;
                tracked.add(new TrackedFrame(result.box(), result.confidence(), seconds, result.lost()));
                observer.saw(number, start - asked, tracker);
                progress.accept(number);
            }
            return new SequenceResult(sequence.name(), tracked);
        }
    }

    /** The first frame reports the given box with full confidence. */
    private static TrackResult started(Tracker tracker, Frame frame, Box box) {
        tracker.init(frame, box);
        return new TrackResult(box, 1);
    }
}
