package io.spmtrack.model;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.model.variant.MoeSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a network of given sizes costs, without allocating its weights (docs/spec/model.md §9, §11).
 *
 * @param parameters number of weights
 * @param trainable how many of them training changes
 * @param macs multiply-accumulate operations of one tracking frame
 * @param reference those of one reference crop, where frames whose references did not change leave them out
 * @param stepMacs multiply-accumulate operations of training on one sample, whatever a kernel saves or recomputes: all search
 *     frames forward, gradients of every product's input, and gradients of the weights that training changes
 */
public record ModelCost(long parameters, long trainable, Macs macs, Macs reference, long stepMacs) {
    /**
     * Multiply-accumulate operations of one frame with all references embedded, or of one reference crop.
     *
     * @param linear the blocks' linear layers with their experts
     * @param attention products of queries, keys and values
     * @param patchEmbed embedding of all crops
     * @param heads both heads
     * @param fusion what makes one of two modalities
     */
    public record Macs(long linear, long attention, long patchEmbed, long heads, long fusion) {
        private static final Macs NONE = new Macs(0, 0, 0, 0, 0);

        public long total() {
            return linear + attention + patchEmbed + heads + fusion;
        }
    }

    public static ModelCost of(ModelSettings settings) {
        Map<String, Param> parameters = SpmTrack.of(settings).parameters();
        parameters.values().removeIf(parameter -> parameter.role() == Role.BUFFER); // statistics are no parameters
        long trainable = parameters.values().stream()
                .filter(parameter -> parameter.role() == Role.TRAINED)
                .mapToLong(parameter -> parameter.shape().count())
                .sum();
        Map<String, Param> trained = new LinkedHashMap<>(parameters);
        trained.values().removeIf(parameter -> parameter.role() != Role.TRAINED);
        Macs frame = frame(settings, parameters);
        Macs reference = reference(settings, parameters);
        long step = settings.input().searchFrames() * step(frame, frame(settings, trained))
                + settings.input().references() * step(reference, reference(settings, trained));
        return new ModelCost(matrices(parameters, "") + vectors(parameters), trainable, frame, reference, step);
    }

    private static long step(Macs forward, Macs weights) {
        long inputs = forward.linear()
                + 2 * forward.attention()
                + forward.heads()
                + forward.fusion(); // pixels need no gradient
        return forward.total() + inputs + weights.linear() + weights.patchEmbed() + weights.heads() + weights.fusion();
    }

    private static Macs frame(ModelSettings settings, Map<String, Param> parameters) {
        long queries = settings.causal() ? (long) settings.stateTokens() + settings.searchCells() : settings.tokens();
        int streams = settings.streams();
        return new Macs(
                streams * queries * blocks(settings, parameters),
                streams * attention(settings, queries, settings.tokens()),
                streams * (queries - settings.stateTokens()) * matrices(parameters, "patch_embed."),
                settings.searchCells() * matrices(parameters, "head."),
                settings.gsahf().macs(settings.backbone().embedDim(), settings.searchGrid()));
    }

    private static Macs reference(ModelSettings settings, Map<String, Param> parameters) {
        long cells = settings.templateCells();
        int streams = settings.streams();
        return settings.causal()
                ? new Macs(
                        streams * cells * blocks(settings, parameters),
                        streams * attention(settings, cells, cells),
                        streams * cells * matrices(parameters, "patch_embed."),
                        0,
                        0)
                : Macs.NONE;
    }

    private static long attention(ModelSettings settings, long queries, long keys) {
        return 2
                * queries
                * keys
                * settings.backbone().embedDim()
                * settings.backbone().depth();
    }

    /** Elements of the blocks' matrices that a token meets: of experts those that are chosen, of copies of one network one. */
    private static long blocks(ModelSettings settings, Map<String, Param> parameters) {
        MoeSettings moe = settings.moe();
        int idle = moe.moeTopk() == 0 ? 0 : moe.moeExperts() - moe.moeTopk();
        int idlePair = settings.sdmoe().sdmoeExperts() - settings.sdmoe().sdmoeTopk();
        return matrices(parameters, "blocks.")
                - experts(parameters, ".mlp.experts.") / moe.moeExperts() * idle
                - (idle > 0 ? 0 : copies(moe, parameters))
                - experts(parameters, ".sdmoe.experts.") / settings.sdmoe().sdmoeExperts() * idlePair;
    }

    /** Frozen experts are copies of one network, whose layers are computed once (docs/spec/variants.md §4). */
    private static long copies(MoeSettings moe, Map<String, Param> parameters) {
        if (!moe.moeFrozen()) {
            return 0;
        }
        int others = moe.moeShared() == 1 ? moe.moeExperts() : moe.moeExperts() - 1;
        Map<String, Param> frozen = new LinkedHashMap<>(parameters);
        frozen.keySet().removeIf(name -> !name.contains(".linear."));
        frozen.values().removeIf(parameter -> parameter.role() != Role.FROZEN);
        return experts(frozen, ".mlp.experts.") / moe.moeExperts() * others;
    }

    private static long experts(Map<String, Param> parameters, String part) {
        Map<String, Param> experts = new LinkedHashMap<>(parameters);
        experts.keySet().removeIf(name -> !name.contains(part));
        return matrices(experts, "blocks.");
    }

    /** Elements of all matrices below a name: each is multiplied with every token once. */
    private static long matrices(Map<String, Param> parameters, String prefix) {
        return parameters.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .filter(entry -> entry.getValue().shape().rank() > 1)
                .mapToLong(entry -> entry.getValue().shape().count())
                .sum();
    }

    private static long vectors(Map<String, Param> parameters) {
        return parameters.values().stream()
                .filter(parameter -> parameter.shape().rank() <= 1)
                .mapToLong(parameter -> parameter.shape().count())
                .sum();
    }
}
