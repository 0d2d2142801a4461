package io.spmtrack.model;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a network of given sizes costs, without allocating its weights (docs/spec/model.md §9, §11).
 *
 * @param parameters number of weights
 * @param trainable how many of them training changes
 * @param macs multiply-accumulate operations of one tracking frame
 * @param stepMacs multiply-accumulate operations of training on one sample, whatever a kernel saves or recomputes: both search
 *     frames forward, gradients of every product's input, and gradients of the weights that training changes
 */
public record ModelCost(long parameters, long trainable, Macs macs, long stepMacs) {
    private static final int SEARCH_FRAMES = 2;

    /**
     * Multiply-accumulate operations of one frame with all references embedded.
     *
     * @param linear the blocks' linear layers with their experts
     * @param attention products of queries, keys and values
     * @param patchEmbed embedding of all crops
     * @param heads both heads
     */
    public record Macs(long linear, long attention, long patchEmbed, long heads) {
        public long total() {
            return linear + attention + patchEmbed + heads;
        }
    }

    public static ModelCost of(ModelSettings settings) {
        Map<String, Param> parameters = SpmTrack.of(settings).parameters();
        long trainable = parameters.values().stream()
                .filter(parameter -> parameter.role() == Role.TRAINED)
                .mapToLong(parameter -> parameter.shape().count())
                .sum();
        Macs macs = macs(settings, parameters);
        Map<String, Param> trained = new LinkedHashMap<>(parameters);
        trained.values().removeIf(parameter -> parameter.role() != Role.TRAINED);
        Macs weights = macs(settings, trained);
        long inputs = macs.linear() + 2 * macs.attention() + macs.heads(); // pixels need no gradient
        long step = macs.total() + inputs + weights.linear() + weights.patchEmbed() + weights.heads();
        return new ModelCost(matrices(parameters, "") + vectors(parameters), trainable, macs, SEARCH_FRAMES * step);
    }

    private static Macs macs(ModelSettings settings, Map<String, Param> parameters) {
        long tokens = settings.tokens();
        return new Macs(
                tokens * matrices(parameters, "blocks."),
                2
                        * tokens
                        * tokens
                        * settings.backbone().embedDim()
                        * settings.backbone().depth(),
                (tokens - 1) * matrices(parameters, "patch_embed."),
                settings.searchCells() * matrices(parameters, "head."));
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
