package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.metric.Tracked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The result file that belongs to each sequence of a data set, read once when it is asked for, and what is odd about it. Any number
 * of threads.
 */
public final class PairedResults implements Function<Sequence, SequenceResult> {
    private final ResultSet set;
    private final Map<String, String> pairs;
    private final Map<String, String> folders;
    private final Map<String, SequenceResult> read = new ConcurrentHashMap<>();

    private PairedResults(ResultSet set, Map<String, String> pairs, Map<String, String> folders) {
        this.set = set;
        this.pairs = pairs;
        this.folders = folders;
    }

    /**
     * Pairs by name ({@link NamePairs}).
     *
     * @throws InputException if a sequence has no results, naming the first, or they are those of several trackers
     */
    public static PairedResults of(ResultSet set, List<Sequence> sequences) {
        List<String> names = sequences.stream().map(Sequence::name).toList();
        Map<String, String> pairs = NamePairs.of(names, set.names());
        List<String> missing =
                names.stream().filter(name -> !pairs.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new InputException(set.tracker() + ": no results for " + missing.size() + " of " + names.size()
                    + " sequences, the first is " + missing.getFirst()
                    + "; add them, or choose others with ?sequences=");
        }
        return new PairedResults(set, pairs, OneTracker.folders(set, sequences, pairs));
    }

    @Override
    public SequenceResult apply(Sequence sequence) {
        String key = OneTracker.key(sequence);
        return read.computeIfAbsent(key, absent -> set.read(pairs.get(sequence.name()), folders.get(key)));
    }

    /** The folder of the result files of a sequence, where these lie in no zip. */
    public Optional<Path> folder(Sequence sequence) {
        return set.place(folders.get(OneTracker.key(sequence)));
    }

    /** The file of a sequence as one may name it. */
    String file(Sequence sequence) {
        return set.file(pairs.get(sequence.name()), folders.get(OneTracker.key(sequence)));
    }

    /** A row of it, where a message is about that row. */
    String row(Sequence sequence, int frame) {
        SequenceResult result = apply(sequence);
        return file(sequence) + ", row " + (Math.min(frame, result.frames().size()) + 1);
    }

    /**
     * What is odd about the files of sequences, but stops no rule that allows it: fewer or more rows than frames, and rows without
     * a box.
     *
     * @return one sentence for each
     */
    public List<String> oddities(List<Sequence> sequences) {
        List<String> found = new ArrayList<>();
        for (Sequence sequence : sequences) {
            if (Tracked.scorable(sequence.truth())) {
                length(sequence).ifPresent(found::add);
                unknown(sequence).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    private Optional<String> length(Sequence sequence) {
        int rows = apply(sequence).frames().size();
        int frames = sequence.truth().size();
        String counts = ": " + rows + (rows == 1 ? " row" : " rows") + " for " + frames + " frames; scoring goes on, ";
        if (rows < frames) {
            return Optional.of(
                    file(sequence) + ", behind row " + rows + counts + "the rule says what frames without a row count");
        }
        return rows == frames
                ? Optional.empty()
                : Optional.of(row(sequence, frames) + counts + "what is behind the last frame is ignored");
    }

    private Optional<String> unknown(Sequence sequence) {
        List<TrackedFrame> frames =
                apply(sequence).startingAt(sequence.truth().box(0)).frames();
        List<Integer> without = new ArrayList<>();
        for (int frame = 0; frame < frames.size(); frame++) {
            if (!frames.get(frame).box().finite()) {
                without.add(frame);
            }
        }
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(row(sequence, without.getFirst()) + ": NaN instead of a box, in " + without.size()
                        + " of " + frames.size() + " rows; scoring goes on, the rule says what they count");
    }
}
