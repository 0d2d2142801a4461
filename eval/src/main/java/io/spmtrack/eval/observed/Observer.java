package io.spmtrack.eval.observed;

import io.spmtrack.model.inside.GateMeans;
import io.spmtrack.model.track.Stages;
import io.spmtrack.model.track.Tracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Watches a tracker follow one sequence. */
public final class Observer {
    private static final double MILLION = 1e6;

    private final int lookEvery;
    private final List<List<Double>> rows = new ArrayList<>();
    private final GateMeans gates = new GateMeans();

    /** @param lookEvery how many frames are between looks at the experts, which cost a pass of the network each; 0 for none */
    public Observer(int lookEvery) {
        this.lookEvery = lookEvery;
    }

    /**
     * Notes a frame that the tracker has just done.
     *
     * @param number of the frame; in the first one the tracker is given its target
     * @param read nanoseconds that reading it took
     */
    public void saw(int number, long read, Tracker tracker) {
        Optional<Stages> stages = number == 0 ? Optional.empty() : tracker.stages();
        rows.add(List.of(
                read / MILLION,
                stages.map(Stages::crop).map(each -> each / MILLION).orElse(Double.NaN),
                stages.map(Stages::network).map(each -> each / MILLION).orElse(Double.NaN),
                stages.map(Stages::decode).map(each -> each / MILLION).orElse(Double.NaN)));
        if (lookEvery > 0 && number > 0 && (number - 1) % lookEvery == 0) {
            tracker.inside().ifPresent(gates::add);
        }
    }

    /**
     * What to write beside the results of the sequence: the text of each file.
     *
     * @param written nanoseconds that writing the results took
     */
    public Map<Path, String> files(String sequence, Path folder, long written) {
        double each = written / MILLION / Math.max(1, rows.size());
        List<List<Double>> whole = rows.stream()
                .map(row -> DoubleStream.concat(row.stream().mapToDouble(Double::doubleValue), DoubleStream.of(each))
                        .boxed()
                        .toList())
                .toList();
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(StageTimes.file(sequence, folder), new StageTimes(whole).text());
        Map<String, List<Double>> means = gates.byLayer();
        if (!means.isEmpty()) {
            files.put(ExpertLoad.file(sequence, folder), new ExpertLoad(means).text());
        }
        return files;
    }
}
