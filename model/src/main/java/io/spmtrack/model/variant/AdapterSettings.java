package io.spmtrack.model.variant;

import io.spmtrack.model.settings.Key;

/** What is learned beside each group of frozen linear layers (docs/spec/variants.md §1, §4). */
public record AdapterSettings(
        @Key(initial = "tmoe", meaning = "beside query, key and value: tmoe, lora, or none for the frozen layers alone")
        Adapter qkv,

        @Key(initial = "tmoe", meaning = "beside attention's output layer: tmoe, lora or none")
        Adapter out,

        @Key(
                initial = "tmoe",
                meaning = "beside the feed-forward layers: tmoe, lora or none; or moe, a mixture of whole networks")
        Ffn ffn) {
    /** Beside one layer. */
    public enum Adapter {
        TMOE,
        LORA,
        NONE
    }

    /** Beside the layers of a feed-forward network, or instead of it. */
    public enum Ffn {
        TMOE,
        LORA,
        NONE,
        MOE;

        /** Beside each layer of a network: one that is not a mixture itself. */
        public Adapter layer() {
            return switch (this) {
                case TMOE -> Adapter.TMOE;
                case LORA -> Adapter.LORA;
                case NONE -> Adapter.NONE;
                case MOE -> throw new IllegalStateException("a mixture has layers of its own");
            };
        }
    }

    /** Whether nothing is learned beside any layer. */
    public boolean none() {
        return qkv == Adapter.NONE && out == Adapter.NONE && ffn == Ffn.NONE;
    }
}
