package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.ComputedList;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.eval.read.text.TextFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one SPEC gives to train on.
 *
 * @param spec what was asked for
 * @param name with the split, such as {@code got10k-train}
 * @param members videos and pictures in the order of the data set, each with its targets; of a large set they are made when asked
 *     for, and anew each time
 */
public record TrainingSet(DataSpec spec, String name, List<List<Sequence>> members) {

    /** Everything is read now and stays in memory. */
    static TrainingSet read(DataSpec spec, String name, List<Entry> entries) {
        distinct(spec, entries);
        return new TrainingSet(
                spec,
                name,
                entries.stream().map(entry -> measured(targets(spec, entry))).toList());
    }

    /** Members are made from an index. */
    static TrainingSet indexed(DataSpec spec, String name, List<Entry> entries) {
        distinct(spec, entries);
        List<Entry> kept = List.copyOf(entries);
        return new TrainingSet(spec, name, new ComputedList<>(kept.size(), member -> targets(spec, kept.get(member))));
    }

    private static List<Sequence> targets(DataSpec spec, Entry entry) {
        return entry.read().get().stream()
                .map(sequence -> sequence.every(spec.stride()))
                .toList();
    }

    /** Sizes are read once, not for each sample. */
    private static List<Sequence> measured(List<Sequence> targets) {
        Map<Frames, Frames> known = new HashMap<>();
        return targets.stream()
                .map(target -> target.frames() instanceof StoredFrames stored
                        ? new Sequence(
                                target.dataset(),
                                target.name(),
                                known.computeIfAbsent(stored, frames -> stored.measured()),
                                target.truth())
                        : target)
                .toList();
    }

    private static void distinct(DataSpec spec, List<Entry> entries) {
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            if (!names.add(entry.name())) {
                throw new InputException(spec + ": holds " + TextFile.quoted(entry.name())
                        + " twice; name it once in a list.txt or subset, or rename one of two folders");
            }
        }
    }
}
