package io.spmtrack.model;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.nn.LoraLinear;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.model.variant.AdapterSettings;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model for tracking whose LoRA is part of its linear layers: it computes the same with fewer operations (docs/spec/variants.md
 * §1). The weights are merged where they lie, so they are never in memory twice.
 */
public final class MergedLora {
    private MergedLora() {}

    /**
     * Merges what can be merged.
     *
     * @param model not to be used any more where another one takes its place
     * @return the model itself where it has no LoRA
     */
    public static Model of(Model model) {
        ModelSettings plain = plain(model.settings());
        if (plain.equals(model.settings())) {
            return model;
        }
        try (model) {
            model.network().blocks().forEach(MergedLora::merge);
            ParamStore unmerged = model.weights();
            return new Model(plain, model.tracker(), (name, elements) -> memory(unmerged, name, elements));
        }
    }

    private static ModelSettings plain(ModelSettings settings) {
        AdapterSettings adapters = settings.adapters();
        List<String> rows = new ArrayList<>();
        if (adapters.qkv() == AdapterSettings.Adapter.LORA) {
            rows.add("qkv=none");
        }
        if (adapters.out() == AdapterSettings.Adapter.LORA) {
            rows.add("out=none");
        }
        if (adapters.ffn() == AdapterSettings.Ffn.LORA) {
            rows.add("ffn=none");
        }
        return settings.with(rows.toArray(String[]::new));
    }

    /** Adds the updates of a block's layers to their weights. */
    private static void merge(Block block) {
        if (block.attn().qkv() instanceof Attention.Qkv.Split(Projection q, Projection k, Projection v)) {
            merge(q, k, v);
        }
        merge(block.attn().proj());
        switch (block.mlp()) {
            case FeedForward.Mlp(Projection fc1, Projection fc2) -> merge(fc1, fc2);
            case FeedForward.SwiGlu(Projection w12, Projection w3) -> merge(w12, w3);
            case FeedForward.Mixture mixture -> {
                // Its networks keep their LoRA.
            }
        }
    }

    private static void merge(Projection... layers) {
        for (Projection layer : layers) {
            if (layer instanceof LoraLinear lora) {
                lora.merge();
            }
        }
    }

    /** The memory of the same values in the unmerged model; where it has them in three pieces, these are put together and freed. */
    private static Storage memory(ParamStore unmerged, String name, long elements) {
        int dot = name.lastIndexOf('.');
        String layer = name.substring(0, Math.max(0, dot));
        String value = name.substring(dot + 1);
        return unmerged.take(name)
                .or(() -> unmerged.take(layer + ".linear." + value))
                .orElseGet(() -> {
                    Storage all = new Storage(elements);
                    List<Param> pieces = pieces(unmerged, name, layer, value);
                    long at = 0;
                    for (Param piece : pieces) {
                        long bytes = piece.shape().count() * DType.BYTES;
                        MemorySegment.copy(piece.segment(), 0, all.segment(), at, bytes);
                        at += bytes;
                        unmerged.take(piece.name()).ifPresent(Storage::close);
                    }
                    return all;
                });
    }

    /** One parameter that shares its memory with others, or those of query, key and value. */
    private static List<Param> pieces(ParamStore unmerged, String name, String layer, String value) {
        return Stream.of(name, layer + ".linear." + value)
                .flatMap(one -> unmerged.find(one).stream())
                .findFirst()
                .map(List::of)
                .orElseGet(() -> Stream.of(".q", ".k", ".v")
                        .map(part ->
                                unmerged.find(layer + part + ".linear." + value).orElseThrow())
                        .toList());
    }
}
