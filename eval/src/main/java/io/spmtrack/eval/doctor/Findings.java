package io.spmtrack.eval.doctor;

import io.spmtrack.engine.InputException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects findings. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();
    private long frames;
    private long decoded;

    void add(Defect defect, Object where, String what) {
        all.add(new Finding(defect, where.toString(), what, false));
    }

    void add(Finding finding) {
        all.add(finding);
    }

    /** Reads something; what its reader refuses becomes a finding. */
    <T> Optional<T> read(Path where, Supplier<T> reader) {
        return read(Defect.UNREADABLE, where.toString(), reader);
    }

    <T> Optional<T> read(Defect defect, String where, Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (InputException e) {
            all.add(refused(defect, where, e.getMessage()));
            return Optional.empty();
        }
    }

    /** A message begins with the file that it is about. */
    private static Finding refused(Defect defect, String where, String message) {
        int colon = message.indexOf(": ");
        boolean named = colon > 0 && message.substring(0, colon).contains(File.separator);
        return named
                ? new Finding(defect, message.substring(0, colon), message.substring(colon + 2), false)
                : new Finding(defect, where, message, false);
    }

    void looked(long pictures) {
        frames += pictures;
    }

    void decoded() {
        decoded++;
    }

    Checkup checkup(String dataset, int sequences) {
        return new Checkup(dataset, sequences, frames, decoded, all);
    }
}
