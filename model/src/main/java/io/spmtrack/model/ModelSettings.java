package io.spmtrack.model;

import io.spmtrack.engine.nn.TmoeLinear;

/**
 * Sizes and options of the network; defaults are those of SPMTrack-B (docs/spec/model.md §1, docs/spec/training.md §9).
 *
 * @param embedDim embedding width d
 * @param depth number of blocks L
 * @param numHeads attention heads
 * @param ffnLayer kind of feed-forward network
 * @param patch side of a patch in pixels
 * @param templateSize side of a reference crop in pixels
 * @param searchSize side of the search crop in pixels
 * @param references number of reference frames
 * @param r rank of each TMoE expert
 * @param alpha TMoE scaling numerator
 * @param expertNums routed experts of each TMoE layer
 * @param useRsexpert scale alpha/√r instead of alpha/r
 * @param sharedExpert one more, ungated expert
 * @param routeCompression a compression matrix for each expert
 * @param initMethod how TMoE matrices start
 * @param dropPath probability of dropping a branch in training, the same in every block
 * @param train which weights training changes
 */
public record ModelSettings(
        int embedDim,
        int depth,
        int numHeads,
        FfnLayer ffnLayer,
        int patch,
        int templateSize,
        int searchSize,
        int references,
        int r,
        double alpha,
        int expertNums,
        boolean useRsexpert,
        boolean sharedExpert,
        boolean routeCompression,
        TmoeLinear.InitMethod initMethod,
        double dropPath,
        Train train) {
    /** Feed-forward networks: two layers with GELU, or the gated SwiGLU. */
    public enum FfnLayer {
        MLP,
        SWIGLUFUSED
    }

    /** Adapters, types, state and head on a frozen backbone; or all weights. */
    public enum Train {
        ADAPTERS,
        FULL
    }

    // Several times the largest published model: what a file claims beyond that is not worth an attempt.
    private static final int MOST_SIZE = 8192;
    private static final int MOST = 256;

    public ModelSettings {
        require(embedDim > 0 && depth > 0 && numHeads > 0, "embed_dim, depth and num_heads must be positive");
        require(embedDim <= MOST_SIZE, "embed_dim must not exceed " + MOST_SIZE);
        require(depth <= MOST, "depth must not exceed " + MOST);
        require(embedDim % numHeads == 0, "embed_dim " + embedDim + " is not a multiple of num_heads " + numHeads);
        require(patch > 0, "patch must be positive");
        require(
                templateSize > 0 && templateSize % patch == 0 && searchSize > 0 && searchSize % patch == 0,
                "template_size " + templateSize + " and search_size " + searchSize + " must be multiples of patch "
                        + patch);
        require(templateSize <= searchSize, "template_size must not exceed search_size");
        require(searchSize <= MOST_SIZE, "search_size must not exceed " + MOST_SIZE);
        require(references >= 1 && references <= MOST, "references must lie in 1 to " + MOST);
        require(r >= 1 && r <= MOST_SIZE, "r must lie in 1 to " + MOST_SIZE);
        require(expertNums >= 1 && expertNums <= MOST, "expert_nums must lie in 1 to " + MOST);
        require(alpha > 0 && Double.isFinite(alpha), "alpha must be positive");
        require(!(sharedExpert && routeCompression), "shared_expert cannot be combined with route_compression");
        require(dropPath >= 0 && dropPath < 1, "drop_path must lie in [0, 1)");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("model: " + message);
        }
    }

    /** SPMTrack-B. */
    public static ModelSettings base() {
        return official(768, 12, 12, FfnLayer.MLP, 0);
    }

    /** SPMTrack-L. */
    public static ModelSettings large() {
        return official(1024, 24, 16, FfnLayer.MLP, 0.1);
    }

    /** SPMTrack-G. */
    public static ModelSettings giant() {
        return official(1536, 40, 24, FfnLayer.SWIGLUFUSED, 0.4);
    }

    /** A model for a laptop's CPU without a pretrained backbone: all weights are trained. */
    public static ModelSettings tiny() {
        return new ModelSettings(
                64,
                4,
                2,
                FfnLayer.MLP,
                8,
                48,
                72,
                3,
                8,
                8,
                2,
                false,
                false,
                false,
                TmoeLinear.InitMethod.BERT,
                0,
                Train.FULL);
    }

    private static ModelSettings official(int embedDim, int depth, int numHeads, FfnLayer ffnLayer, double dropPath) {
        return new ModelSettings(
                embedDim,
                depth,
                numHeads,
                ffnLayer,
                14,
                196,
                378,
                3,
                64,
                64,
                4,
                false,
                false,
                false,
                TmoeLinear.InitMethod.BERT,
                dropPath,
                Train.ADAPTERS);
    }

    /** Cells along a side of the search crop, and of the score map. */
    public int searchGrid() {
        return searchSize / patch;
    }

    /** Cells along a side of a reference crop. */
    public int templateGrid() {
        return templateSize / patch;
    }

    /** Tokens of one reference crop. */
    public int templateCells() {
        return templateGrid() * templateGrid();
    }

    /** Tokens of the search crop. */
    public int searchCells() {
        return searchGrid() * searchGrid();
    }

    /** Tokens N of a frame: state, references, search. */
    public int tokens() {
        return 1 + references * templateCells() + searchCells();
    }

    /** Width of the feed-forward network's hidden layer (docs/spec/model.md §2). */
    public int hidden() {
        return switch (ffnLayer) {
            case MLP -> 4 * embedDim;
            case SWIGLUFUSED -> ((int) (4 * embedDim * 2 / 3.0) + 7) / 8 * 8;
        };
    }

    /** The settings of every TMoE layer. */
    public TmoeLinear.Settings tmoe() {
        return new TmoeLinear.Settings(r, alpha, expertNums, useRsexpert, sharedExpert, routeCompression, initMethod);
    }

    /** These settings with another number of blocks and other crops, sides in pixels. */
    public ModelSettings resized(int depth, int templateSize, int searchSize) {
        return new ModelSettings(
                embedDim,
                depth,
                numHeads,
                ffnLayer,
                patch,
                templateSize,
                searchSize,
                references,
                r,
                alpha,
                expertNums,
                useRsexpert,
                sharedExpert,
                routeCompression,
                initMethod,
                dropPath,
                train);
    }

    /** These settings with other TMoE layers. */
    public ModelSettings withTmoe(TmoeLinear.Settings tmoe) {
        return new ModelSettings(
                embedDim,
                depth,
                numHeads,
                ffnLayer,
                patch,
                templateSize,
                searchSize,
                references,
                tmoe.r(),
                tmoe.alpha(),
                tmoe.expertNums(),
                tmoe.useRsexpert(),
                tmoe.sharedExpert(),
                tmoe.routeCompression(),
                tmoe.initMethod(),
                dropPath,
                train);
    }
}
