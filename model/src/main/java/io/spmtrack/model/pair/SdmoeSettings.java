package io.spmtrack.model.pair;

import io.spmtrack.engine.op.Activation;
import io.spmtrack.model.settings.Key;

/** A second modality by adapters after each block (docs/adr/0021); every choice that the published sources leave open is a key. */
public record SdmoeSettings(
        @Key(
                initial = "false",
                meaning =
                        "see two aligned pictures of each frame, by adapters after each block: SDMoE as this project reads it")
        boolean sdmoe,

        @Key(initial = "4", meaning = "sparse experts of an adapter")
        int sdmoeExperts,

        @Key(initial = "1", meaning = "sparse experts that the router chooses for each token")
        int sdmoeTopk,

        @Key(initial = "4", meaning = "parallel layers of the shared part of an adapter, all used by every token")
        int sdmoeShared,

        @Key(
                initial = "0",
                meaning = "inner width of an adapter; 0 for embed_dim/12, to the nearest even number if not whole")
        int sdmoeWidth,

        @Key(initial = "1", meaning = "factor on what an adapter adds")
        double sdmoeScale,

        @Key(initial = "false", meaning = "an adapter normalises its input by a layer of its own")
        boolean sdmoeNorm,

        @Key(initial = "input", meaning = "the gate of an expert sees: input, the token; or latent, the narrowed token")
        Gate sdmoeGate,

        @Key(initial = "silu", meaning = "activation of the parallel layers of the shared part")
        Activation sdmoeActivation,

        @Key(initial = "softmax", meaning = "how the parallel layers are combined: softmax of a router, mean or sum")
        Combine sdmoeCombine,

        @Key(
                initial = "true",
                meaning = "an expert's output is multiplied by its probability; without, the router learns by the"
                        + " balance loss alone")
        boolean sdmoeWeighed,

        @Key(initial = "0.01", meaning = "factor on the loss that keeps the load of sparse experts even; 0 for none")
        double sdmoeBalance,

        @Key(initial = "true", meaning = "the box head is trained together with the adapters")
        boolean sdmoeHead) {
    /** What the gate of an expert sees. */
    public enum Gate {
        INPUT,
        LATENT
    }

    /** How parallel layers become one. */
    public enum Combine {
        SOFTMAX,
        MEAN,
        SUM
    }

    private static final int MOST = 256;
    private static final int MOST_WIDTH = 8192;
    private static final int NARROWER = 12;

    public SdmoeSettings {
        require(sdmoeExperts >= 1 && sdmoeExperts <= MOST, "sdmoe_experts must lie in 1 to " + MOST);
        require(
                sdmoeTopk >= 1 && sdmoeTopk <= sdmoeExperts,
                "sdmoe_topk must lie in 1 to sdmoe_experts=" + sdmoeExperts + ", not " + sdmoeTopk);
        require(sdmoeShared >= 1 && sdmoeShared <= MOST, "sdmoe_shared must lie in 1 to " + MOST);
        require(sdmoeWidth >= 0 && sdmoeWidth <= MOST_WIDTH, "sdmoe_width must lie in 0 to " + MOST_WIDTH);
        require(Double.isFinite(sdmoeScale), "sdmoe_scale must be finite");
        require(sdmoeBalance >= 0 && Double.isFinite(sdmoeBalance), "sdmoe_balance must not be negative");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("model: " + message);
        }
    }

    /** Pictures of a frame that the network sees. */
    public int streams() {
        return sdmoe ? 2 : 1;
    }

    /** Inner width of an adapter in a network of some width: a twelfth, or the even number nearest to it. */
    public int inner(int width) {
        if (sdmoeWidth > 0) {
            return sdmoeWidth;
        }
        return width % NARROWER == 0
                ? width / NARROWER
                : Math.toIntExact(Math.max(2, 2 * Math.round(width / (2.0 * NARROWER))));
    }
}
