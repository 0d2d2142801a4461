package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.InOrder;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.doctor.Checkup;
import io.spmtrack.eval.doctor.Doctor;
import io.spmtrack.eval.index.Fingerprint;
import io.spmtrack.eval.index.IndexWatcher;
import io.spmtrack.eval.index.Indexes;
import io.spmtrack.eval.read.layout.AnnotationCopy;
import io.spmtrack.eval.read.layout.DataLayout;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.text.Globs;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Opens data sets: annotations are read at once, images when they are asked for. */
public final class Datasets {

    private Datasets() {}

    /** {@link #open(DataSpec, String)} without a preferred split. */
    public static Dataset open(DataSpec spec) {
        return open(spec, "");
    }

    /**
     * Opens a data set with its images, for tracking and training.
     *
     * @param preferredSplit {@code train}, {@code val} or {@code test}: taken when the SPEC names none and the data has
     *     it
     * @throws InputException if anything is missing, malformed or does not fit together
     */
    public static Dataset open(DataSpec spec, String preferredSplit) {
        return read(spec, preferredSplit, true);
    }

    /**
     * Opens the annotations of a data set, for scoring: images need not be there, coordinates and empty boxes are as
     * they stand in the files. A folder or zip of {@code <sequence>.txt} will do, also within {@code anno} or
     * {@code annos}; flags of absence are taken from {@code absent} or {@code absent.zip} beside it.
     *
     * @throws InputException if anything is missing or malformed
     */
    public static Dataset annotations(DataSpec spec, String preferredSplit) {
        return read(spec, preferredSplit, false);
    }

    /**
     * Sequences by their index, ever new ones, where the data are made on the fly; empty for all others.
     *
     * @throws InputException if an option is out of range, or the pictures they are made of cannot be found
     */
    public static Optional<LongFunction<Sequence>> world(DataSpec spec, String split) {
        return spec.layout().world(reading(spec, split, true)).map(world -> world::sequence);
    }

    /**
     * Opens a data set for training: its videos and pictures, each with its targets. Of a large one an index is kept, so that
     * only the first opening reads it all; sequences are then made when they are asked for.
     *
     * @param preferredSplit taken when the SPEC names none and the data has it
     * @param watcher told how far an index is that is being built
     * @throws InputException if anything is missing, malformed or does not fit together
     */
    public static TrainingSet training(DataSpec spec, String preferredSplit, IndexWatcher watcher) {
        DataLayout layout = spec.layout();
        if (Files.isRegularFile(spec.path()) && AnnotationCopy.isCopy(layout, spec.path())) {
            throw Selection.of(spec).nothing();
        }
        Reading reading = reading(spec, Splits.chosen(spec, preferredSplit), true);
        Fingerprint files = Fingerprint.of(spec.path(), layout.files(reading));
        if (!files.large()) {
            return TrainingSet.read(spec, reading.dataset(), Selection.of(spec).apply(layout.entries(reading)));
        }
        List<Entry> found = Indexes.entries(reading, files, () -> layout.entries(reading), watcher);
        return TrainingSet.indexed(spec, reading.dataset(), Selection.of(spec).apply(found));
    }

    /**
     * Looks for everything that is wrong with a data set.
     *
     * @param preferredSplit taken when the SPEC names none and the data has it
     * @param deep whether every picture is decoded
     * @throws InputException if there is no such data set, or it is made on the fly
     */
    public static Checkup doctor(DataSpec spec, String preferredSplit, boolean deep, IndexWatcher watcher) {
        if (spec.endless()) {
            throw new InputException(
                    spec + ": is made on the fly, there are no files to look at; for COCO's pictures as"
                            + " they are write coco:FOLDER?motion=none");
        }
        Reading reading = reading(spec, Splits.chosen(spec, preferredSplit), true);
        return Doctor.look(
                spec.layout(),
                reading,
                spec.option("sequences").map(Globs::matching).orElse(name -> true),
                deep,
                watcher);
    }

    private static Reading reading(DataSpec spec, String split, boolean pictures) {
        String name = spec.benchmark().id() + (split.isEmpty() ? "" : "-" + split);
        return new Reading(spec.path(), spec.options(), name, split, pictures);
    }

    private static Dataset read(DataSpec spec, String preferredSplit, boolean pictures) {
        DataLayout layout = spec.layout();
        boolean isCopy = AnnotationCopy.isCopy(layout, spec.path());
        if (pictures && isCopy && Files.isRegularFile(spec.path())) {
            throw Selection.of(spec).nothing();
        }
        boolean copy = isCopy && !pictures;
        String split = copy ? spec.split().orElse("") : Splits.chosen(spec, preferredSplit);
        Reading reading = reading(spec, split, pictures);
        List<Entry> found = copy ? AnnotationCopy.entries(layout, reading) : layout.entries(reading);
        List<Entry> chosen = Selection.of(spec).apply(found);
        List<List<Sequence>> read = pictures
                ? chosen.stream().map(entry -> entry.read().get()).toList()
                : InOrder.map(chosen, entry -> entry.read().get());
        List<Sequence> sequences = read.stream()
                .flatMap(List::stream)
                .map(sequence -> sequence.every(spec.stride()))
                .toList();
        return new Dataset(spec, reading.dataset(), sequences);
    }
}
