package io.spmtrack.model.inside;

import java.util.List;
import java.util.Optional;

/**
 * What happened inside the network in one frame.
 *
 * @param weights the factor U on each search cell (docs/spec/model.md §6), empty where the model has no state token
 * @param attention in the last block
 * @param gates of every TMoE layer, in order
 * @param experts what the experts of the last TMoE layer answer, if there is one
 */
public record Insight(List<Float> weights, Attention attention, List<Gates> gates, Optional<Experts> experts) {
    public Insight {
        weights = List.copyOf(weights);
        gates = List.copyOf(gates);
    }

    /**
     * Attention of the search tokens, averaged over the heads; each row sums to 1.
     *
     * @param rows {@code [search cells][keys]}
     * @param first key of the first reference crop
     * @param crops number of reference crops, whose keys follow one another
     * @param cells keys of a crop
     */
    public record Attention(float[][] rows, int first, int crops, int cells) {
        /** How much of a search token's attention goes to a crop, 0 to 1. */
        public float share(int search, int crop) {
            float sum = 0;
            for (int cell = 0; cell < cells; cell++) {
                sum += rows[search][first + crop * cells + cell];
            }
            return sum;
        }

        /** How much attention some search tokens pay to each cell of a crop, on average. */
        public float[] to(int crop, List<Integer> search) {
            float[] sums = new float[cells];
            for (int token : search) {
                for (int cell = 0; cell < cells; cell++) {
                    sums[cell] += rows[token][first + crop * cells + cell] / search.size();
                }
            }
            return sums;
        }
    }

    /**
     * Gates of a TMoE layer for the search tokens.
     *
     * @param block number of the transformer block
     * @param layer the wrapped layer, such as {@code attn.qkv.q}
     * @param gates {@code [search cells][experts]}, each row sums to 1
     */
    public record Gates(int block, String layer, float[][] gates) {
        /** The layer's name in the network, such as {@code blocks.3.attn.qkv.q}. */
        public String path() {
            return "blocks." + block + "." + layer;
        }

        public int experts() {
            return gates[0].length;
        }

        /** The average gate of an expert. */
        public double mean(int expert) {
            double sum = 0;
            for (float[] row : gates) {
                sum += row[expert];
            }
            return sum / gates.length;
        }

        /** The share of tokens whose largest gate is that of an expert. */
        public double first(int expert) {
            int count = 0;
            for (float[] row : gates) {
                int best = 0;
                for (int other = 1; other < row.length; other++) {
                    best = row[other] > row[best] ? other : best;
                }
                count += best == expert ? 1 : 0;
            }
            return (double) count / gates.length;
        }
    }

    /**
     * What a layer's experts answer to the search tokens.
     *
     * @param layer its name, such as {@code blocks.11.mlp.fc2}
     * @param compressed by the compression expert {@code [search cells][r]}
     * @param routed by each routed expert {@code [experts][search cells][D]}
     */
    public record Experts(String layer, float[][] compressed, List<float[][]> routed) {
        public Experts {
            routed = List.copyOf(routed);
        }
    }
}
