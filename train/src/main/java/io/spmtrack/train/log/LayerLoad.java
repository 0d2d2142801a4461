package io.spmtrack.train.log;

import java.util.List;

/**
 * How a layer's tokens are shared among its experts.
 *
 * @param layer such as {@code blocks.3.attn.qkv.q}
 * @param shares mean gate of each expert; they sum to 1
 */
public record LayerLoad(String layer, List<Double> shares) {
    public LayerLoad {
        shares = List.copyOf(shares);
    }
}
