package io.spmtrack.eval.comparison;

import io.spmtrack.eval.baseline.Baseline;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.ReferenceRule;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.track.Lanes;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.Tracker;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A tracker that takes part in a comparison.
 *
 * @param name of its rows and its folder of results
 * @param inputs what its results depend on besides the data
 * @param open makes a tracker for a data set of the given name
 * @param atOnce how many of them may run at once
 * @param parameters of its network; 0 where it has none
 */
public record Contestant(
        String name, Map<String, String> inputs, Function<String, Tracker> open, int atOnce, long parameters) {

    /** The same under another name. */
    public Contestant as(String other) {
        return new Contestant(other, inputs, open, atOnce, parameters);
    }

    /** What any tracker has to beat: a box that never moves, and template matching. */
    public static List<Contestant> baselines(int threads) {
        return List.of(of(Baseline.STILL, threads), of(Baseline.MATCHING, threads));
    }

    /** A tracker without weights, which needs one thread. */
    public static Contestant of(Baseline baseline, int threads) {
        return new Contestant(baseline.title(), Map.of(), dataset -> baseline.open(), threads, 0);
    }

    /** SPMTrack with loaded weights. */
    public static Contestant spmtrack(Lanes lanes, ModelSettings model, TrackerSettings settings, String weights) {
        boolean base = model.equals(ModelSettings.base());
        return new Contestant(
                "spmtrack",
                Map.of("weights", weights, Provenance.SETTINGS, StoredSettings.text(settings)),
                dataset -> new SpmTracker(lanes.next(), settings.on(official(dataset, base))),
                lanes.count(),
                ModelCost.of(model).parameters());
    }

    /** This tracker, which gets the visible picture of each pair only. */
    public Contestant visibleAlone() {
        Map<String, String> more = new TreeMap<>(inputs);
        more.put("pictures", "visible");
        return new Contestant(name, more, dataset -> new VisibleAlone(open.apply(dataset)), atOnce, parameters);
    }

    /** The rule for references that the official configuration has for a data set: one of its own for LaSOT with SPMTrack-B. */
    private static ReferenceRule official(String dataset, boolean base) {
        return base
                ? Benchmark.ofDataset(dataset).flatMap(Benchmark::references).orElse(ReferenceRule.AUTO)
                : ReferenceRule.AUTO;
    }
}
