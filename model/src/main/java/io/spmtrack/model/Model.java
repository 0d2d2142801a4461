package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Storage;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * A network with its weights, and how to track with it. Owns the weights' memory; close it after all programs that use it.
 * Reading the weights from several threads is safe while nobody trains them.
 */
public final class Model implements AutoCloseable {
    private final SpmTrack network;
    private final ParamStore weights;
    private final TrackerSettings tracker;
    private final LongFunction<Storage> memory;

    /**
     * Allocates a network; weights are zero until initialised or loaded.
     *
     * @param groupOf the optimiser group of each trained parameter
     */
    public Model(ModelSettings settings, TrackerSettings tracker, Function<Map.Entry<String, Param>, String> groupOf) {
        this(settings, tracker, groupOf, Storage::new);
    }

    /**
     * A network whose weights' memory comes from elsewhere.
     *
     * @param memory a block of so many elements; {@link Storage#planned} to compile programs without running them
     */
    public Model(
            ModelSettings settings,
            TrackerSettings tracker,
            Function<Map.Entry<String, Param>, String> groupOf,
            LongFunction<Storage> memory) {
        this.network = SpmTrack.of(settings);
        this.weights = new ParamStore(network, groupOf, memory);
        this.tracker = tracker;
        this.memory = memory;
    }

    /** A network that takes its weights' memory from elsewhere by their names. */
    Model(ModelSettings settings, TrackerSettings tracker, ParamStore.Memory memory) {
        this.network = SpmTrack.of(settings);
        this.weights = new ParamStore(network, memory);
        this.tracker = tracker;
        this.memory = Storage::new;
    }

    /** Memory of the same kind as the weights' for what a program keeps between runs; whoever asks closes it. */
    public ParamStore buffers(Module buffers) {
        return new ParamStore(buffers, entry -> "none", memory);
    }

    /** Allocates a network that will not be trained: each weight has memory of its own, which a session can free (docs/adr/0009). */
    public Model(ModelSettings settings, TrackerSettings tracker) {
        this(settings, tracker, Map.Entry::getKey);
    }

    /**
     * Gives all weights their first values. Without a pretrained backbone keys start equal to queries and one head looks for like
     * reference cells, so attention starts as a comparison of tokens instead of having to find that out (docs/adr/0006).
     */
    public void initialize(long seed) {
        weights.initialize(seed);
        if (settings().scratch()) {
            CosinePatches.fill(network.patchEmbed().proj().weight());
            for (int i = 0; i < settings().backbone().depth(); i++) {
                String qkv = "blocks." + i + ".attn.qkv.";
                weights.find(qkv + "q.linear.weight")
                        .ifPresent(query -> weights.find(qkv + "k.linear.weight")
                                .orElseThrow()
                                .segment()
                                .copyFrom(query.segment()));
            }
            MatchingStart.fill(this);
        }
        startExperts();
    }

    /** Gives networks of a mixture their first values from the one that the backbone has (docs/spec/variants.md §4). */
    public void startExperts() {
        for (Block block : network.blocks()) {
            if (block.mlp() instanceof FeedForward.Mixture mixture) {
                mixture.start(settings().moe());
            }
        }
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
