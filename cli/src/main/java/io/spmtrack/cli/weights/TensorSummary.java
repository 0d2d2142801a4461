package io.spmtrack.cli.weights;

import io.spmtrack.engine.Storage;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A tensor's values in four numbers.
 *
 * @param sum of the finite elements
 * @param least finite element, NaN where there is none
 * @param most finite element, NaN where there is none
 * @param notFinite how many elements are infinite or NaN
 */
record TensorSummary(double sum, double least, double most, long notFinite) {

    /** @throws io.spmtrack.engine.InputException if the tensor cannot be read */
    static TensorSummary of(TensorFile file, TensorEntry entry) {
        if (!entry.type().floating()) {
            return ofWhole(file.longs(entry.name()));
        }
        try (Storage values = new Storage(entry.elements())) {
            MemorySegment segment = values.segment().asSlice(0, entry.elements() * Float.BYTES);
            file.read(entry.name(), segment);
            return of(segment, entry.elements());
        }
    }

    private static TensorSummary of(MemorySegment values, long elements) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        long notFinite = 0;
        for (long i = 0; i < elements; i++) {
            float value = values.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            if (Float.isFinite(value)) {
                sum += value;
                least = Math.min(least, value);
                most = Math.max(most, value);
            } else {
                notFinite++;
            }
        }
        return notFinite == elements
                ? new TensorSummary(sum, Double.NaN, Double.NaN, notFinite)
                : new TensorSummary(sum, least, most, notFinite);
    }

    private static TensorSummary ofWhole(long[] values) {
        double sum = 0;
        double least = Double.NaN;
        double most = Double.NaN;
        for (long whole : values) {
            double value = (double) whole;
            sum += value;
            least = Double.isNaN(least) ? value : Math.min(least, value);
            most = Double.isNaN(most) ? value : Math.max(most, value);
        }
        return new TensorSummary(sum, least, most, 0);
    }
}
