package io.spmtrack.model.weights;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.file.ElementType;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights files of a model small enough to make in a test, as others would write them. */
final class SmallFiles {
    private SmallFiles() {}

    static ModelSettings settings(int width, int depth, int experts) {
        return ModelSettings.base()
                .with(
                        "embed_dim=" + width,
                        "depth=" + depth,
                        "num_heads=2",
                        "patch=2",
                        "template_size=4",
                        "search_size=8",
                        "r=3",
                        "alpha=5",
                        "expert_nums=" + experts);
    }

    static ModelSettings settings() {
        return settings(8, 2, 2);
    }

    static Model model(ModelSettings settings, long seed) {
        Model model = new Model(settings, TrackerSettings.published());
        model.weights().initialize(seed);
        return model;
    }

    /** What was trained, and the two scalars. */
    static Map<String, TensorData> checkpoint(Model model) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        model.weights().parameters().forEach((name, parameter) -> {
            if (!Backbone.holds(name)) {
                tensors.put(name, data(name, parameter));
            }
        });
        tensors.put("expert_alpha", TensorData.scalar("expert_alpha", 5));
        tensors.put("use_rsexpert", TensorData.flag("use_rsexpert", false));
        return tensors;
    }

    /** The frozen half under the official names, its table of positions that of the search grid. */
    static Map<String, TensorData> backbone(Model model) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        long width = model.settings().backbone().embedDim();
        put(tensors, TensorData.floats("cls_token", List.of(1L, 1L, width), new float[(int) width]));
        put(tensors, TensorData.floats("mask_token", List.of(1L, width), new float[(int) width]));
        model.weights().parameters().forEach((name, parameter) -> {
            if (name.equals("pos_embed")) {
                put(
                        tensors,
                        stacked(
                                name,
                                List.of(1L, 1 + parameter.shape().count() / width, width),
                                List.of(new float[(int) width], floats(parameter))));
            } else if (name.contains(".qkv.q.linear.")) {
                put(tensors, fused(model, name));
            } else if (Backbone.holds(name) && !name.contains(".qkv.")) {
                put(tensors, data(name.replace(".linear.", "."), parameter));
            }
        });
        return tensors;
    }

    /** The frozen half under the names of transformers. */
    static Map<String, TensorData> transformers(Model model) {
        Map<String, TensorData> official = backbone(model);
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        model.weights().parameters().forEach((name, parameter) -> {
            if (Backbone.holds(name)) {
                String there = BackboneNames.TRANSFORMERS.part(name).tensor();
                put(
                        tensors,
                        name.equals("pos_embed")
                                ? new TensorData(
                                        new TensorEntry(
                                                there,
                                                ElementType.F32,
                                                official.get(name).entry().shape()),
                                        official.get(name).values())
                                : data(there, parameter));
            }
        });
        return tensors;
    }

    private static TensorData fused(Model model, String query) {
        Map<String, Param> parameters = model.weights().parameters();
        List<Long> shape = new ArrayList<>(Contents.shape(parameters.get(query)));
        shape.set(0, 3 * shape.getFirst());
        return stacked(
                query.replace(".q.linear.", "."),
                shape,
                List.of(
                        floats(parameters.get(query)),
                        floats(parameters.get(query.replace(".q.", ".k."))),
                        floats(parameters.get(query.replace(".q.", ".v.")))));
    }

    private static TensorData stacked(String name, List<Long> shape, List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return TensorData.floats(name, shape, all);
    }

    private static float[] floats(Param parameter) {
        return parameter.segment().toArray(ValueLayout.JAVA_FLOAT);
    }

    private static TensorData data(String name, Param parameter) {
        return TensorData.floats(name, Contents.shape(parameter), floats(parameter));
    }

    static void put(Map<String, TensorData> tensors, TensorData tensor) {
        tensors.put(tensor.entry().name(), tensor);
    }

    static Path write(Path path, Map<String, TensorData> tensors) {
        Safetensors.write(path, List.copyOf(tensors.values()), Map.of());
        return path;
    }
}
