package io.spmtrack.model;

import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.model.settings.Key;

/** The TMoE layers of a model (docs/spec/model.md §5). */
public record TmoeSettings(
        @Key(initial = "64", meaning = "rank of each TMoE expert")
        int r,

        @Key(initial = "64", meaning = "numerator of the scale on what TMoE adds")
        double alpha,

        @Key(initial = "4", meaning = "routed experts of each TMoE layer")
        int expertNums,

        @Key(initial = "false", meaning = "scale alpha/√r instead of alpha/r")
        boolean useRsexpert,

        @Key(initial = "false", meaning = "one more, ungated expert in each TMoE layer")
        boolean sharedExpert,

        @Key(initial = "false", meaning = "a compression matrix for each expert instead of a common one")
        boolean routeCompression,

        @Key(
                initial = "bert",
                meaning = "how TMoE matrices start: bert is normal 0.02, lora and gaussian begin with no effect")
        TmoeLinear.InitMethod initMethod,

        @Key(initial = "0", meaning = "probability of dropping an input of a TMoE layer's compression in training")
        double dropout,

        @Key(initial = "0", meaning = "routed experts of attention's layers; 0 for expert_nums")
        int attnExperts,

        @Key(initial = "0", meaning = "routed experts of the feed-forward layers; 0 for expert_nums")
        int ffnExperts,

        @Key(initial = "0", meaning = "experts that a TMoE layer's router chooses for each token; 0 for all of them")
        int topk,

        @Key(initial = "false", meaning = "gates of the experts that topk chooses add up to 1")
        boolean topkRenorm) {
    public TmoeSettings {
        ModelSettings.require(r >= 1 && r <= ModelSettings.MOST_SIZE, "r must lie in 1 to " + ModelSettings.MOST_SIZE);
        ModelSettings.require(
                expertNums >= 1 && expertNums <= ModelSettings.MOST,
                "expert_nums must lie in 1 to " + ModelSettings.MOST);
        ModelSettings.require(alpha > 0 && Double.isFinite(alpha), "alpha must be positive");
        ModelSettings.require(dropout >= 0 && dropout < 1, "dropout must lie in [0, 1)");
        ModelSettings.require(
                attnExperts >= 0 && attnExperts <= ModelSettings.MOST,
                "attn_experts must lie in 0 to " + ModelSettings.MOST);
        ModelSettings.require(
                ffnExperts >= 0 && ffnExperts <= ModelSettings.MOST,
                "ffn_experts must lie in 0 to " + ModelSettings.MOST);
        int fewest = Math.min(orAll(attnExperts, expertNums), orAll(ffnExperts, expertNums));
        ModelSettings.require(
                topk >= 0 && topk <= fewest,
                "topk must lie in 0 to the number of experts, " + fewest + ", not " + topk);
        ModelSettings.require(
                !(sharedExpert && routeCompression), "shared_expert cannot be combined with route_compression");
    }

    private static int orAll(int own, int all) {
        return own == 0 ? all : own;
    }

    /** The settings of the layers of attention. */
    public TmoeLinear.Settings attention() {
        return layer(orAll(attnExperts, expertNums));
    }

    /** The settings of the layers of the feed-forward networks. */
    public TmoeLinear.Settings feedForward() {
        return layer(orAll(ffnExperts, expertNums));
    }

    private TmoeLinear.Settings layer(int experts) {
        return new TmoeLinear.Settings(
                r, alpha, experts, useRsexpert, sharedExpert, routeCompression, initMethod, topk, topkRenorm);
    }
}
