package io.spmtrack.eval.read;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.layout.AnnotationCopy;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.layout.FolderReader;
import io.spmtrack.eval.read.layout.FramesReader;
import io.spmtrack.eval.read.layout.Got10kReader;
import io.spmtrack.eval.read.layout.LasotReader;
import io.spmtrack.eval.read.layout.MadeReader;
import io.spmtrack.eval.read.layout.NfsReader;
import io.spmtrack.eval.read.layout.OtbReader;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.layout.TrackingNetReader;
import io.spmtrack.eval.read.layout.Uav123Reader;
import io.spmtrack.eval.read.layout.VotReader;
import java.nio.file.Files;
import java.util.List;

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

    private static Dataset read(DataSpec spec, String preferredSplit, boolean pictures) {
        boolean copy = !pictures && AnnotationCopy.isCopy(spec);
        if (pictures && Files.isRegularFile(spec.path()) && AnnotationCopy.isCopy(spec)) {
            throw Selection.of(spec).nothing();
        }
        String split = copy ? spec.split().orElse("") : Splits.chosen(spec, preferredSplit);
        Reading reading = new Reading(spec, split, pictures);
        List<Entry> found = copy ? AnnotationCopy.entries(reading) : entries(reading);
        List<Sequence> sequences = Selection.of(spec).apply(found).stream()
                .map(entry -> entry.read().get().every(spec.stride()))
                .toList();
        return new Dataset(spec, reading.dataset(), sequences);
    }

    private static List<Entry> entries(Reading reading) {
        return switch (reading.spec().kind()) {
            case OTB -> OtbReader.entries(reading);
            case VOT -> VotReader.entries(reading);
            case GOT10K -> Got10kReader.entries(reading);
            case LASOT, LASOT_EXT -> LasotReader.entries(reading);
            case TRACKINGNET -> TrackingNetReader.entries(reading);
            case UAV123 -> Uav123Reader.entries(reading);
            case NFS -> NfsReader.entries(reading);
            case TNL2K -> FolderReader.TNL2K.entries(reading);
            case VASTTRACK -> FolderReader.VASTTRACK.entries(reading);
            case TC128 -> FolderReader.TC128.entries(reading);
            case MIL -> FolderReader.MIL.entries(reading);
            case LASHER -> FolderReader.LASHER.entries(reading);
            case FRAMES, VIDEO -> FramesReader.entries(reading);
            case SYNTHETIC, COCO, PLANAR, PASTE -> MadeReader.entries(reading);
        };
    }
}
