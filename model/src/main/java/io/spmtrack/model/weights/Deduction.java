package io.spmtrack.model.weights;

import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.model.BackboneSettings;
import io.spmtrack.model.ModelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings read off the names and shapes of a checkpoint. What shapes do not tell (heads, sizes of the crops, scaling) is
 * that of the preset with the same width, depth and feed-forward network.
 */
final class Deduction {
    private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d{1,6})\\..*");
    private static final long LARGEST = 1 << 20;

    private Deduction() {}

    /** @throws io.spmtrack.engine.InputException if the file has the sizes of no preset, or is of a mixture, whose frozen part it does not tell */
    static ModelSettings settings(Contents contents) {
        int width = size(contents, contents.has(Checkpoint.QUERY) ? Checkpoint.QUERY : Checkpoint.TYPES, 1);
        int depth = contents.tensors().keySet().stream()
                        .mapToInt(Deduction::block)
                        .max()
                        .orElse(-1)
                + 1;
        if (contents.has("blocks.0.mlp.gate.weight")) {
            throw contents.defect("is of a mixture of networks: name the preset it was trained with (--preset"
                    + " base,moe-d-4, for example)");
        }
        boolean gated = some(contents, "blocks.0.mlp.w12.");
        ModelSettings preset = preset(contents, width, depth, gated);
        List<String> layers =
                List.of("blocks.0.attn.qkv.q.", "blocks.0.attn.proj.", "blocks.0.mlp." + (gated ? "w12." : "fc1."));
        List<String> rows = new ArrayList<>(List.of(
                "qkv=" + adapter(contents, layers.get(0)),
                "out=" + adapter(contents, layers.get(1)),
                "ffn=" + adapter(contents, layers.get(2))));
        tmoe(contents, layers, rows);
        layers.stream()
                .filter(layer -> some(contents, layer + "lora."))
                .findFirst()
                .ifPresent(layer -> rows.add("lora_r=" + size(contents, layer + "lora.A", 0)));
        inputs(contents, rows);
        return contents.plausible(preset.with(rows.toArray(String[]::new)));
    }

    private static boolean some(Contents contents, String start) {
        return contents.tensors().keySet().stream().anyMatch(name -> name.startsWith(start));
    }

    /** What was learned beside a layer. */
    private static String adapter(Contents contents, String layer) {
        return some(contents, layer + "tmoe.") ? "tmoe" : some(contents, layer + "lora.") ? "lora" : "none";
    }

    /** Rank and experts, where some layer has TMoE; those of the feed-forward layers may be others. */
    private static void tmoe(Contents contents, List<String> layers, List<String> rows) {
        List<String> mixed = layers.stream()
                .filter(layer -> some(contents, layer + "tmoe."))
                .map(layer -> layer + "tmoe.")
                .toList();
        if (mixed.isEmpty()) {
            return;
        }
        String first = mixed.getFirst();
        int experts = size(contents, first + "expert_route.weight", 0);
        int last = size(contents, mixed.getLast() + "expert_route.weight", 0);
        rows.add("r=" + size(contents, first + "routed_experts.0", 1));
        rows.add("expert_nums=" + experts);
        rows.add("shared_expert=" + contents.has(first + "shared_expert"));
        rows.add("route_compression=" + contents.has(first + "compress_expert.0"));
        if (last != experts) {
            rows.add("ffn_experts=" + last);
        }
    }

    /** What the network sees, and what makes boxes of it. */
    private static void inputs(Contents contents, List<String> rows) {
        rows.add("state_token=" + contents.has(Checkpoint.QUERY));
        if (!contents.has(Checkpoint.TYPES)) {
            rows.add("token_types=none");
        } else if (size(contents, Checkpoint.TYPES, 0) == 2) {
            rows.add("token_types=two");
        }
        String ostrack = "head.conv1_ctr.0.bias";
        String conv = "head.cls.conv1.0.bias";
        if (contents.has(ostrack) || contents.has(conv)) {
            String bias = contents.has(ostrack) ? ostrack : conv;
            List<Long> shape = contents.tensors().get(bias).shape();
            if (shape.size() != 1 || shape.getFirst() > LARGEST) {
                throw contents.defect(bias + ": shape " + shape + ", expected a vector: the file is damaged");
            }
            rows.add("head=" + (contents.has(ostrack) ? "ostrack" : "conv"));
            rows.add("head_channels=" + shape.getFirst());
        }
    }

    /** The preset of a backbone's sizes. */
    static ModelSettings backbone(Contents contents) {
        BackboneNames names = BackboneNames.of(contents.tensors().keySet());
        String bias = names.part("norm.bias").tensor();
        TensorEntry norm = contents.tensors().get(bias);
        if (norm == null || norm.shape().size() != 1 || norm.shape().getFirst() > LARGEST) {
            throw contents.defect(
                    "missing: " + bias + ": this is neither a tracker's checkpoint nor a DINOv2 backbone");
        }
        int depth = 0;
        while (contents.has(names.part("blocks." + depth + ".norm1.bias").tensor())) {
            depth++;
        }
        int width = Math.toIntExact(norm.shape().getFirst());
        return preset(
                contents,
                width,
                depth,
                contents.has(names.part("blocks.0.mlp.w12.bias").tensor()));
    }

    private static ModelSettings preset(Contents contents, int width, int depth, boolean gated) {
        BackboneSettings.FfnLayer kind = gated ? BackboneSettings.FfnLayer.SWIGLUFUSED : BackboneSettings.FfnLayer.MLP;
        return List.of(ModelSettings.base(), ModelSettings.large(), ModelSettings.giant(), ModelSettings.small())
                .stream()
                .filter(known -> known.backbone().embedDim() == width
                        && known.backbone().depth() == depth
                        && known.backbone().ffnLayer() == kind)
                .findFirst()
                .orElseThrow(() -> contents.defect("embed_dim " + width + " and depth " + depth + " with "
                        + (gated ? "swiglufused" : "mlp")
                        + " are the sizes of no preset: name the configuration it was trained with"));
    }

    private static int block(String name) {
        Matcher block = BLOCK.matcher(name);
        return block.matches() ? Integer.parseInt(block.group(1)) : -1;
    }

    private static int size(Contents contents, String name, int axis) {
        TensorEntry entry = contents.tensors().get(name);
        if (entry == null) {
            throw contents.defect("missing: " + name + ": this is not the checkpoint of a tracker");
        }
        List<Long> shape = entry.shape();
        if (shape.size() != 2 || shape.get(axis) < 1 || shape.get(axis) > LARGEST) {
            throw contents.defect(name + ": shape " + shape + ", expected a matrix: the file is damaged");
        }
        return Math.toIntExact(shape.get(axis));
    }
}
