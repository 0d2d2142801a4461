package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.layout.DataLayout;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.text.Folder;
import java.util.List;

/** Chooses the split of a data set: the one asked for, the one the command prefers, or the only one there is. */
final class Splits {

    private Splits() {}

    /**
     * @param preferred taken when the SPEC names none and the data has it; may be empty
     * @return empty when the data has no splits
     */
    static String chosen(DataSpec spec, String preferred) {
        DataLayout layout = spec.layout();
        if (layout.splits().isEmpty()) {
            return "";
        }
        List<String> found = layout.splits(layout.made() ? spec.path() : Folder.existing(spec.path()));
        if (spec.split().isPresent()) {
            return checked(spec, spec.split().get(), found);
        }
        if (found.contains(preferred)) {
            return preferred;
        }
        if (preferred.equals("val") && found.contains("train")) {
            return "train"; // weights must not be chosen on the test split
        }
        return found.size() == 1 ? found.getFirst() : unnamed(spec, found);
    }

    private static String unnamed(DataSpec spec, List<String> found) {
        return spec.layout().unnamedSplit().orElseGet(() -> {
            if (found.isEmpty()) {
                return "";
            }
            throw new InputException(spec.path() + ": has the splits " + Reading.shown(found)
                    + "; choose one with ?split=" + found.getFirst());
        });
    }

    private static String checked(DataSpec spec, String split, List<String> found) {
        if (!found.isEmpty() && !found.contains(split)) {
            throw new InputException(
                    spec.path() + ": has no split " + split + "; splits found here: " + Reading.shown(found));
        }
        return split;
    }
}
