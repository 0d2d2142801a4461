package io.spmtrack.model;

import io.spmtrack.model.settings.Key;

/** The transformer of a model; sizes are those of a DINOv2 file where its weights come from one (docs/spec/model.md §2). */
public record BackboneSettings(
        @Key(initial = "768", meaning = "width d of a token")
        int embedDim,

        @Key(initial = "12", meaning = "number of blocks L") int depth,

        @Key(initial = "12", meaning = "attention heads; embed_dim is a multiple")
        int numHeads,

        @Key(initial = "mlp", meaning = "feed-forward network: mlp is two layers with GELU, swiglufused is gated")
        FfnLayer ffnLayer,

        @Key(initial = "14", meaning = "side of a patch in pixels; template_size and search_size are multiples")
        int patch,

        @Key(
                initial = "0",
                meaning = "probability of dropping a branch of a block in training, the same in every block")
        double dropPath,

        @Key(initial = "dinov2", meaning = "pretrained files that the backbone is made for: dinov2, mae or dropmae")
        Pretraining pretraining,

        @Key(
                initial = "dinov2",
                meaning =
                        "how pretrained positions are resized to the search grid: dinov2, or timm as antialiased bicubic")
        PosResize posResize,

        @Key(
                initial = "drop",
                meaning = "frame identities of a DropMAE file: drop them, or fold them into the token types")
        FrameIdentity frameIdentity) {
    /** Families of pretrained backbones; those after DINOv2 have no LayerScale. */
    public enum Pretraining {
        DINOV2,
        MAE,
        DROPMAE
    }

    /** Rules by which pretrained positions are resized (docs/spec/variants.md §6). */
    public enum PosResize {
        DINOV2,
        TIMM
    }

    /** What becomes of DropMAE's frame identities. */
    public enum FrameIdentity {
        DROP,
        FOLD
    }

    /** Feed-forward networks: two layers with GELU, or the gated SwiGLU. */
    public enum FfnLayer {
        MLP,
        SWIGLUFUSED
    }

    public BackboneSettings {
        ModelSettings.require(
                embedDim > 0 && depth > 0 && numHeads > 0, "embed_dim, depth and num_heads must be positive");
        ModelSettings.require(
                embedDim <= ModelSettings.MOST_SIZE, "embed_dim must not exceed " + ModelSettings.MOST_SIZE);
        ModelSettings.require(depth <= ModelSettings.MOST, "depth must not exceed " + ModelSettings.MOST);
        ModelSettings.require(
                embedDim % numHeads == 0, "embed_dim " + embedDim + " is not a multiple of num_heads " + numHeads);
        ModelSettings.require(patch > 0, "patch must be positive");
        ModelSettings.require(dropPath >= 0 && dropPath < 1, "drop_path must lie in [0, 1)");
    }

    /** Width of the feed-forward network's hidden layer (docs/spec/model.md §2). */
    public int hidden() {
        return switch (ffnLayer) {
            case MLP -> 4 * embedDim;
            case SWIGLUFUSED -> ((int) (4 * embedDim * 2 / 3.0) + 7) / 8 * 8;
        };
    }
}
