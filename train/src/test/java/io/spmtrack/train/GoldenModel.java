package io.spmtrack.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.crop.Compat;
import io.spmtrack.model.crop.ReferenceRule;
import io.spmtrack.model.track.TrackerSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The model of a golden case: its settings and generated weights. */
final class GoldenModel {
    private GoldenModel() {}

    static ModelSettings settings(JsonNode config) {
        int template = config.get("template_size").get(0).asInt();
        return new ModelSettings(
                config.get("embed_dim").asInt(),
                config.get("depth").asInt(),
                config.get("num_heads").asInt(),
                ModelSettings.FfnLayer.valueOf(
                        config.path("ffn_layer").asText("mlp").toUpperCase(Locale.ROOT)),
                template / config.get("template_feat_size").get(0).asInt(),
                template,
                config.get("search_size").get(0).asInt(),
                3,
                config.get("r").asInt(),
                config.get("alpha").asDouble(),
                config.get("expert_nums").asInt(),
                config.path("use_rsexpert").asBoolean(false),
                config.path("shared_expert").asBoolean(false),
                config.path("route_compression").asBoolean(false),
                TmoeLinear.InitMethod.BERT,
                0,
                ModelSettings.Train.ADAPTERS);
    }

    /** The model with the case's weights; fails unless its parameters are exactly those of the case. */
    static Model create(JsonNode golden, ReferenceRule rule) {
        TrackerSettings published = TrackerSettings.published();
        TrackerSettings tracker = new TrackerSettings(
                golden.path("template_area_factor").asDouble(published.templateAreaFactor()),
                published.searchAreaFactor(),
                published.windowPenalty(),
                rule,
                Compat.OFFICIAL,
                published.cropMemory());
        Model model = new Model(settings(golden.get("config")), tracker, Optimizer::group);
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

    static void fill(MemorySegment segment, float... values) {
        if (segment.byteSize() < (long) values.length * DType.BYTES) {
            throw new AssertionError(values.length + " values for " + segment.byteSize() + " bytes");
        }
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
    }
}
