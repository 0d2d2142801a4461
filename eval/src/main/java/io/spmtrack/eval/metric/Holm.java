package io.spmtrack.eval.metric;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Correction for many comparisons (Holm 1979): the adjusted values may be held against one level, and the probability that any of
 * the differences found is none stays below it.
 */
public final class Holm {
    private Holm() {}

    /** The adjusted values, in the order given. */
    public static List<Double> adjusted(List<Double> pValues) {
        List<Integer> order = IntStream.range(0, pValues.size())
                .boxed()
                .sorted(Comparator.comparingDouble(pValues::get))
                .toList();
        Double[] adjusted = new Double[pValues.size()];
        double least = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            int index = order.get(rank);
            least = Math.max(least, Math.min(1, (order.size() - rank) * pValues.get(index)));
            adjusted[index] = least;
        }
        return List.of(adjusted);
    }
}
