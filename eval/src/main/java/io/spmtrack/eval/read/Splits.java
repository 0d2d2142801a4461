package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.layout.Got10kReader;
import io.spmtrack.eval.read.layout.LasotReader;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.layout.TrackingNetReader;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Path;
import java.util.List;

/** Chooses the split of a data set: the one asked for, the one the command prefers, or the only one there is. */
final class Splits {

    private Splits() {}

    /**
     * @param preferred taken when the SPEC names none and the data has it; may be empty
     * @return empty when the data has no splits
     */
    static String chosen(DataSpec spec, String preferred) {
        if (spec.kind().made()) {
            return spec.split().orElse(preferred.isEmpty() ? "test" : preferred);
        }
        if (spec.split().isPresent()) {
            return checked(spec, spec.split().get());
        }
        List<String> found = found(spec);
        if (found.contains(preferred)) {
            return preferred;
        }
        if (found.size() > 1 && spec.kind() != Kind.LASOT) {
            throw new InputException(spec.path() + ": has the splits " + Reading.shown(found)
                    + "; choose one with ?split=" + found.getFirst());
        }
        return found.size() == 1 ? found.getFirst() : "";
    }

    private static String checked(DataSpec spec, String split) {
        List<String> found = found(spec);
        if (!found.isEmpty() && !found.contains(split)) {
            throw new InputException(
                    spec.path() + ": has no split " + split + "; splits found here: " + Reading.shown(found));
        }
        return split;
    }

    private static List<String> found(DataSpec spec) {
        Path path = spec.path();
        return switch (spec.kind()) {
            case GOT10K -> Got10kReader.splits(Folder.existing(path));
            case TRACKINGNET -> TrackingNetReader.splits(Folder.existing(path));
            case LASOT -> LasotReader.splits(Folder.existing(path));
            case OTB,
                    LASOT_EXT,
                    COCO,
                    PLANAR,
                    PASTE,
                    TNL2K,
                    UAV123,
                    NFS,
                    VASTTRACK,
                    TC128,
                    VOT,
                    MIL,
                    LASHER,
                    FRAMES,
                    VIDEO,
                    SYNTHETIC -> List.of();
        };
    }
}
