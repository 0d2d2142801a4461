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
        TmoeLinear.InitMethod initMethod) {
    public TmoeSettings {
        ModelSettings.require(r >= 1 && r <= ModelSettings.MOST_SIZE, "r must lie in 1 to " + ModelSettings.MOST_SIZE);
        ModelSettings.require(
                expertNums >= 1 && expertNums <= ModelSettings.MOST,
                "expert_nums must lie in 1 to " + ModelSettings.MOST);
        ModelSettings.require(alpha > 0 && Double.isFinite(alpha), "alpha must be positive");
        ModelSettings.require(
                !(sharedExpert && routeCompression), "shared_expert cannot be combined with route_compression");
    }

    /** The settings of every layer. */
    public TmoeLinear.Settings layer() {
        return new TmoeLinear.Settings(r, alpha, expertNums, useRsexpert, sharedExpert, routeCompression, initMethod);
    }
}
