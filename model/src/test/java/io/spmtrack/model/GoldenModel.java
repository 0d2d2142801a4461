package io.spmtrack.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Param;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The model of a golden case: its settings and generated weights. */
public final class GoldenModel {
    private GoldenModel() {}

    /** The settings that a case's {@code config} describes. */
    public static ModelSettings settings(JsonNode config) {
        int template = config.get("template_size").get(0).asInt();
        return ModelSettings.base()
                .with(
                        "embed_dim=" + config.get("embed_dim").asInt(),
                        "depth=" + config.get("depth").asInt(),
                        "num_heads=" + config.get("num_heads").asInt(),
                        "ffn_layer=" + config.path("ffn_layer").asText("mlp"),
                        "patch="
                                + template
                                        / config.get("template_feat_size")
                                                .get(0)
                                                .asInt(),
                        "template_size=" + template,
                        "search_size=" + config.get("search_size").get(0).asInt(),
                        "r=" + config.get("r").asInt(),
                        "alpha=" + config.get("alpha").asDouble(),
                        "expert_nums=" + config.get("expert_nums").asInt(),
                        "use_rsexpert=" + config.path("use_rsexpert").asBoolean(false),
                        "shared_expert=" + config.path("shared_expert").asBoolean(false),
                        "route_compression=" + config.path("route_compression").asBoolean(false));
    }

    /**
     * The model with the case's weights; fails unless its parameters are exactly those of the case.
     *
     * @param groupOf the optimiser group of each trained parameter
     */
    public static Model create(
            JsonNode golden, ReferenceRule rule, Function<Map.Entry<String, Param>, String> groupOf) {
        TrackerSettings published = TrackerSettings.published();
        TrackerSettings tracker = published.with(
                "template_area_factor=" + golden.path("template_area_factor").asDouble(published.templateAreaFactor()),
                "reference_rule=" + rule.name(),
                "compat=official");
        Model model = new Model(settings(golden.get("config")), tracker, groupOf);
        String tag = golden.get("config").get("tag").asText();
        Map<String, Param> parameters = model.weights().parameters();
        Set<String> names = new TreeSet<>();
        for (GoldenValues.Generated generated : GoldenValues.generated(golden.get("parameters"))) {
            names.add(generated.name());
            Param parameter = parameters.get(generated.name());
            if (parameter == null || parameter.shape().count() != generated.elements()) {
                throw new AssertionError("the model has " + parameter + " where the case has " + generated);
            }
            fill(parameter.segment(), generated.values(tag));
        }
        if (!names.equals(new TreeSet<>(parameters.keySet()))) {
            throw new AssertionError("the model's parameters are " + parameters.keySet());
        }
        return model;
    }

    /** The generated network input of that name, such as {@code track.x_0} or {@code z_0}, which some cases call {@code input.z_0}. */
    public static float[] input(JsonNode golden, String name) {
        for (JsonNode input : golden.get("inputs")) {
            String listed = input.get("name").asText();
            if (listed.equals(name) || listed.equals("input." + name)) {
                int elements = GoldenValues.longs(input.get("shape")).stream()
                        .mapToInt(Math::toIntExact)
                        .reduce(1, Math::multiplyExact);
                return GoldenValues.values(
                        input.get("generator_name").asText(),
                        input.get("a").asDouble(),
                        input.get("mean").asDouble(),
                        elements);
            }
        }
        throw new AssertionError("the case has no input " + name);
    }

    /** Copies values to the start of a parameter or input. */
    public static void fill(MemorySegment segment, float... values) {
        if (segment.byteSize() < (long) values.length * DType.BYTES) {
            throw new AssertionError(values.length + " values for " + segment.byteSize() + " bytes");
        }
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
    }

    /** Whole numbers, such as a mask, as floats. */
    public static float[] floats(long... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }
}
