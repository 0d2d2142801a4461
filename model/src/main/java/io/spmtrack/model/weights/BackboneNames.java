package io.spmtrack.model.weights;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names that kinds of DINOv2 files give the tensors of the backbone (golden/README.md, weights). */
enum BackboneNames {
    /** The official files; query, key and value are rows of one tensor. */
    DINOV2,
    /** {@code Dinov2Model} of the transformers library. */
    TRANSFORMERS;

    private static final Map<String, String> STARTS = Map.of(
            "pos_embed", "embeddings.position_embeddings",
            "patch_embed.proj.", "embeddings.patch_embeddings.projection.",
            "norm.", "layernorm.",
            "blocks.", "encoder.layer.");
    private static final Map<String, String> INNER = Map.of(
            ".attn.qkv.q.", ".attention.attention.query.",
            ".attn.qkv.k.", ".attention.attention.key.",
            ".attn.qkv.v.", ".attention.attention.value.",
            ".attn.proj.", ".attention.output.dense.",
            ".ls1.gamma", ".layer_scale1.lambda1",
            ".ls2.gamma", ".layer_scale2.lambda1",
            ".mlp.w12.", ".mlp.weights_in.",
            ".mlp.w3.", ".mlp.weights_out.");
    private static final List<String> FUSED = List.of(".attn.qkv.q.", ".attn.qkv.k.", ".attn.qkv.v.");

    /** Rows of a file's tensor: part {@code index} of {@code count} equal ones. */
    record Part(String tensor, int index, int count) {}

    /** The kind of a file with these names. */
    static BackboneNames of(Set<String> names) {
        boolean transformers =
                names.stream().anyMatch(name -> name.startsWith("embeddings.") || name.startsWith("encoder.layer."));
        return transformers ? TRANSFORMERS : DINOV2;
    }

    /** Tensors of such files that a tracker has no use for. */
    List<String> unused() {
        return switch (this) {
            case DINOV2 -> List.of("cls_token", "mask_token");
            case TRANSFORMERS -> List.of("embeddings.cls_token", "embeddings.mask_token");
        };
    }

    /** Where the file keeps a parameter of the network. */
    Part part(String parameter) {
        String name = parameter
                .replace(".linear.", ".") // the wrapper of TMoE and LoRA
                .replace(".mlp.shared_experts.", ".mlp.")
                .replaceFirst("\\.mlp\\.experts\\.\\d+\\.", ".mlp.");
        return switch (this) {
            case DINOV2 -> dinov2(name);
            case TRANSFORMERS -> new Part(transformers(name), 0, 1);
        };
    }

    private static Part dinov2(String name) {
        for (String part : FUSED) {
            if (name.contains(part)) {
                return new Part(name.replace(part, ".attn.qkv."), FUSED.indexOf(part), FUSED.size());
            }
        }
        return new Part(name, 0, 1);
    }

    private static String transformers(String name) {
        String result = name;
        for (Map.Entry<String, String> start : STARTS.entrySet()) {
            if (name.startsWith(start.getKey())) {
                result = start.getValue() + name.substring(start.getKey().length());
            }
        }
        for (Map.Entry<String, String> inner : INNER.entrySet()) {
            result = result.replace(inner.getKey(), inner.getValue());
        }
        return result;
    }
}
