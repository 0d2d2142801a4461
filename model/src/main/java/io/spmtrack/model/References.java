package io.spmtrack.model;

import io.spmtrack.engine.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What the network needs of the reference crops. */
public sealed interface References {
    /** Projected tokens: queries {@code [B, M, D]}, keys and values {@code [B, N, D]}. */
    record Projected(Tensor q, Tensor k, Tensor v) {}

    /** Keys and values of the same tokens, {@code [B, N, D]} each. */
    record KeysValues(Tensor k, Tensor v) {}

    /**
     * Crops as tokens, and perhaps what the first block makes of them alone.
     *
     * @param tokens {@code [B, cells of all, D]}
     * @param projected their queries, keys and values in block 0
     */
    record Embedded(Tensor tokens, Optional<Projected> projected) implements References {}

    /**
     * Crops that saw themselves only, and need not be computed any further (docs/spec/variants.md §10).
     *
     * @param blocks keys and values in each block
     */
    record Encoded(List<KeysValues> blocks) implements References {
        /** All tensors in a fixed order. */
        public List<Tensor> all() {
            List<Tensor> all = new ArrayList<>();
            blocks.forEach(block -> {
                all.add(block.k());
                all.add(block.v());
            });
            return all;
        }

        /** The same values, where gradients end. */
        public Encoded detached() {
            return new Encoded(blocks.stream()
                    .map(block -> new KeysValues(block.k().detach(), block.v().detach()))
                    .toList());
        }
    }

    /** Tokens without projections. */
    static Embedded of(Tensor tokens) {
        return new Embedded(tokens, Optional.empty());
    }

    /** Several crops as tokens, all with projections or all without, one after the other. */
    static Embedded join(List<Embedded> crops) {
        Optional<Projected> projected = crops.stream()
                        .allMatch(crop -> crop.projected().isPresent())
                ? Optional.of(new Projected(
                        concat(crops, crop -> crop.projected().orElseThrow().q()),
                        concat(crops, crop -> crop.projected().orElseThrow().k()),
                        concat(crops, crop -> crop.projected().orElseThrow().v())))
                : Optional.empty();
        return new Embedded(concat(crops, Embedded::tokens), projected);
    }

    /** Several crops that saw themselves only, one after the other. */
    static Encoded joinEncoded(List<Encoded> crops) {
        return new Encoded(IntStream.range(0, crops.getFirst().blocks().size())
                .mapToObj(i -> new KeysValues(
                        concat(crops, crop -> crop.blocks().get(i).k()),
                        concat(crops, crop -> crop.blocks().get(i).v())))
                .toList());
    }

    private static <T> Tensor concat(List<T> crops, Function<T, Tensor> part) {
        return Tensor.concat(1, crops.stream().map(part).toArray(Tensor[]::new));
    }
}
