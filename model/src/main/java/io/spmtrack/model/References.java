package io.spmtrack.model;

import io.spmtrack.engine.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the network needs of the reference crops: their tokens, and perhaps what its first block makes of them alone.
 *
 * @param tokens {@code [B, cells of all, D]}
 * @param projected their queries, keys and values in block 0
 */
public record References(Tensor tokens, Optional<Projected> projected) {
    /** Projected tokens: queries {@code [B, M, D]}, keys and values {@code [B, N, D]}. */
    public record Projected(Tensor q, Tensor k, Tensor v) {}

    /** Tokens without projections. */
    public static References of(Tensor tokens) {
        return new References(tokens, Optional.empty());
    }

    /** Several crops, all with projections or all without, one after the other. */
    public static References join(List<References> crops) {
        Optional<Projected> projected = crops.stream().allMatch(crop -> crop.projected.isPresent())
                ? Optional.of(new Projected(
                        join(crops, crop -> crop.projected.orElseThrow().q()),
                        join(crops, crop -> crop.projected.orElseThrow().k()),
                        join(crops, crop -> crop.projected.orElseThrow().v())))
                : Optional.empty();
        return new References(join(crops, References::tokens), projected);
    }

    private static Tensor join(List<References> crops, Function<References, Tensor> part) {
        return Tensor.concat(1, crops.stream().map(part).toArray(Tensor[]::new));
    }
}
