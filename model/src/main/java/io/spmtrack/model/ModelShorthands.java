package io.spmtrack.model;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.settings.Nearest;
import io.spmtrack.model.settings.Shorthand;
import io.spmtrack.model.variant.MoeSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Keys that stand for several of a network's: the names of backbones and the rows of Table 7 (docs/spec/variants.md §0). */
public final class ModelShorthands {
    private static final Map<String, Map<String, Object>> BACKBONES = backbones();

    /** All of them. */
    public static final List<Shorthand> ALL = List.of(
            new Shorthand(
                    "model.backbone",
                    String.class,
                    "sets the sizes of " + String.join(", ", BACKBONES.keySet()),
                    BACKBONES.get("ViT-B/14").keySet(),
                    (name, values) -> backbone(name.toString())),
            new Shorthand(
                    "model.moe",
                    MoeSettings.Row.class,
                    "sets moe_shared, moe_experts, moe_topk, moe_renorm, moe_frozen to those of row a, b, c or d of Table 7",
                    prefixed(MoeSettings.Row.A.settings()).keySet(),
                    (row, values) -> prefixed(((MoeSettings.Row) row).settings())));

    private ModelShorthands() {}

    private static Map<String, Object> backbone(String name) {
        Map<String, Object> sizes = BACKBONES.get(name);
        if (sizes == null) {
            throw new InputException("model.backbone=" + name + ": unknown, did you mean "
                    + Nearest.of(name, BACKBONES.keySet()) + "? Backbones are "
                    + String.join(", ", BACKBONES.keySet()));
        }
        return sizes;
    }

    private static Map<String, Map<String, Object>> backbones() {
        BackboneSettings.Pretraining dino = BackboneSettings.Pretraining.DINOV2;
        Map<String, Map<String, Object>> named = new LinkedHashMap<>();
        named.put("ViT-S/14", sizes(384, 12, 6, BackboneSettings.FfnLayer.MLP, dino));
        named.put("ViT-B/14", sizes(768, 12, 12, BackboneSettings.FfnLayer.MLP, dino));
        named.put("ViT-L/14", sizes(1024, 24, 16, BackboneSettings.FfnLayer.MLP, dino));
        named.put("ViT-g/14", sizes(1536, 40, 24, BackboneSettings.FfnLayer.SWIGLUFUSED, dino));
        named.put("MAE-B/16", sizes(768, 12, 12, BackboneSettings.FfnLayer.MLP, BackboneSettings.Pretraining.MAE));
        named.put("MAE-L/16", sizes(1024, 24, 16, BackboneSettings.FfnLayer.MLP, BackboneSettings.Pretraining.MAE));
        named.put(
                "DropMAE-B/16",
                sizes(768, 12, 12, BackboneSettings.FfnLayer.MLP, BackboneSettings.Pretraining.DROPMAE));
        return named;
    }

    private static Map<String, Object> sizes(
            int width, int depth, int heads, BackboneSettings.FfnLayer ffn, BackboneSettings.Pretraining pretraining) {
        boolean fourteen = pretraining == BackboneSettings.Pretraining.DINOV2;
        return prefixed(Map.of(
                "embed_dim", width,
                "depth", depth,
                "num_heads", heads,
                "ffn_layer", ffn,
                "pretraining", pretraining,
                "patch", fourteen ? 14 : 16,
                "template_size", fourteen ? 196 : 192,
                "search_size", fourteen ? 378 : 384));
    }

    private static Map<String, Object> prefixed(Map<String, Object> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(each -> "model." + each.getKey(), Map.Entry::getValue));
    }
}
