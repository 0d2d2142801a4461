package io.spmtrack.model.weights;

import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.model.BackboneSettings;
import io.spmtrack.model.ModelSettings;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings read off the names and shapes of a checkpoint. What shapes do not tell (heads, sizes of the crops, scaling) is
 * that of the preset with the same width, depth and feed-forward network.
 */
final class Deduction {
    private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d{1,6})\\..*");
    private static final String LAYER = "blocks.0.attn.qkv.q.tmoe.";
    private static final long LARGEST = 1 << 20;

    private Deduction() {}

    /** @throws io.spmtrack.engine.InputException if the file has the sizes of no preset */
    static ModelSettings settings(Contents contents) {
        int width = size(contents, Checkpoint.QUERY, 1);
        int depth = contents.tensors().keySet().stream()
                        .mapToInt(Deduction::block)
                        .max()
                        .orElse(-1)
                + 1;
        ModelSettings preset =
                preset(contents, width, depth, contents.has("blocks.0.mlp.w12.tmoe.expert_route.weight"));
        return contents.plausible(preset.with(
                "r=" + size(contents, LAYER + "routed_experts.0", 1),
                "expert_nums=" + size(contents, LAYER + "expert_route.weight", 0),
                "shared_expert=" + contents.has(LAYER + "shared_expert"),
                "route_compression=" + contents.has(LAYER + "compress_expert.0")));
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
