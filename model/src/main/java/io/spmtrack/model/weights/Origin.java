package io.spmtrack.model.weights;

import io.spmtrack.engine.file.ElementType;
import io.spmtrack.engine.file.TensorEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where an imported tensor comes from.
 *
 * @param tensor its name in the file that was written
 * @param shape of it there
 * @param file it comes from
 * @param source its name there, and what was done to it
 */
public record Origin(String tensor, List<Long> shape, Path file, String source) {
    public Origin {
        shape = List.copyOf(shape);
    }

    /** @param change what was done to the tensor, a text that follows its name */
    static Origin of(String tensor, List<Long> shape, Path file, TensorEntry entry, String change) {
        String widened = entry.type() == ElementType.F32
                ? ""
                : ", " + entry.type().toString().toLowerCase(Locale.ROOT);
        return new Origin(tensor, shape, file, entry.name() + change + widened);
    }
}
