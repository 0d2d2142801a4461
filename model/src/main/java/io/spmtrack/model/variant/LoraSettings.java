package io.spmtrack.model.variant;

import io.spmtrack.engine.nn.LoraLinear;
import io.spmtrack.model.settings.Key;

/** LoRA beside linear layers (docs/spec/variants.md §1). */
public record LoraSettings(
        @Key(initial = "64", meaning = "rank of LoRA") int loraR,

        @Key(initial = "64", meaning = "numerator of the scale on what LoRA adds")
        double loraAlpha,

        @Key(initial = "0", meaning = "probability of dropping an input of LoRA in training")
        double loraDropout,

        @Key(initial = "false", meaning = "scale lora_alpha/√lora_r instead of lora_alpha/lora_r")
        boolean useRslora,

        @Key(initial = "bert", meaning = "how LoRA starts: bert is normal 0.02, lora and gaussian begin with no effect")
        LoraLinear.InitMethod loraInit) {
    private static final int MOST_RANK = 8192;

    public LoraSettings {
        require(loraR >= 1 && loraR <= MOST_RANK, "lora_r must lie in 1 to " + MOST_RANK);
        require(loraAlpha > 0 && Double.isFinite(loraAlpha), "lora_alpha must be positive");
        require(loraDropout >= 0 && loraDropout < 1, "lora_dropout must lie in [0, 1)");
    }

    /** The settings of every layer. */
    public LoraLinear.Settings layer() {
        return new LoraLinear.Settings(loraR, loraAlpha, useRslora, loraInit);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("model: " + message);
        }
    }
}
