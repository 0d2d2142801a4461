package io.spmtrack.model;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.model.track.TrackerSettings;
import java.util.Map;
import java.util.function.Function;

/**
 * A network with its weights, and how to track with it. Owns the weights' memory; close it after all programs that use it.
 * Reading the weights from several threads is safe while nobody trains them.
 */
public final class Model implements AutoCloseable {
    private final SpmTrack network;
    private final ParamStore weights;
    private final TrackerSettings tracker;

    /**
     * Allocates a network; weights are zero until initialised or loaded.
     *
     * @param groupOf the optimiser group of each trained parameter
     */
    public Model(ModelSettings settings, TrackerSettings tracker, Function<Map.Entry<String, Param>, String> groupOf) {
        this.network = SpmTrack.of(settings);
        this.weights = new ParamStore(network, groupOf);
        this.tracker = tracker;
    }

    /** Allocates a network that will not be trained. */
    public Model(ModelSettings settings, TrackerSettings tracker) {
        this(settings, tracker, entry -> "all");
    }

    public SpmTrack network() {
        return network;
    }

    public ModelSettings settings() {
        return network.settings();
    }

    public ParamStore weights() {
        return weights;
    }

    public TrackerSettings tracker() {
        return tracker;
    }

    @Override
    public void close() {
        weights.close();
    }
}
