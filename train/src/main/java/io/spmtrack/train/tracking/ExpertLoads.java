package io.spmtrack.train.tracking;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.inside.Insight;
import io.spmtrack.model.track.Explanation;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import io.spmtrack.train.log.ExpertLoad;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tracker that looks at the gates of its network in some frames; its boxes are those of the other. */
final class ExpertLoads implements Tracker {
    private static final int EVERY = 20;

    private final SpmTracker tracker;
    private final Map<String, double[]> sums = new LinkedHashMap<>();
    private int frames;
    private int looks;

    /** @param tracker on a session that explains */
    ExpertLoads(SpmTracker tracker) {
        this.tracker = tracker;
    }

    @Override
    public void init(Frame frame, Box box) {
        tracker.init(frame, box);
    }

    @Override
    public TrackResult update(Frame frame) {
        if (frames++ % EVERY != 0) {
            return tracker.update(frame);
        }
        Explanation explanation = tracker.explain(frame);
        explanation.inside().ifPresent(inside -> {
            looks++;
            inside.gates().forEach(this::add);
        });
        return explanation.result();
    }

    private void add(Insight.Gates gates) {
        double[] sum = sums.computeIfAbsent(
                "blocks." + gates.block() + "." + gates.layer(), name -> new double[gates.experts()]);
        for (int expert = 0; expert < sum.length; expert++) {
            sum[expert] += gates.mean(expert);
        }
    }

    /** The load of each layer's experts, means over search tokens and frames; empty where there are none. */
    List<ExpertLoad> loads() {
        List<ExpertLoad> loads = new ArrayList<>();
        sums.forEach((layer, sum) -> {
            List<Double> shares = new ArrayList<>();
            for (double each : sum) {
                shares.add(each / looks);
            }
            loads.add(new ExpertLoad(layer, shares));
        });
        return loads;
    }

    @Override
    public void close() {
        tracker.close();
    }
}
