package io.spmtrack.model.inside;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** How much each expert of each TMoE layer is used: the mean of its gates over search tokens and frames. */
public final class GateMeans {
    private final Map<String, double[]> sums = new LinkedHashMap<>();
    private int frames;

    /** Adds what happened in a frame. */
    public void add(Insight inside) {
        frames++;
        for (Insight.Gates gates : inside.gates()) {
            double[] sum = sums.computeIfAbsent(gates.path(), name -> new double[gates.experts()]);
            for (int expert = 0; expert < sum.length; expert++) {
                sum[expert] += gates.mean(expert);
            }
        }
    }

    /** The means of each layer, which sum to 1, by {@link Insight.Gates#path}; empty where there are no experts or no frames. */
    public Map<String, List<Double>> byLayer() {
        Map<String, List<Double>> means = new LinkedHashMap<>();
        sums.forEach((layer, sum) -> means.put(
                layer, DoubleStream.of(sum).map(each -> each / frames).boxed().toList()));
        return means;
    }
}
