package io.spmtrack.model.variant;

import io.spmtrack.model.settings.Key;

/** What makes scores and boxes of search tokens (docs/spec/model.md §6, docs/spec/variants.md §8). */
public record HeadSettings(
        @Key(
                initial = "mlp",
                meaning =
                        "scores and boxes come from: mlp, two small networks for each cell; ostrack or conv, convolutions")
        Head head,

        @Key(initial = "256", meaning = "channels of the first convolution of a convolutional head")
        int headChannels) {
    /** Kinds of heads. */
    public enum Head {
        MLP,
        OSTRACK,
        CONV
    }

    private static final int MOST = 8192;

    public HeadSettings {
        if (headChannels < 8 || headChannels % 8 != 0 || headChannels > MOST) {
            throw new IllegalArgumentException("model: head_channels must be a multiple of 8 up to " + MOST);
        }
    }
}
