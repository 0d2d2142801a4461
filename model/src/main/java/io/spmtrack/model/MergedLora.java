package io.spmtrack.model;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.nn.LoraLinear;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.model.variant.AdapterSettings;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A model for tracking whose LoRA is part of its linear layers: it computes the same with fewer operations (docs/spec/variants.md §1). */
public final class MergedLora {
    private MergedLora() {}

    /**
     * Merges what can be merged.
     *
     * @param model closed here where another one takes its place
     * @return the model itself where it has no LoRA
     */
    public static Model of(Model model) {
        ModelSettings plain = plain(model.settings());
        if (plain.equals(model.settings())) {
            return model;
        }
        try (model) {
            Model merged = new Model(plain, model.tracker());
            fill(model, merged);
            return merged;
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

    private static void fill(Model model, Model merged) {
        merged.weights()
                .parameters()
                .forEach((name, parameter) -> model.weights()
                        .find(name)
                        .ifPresent(same -> parameter.segment().copyFrom(same.segment())));
        for (int i = 0; i < model.settings().backbone().depth(); i++) {
            merge(model.network().blocks().get(i), merged.network().blocks().get(i));
        }
    }

    private static void merge(Block from, Block to) {
        if (from.attn().qkv() instanceof Attention.Qkv.Split(Projection q, Projection k, Projection v)
                && to.attn().qkv() instanceof Attention.Qkv.Fused(Linear all)) {
            List<Projection> parts = List.of(q, k, v);
            for (int i = 0; i < parts.size(); i++) {
                merge(parts.get(i), part(all.weight(), i), part(all.bias(), i));
            }
        }
        merge(from.attn().proj(), to.attn().proj());
        if (from.mlp() instanceof FeedForward.Mlp(Projection fc1, Projection fc2)
                && to.mlp() instanceof FeedForward.Mlp(Projection toFc1, Projection toFc2)) {
            merge(fc1, toFc1);
            merge(fc2, toFc2);
        }
        if (from.mlp() instanceof FeedForward.SwiGlu(Projection w12, Projection w3)
                && to.mlp() instanceof FeedForward.SwiGlu(Projection toW12, Projection toW3)) {
            merge(w12, toW12);
            merge(w3, toW3);
        }
    }

    /** One of three equal parts of a parameter. */
    private static MemorySegment part(Param all, int number) {
        long bytes = all.segment().byteSize() / 3;
        return all.segment().asSlice(number * bytes, bytes);
    }

    private static void merge(Projection from, Projection to) {
        if (to instanceof Linear(Param weight, Param bias)) {
            merge(from, weight.segment(), bias.segment());
        }
    }

    private static void merge(Projection from, MemorySegment weight, MemorySegment bias) {
        if (from instanceof LoraLinear layer) {
            layer.merge(weight, bias);
        }
    }
}
