package io.spmtrack.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.GoldenModel;
import io.spmtrack.model.ModelSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@code weights_*} folder of golden files: what it lists, what its models must give. */
record GoldenFolder(Path path, JsonNode json) {
    /** A backbone's or a model's file as the folder lists it. */
    record Entry(Path path, JsonNode json) {
        @Override
        public String toString() {
            return json.get("file").asText();
        }
    }

    static GoldenFolder of(Path path) {
        return new GoldenFolder(path, GoldenValues.json(path.resolve("expected.json")));
    }

    /** Every folder with expected outputs. */
    static List<GoldenFolder> all() {
        return SharedFolder.golden("weights_*").stream()
                .filter(path -> Files.exists(path.resolve("expected.json")))
                .map(GoldenFolder::of)
                .toList();
    }

    List<Entry> backbones() {
        return entries("backbone_files");
    }

    List<Entry> models() {
        return entries("model_files");
    }

    private List<Entry> entries(String list) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode item : json.get(list)) {
            entries.add(new Entry(path.resolve(item.get("file").asText()), item));
        }
        return entries;
    }

    JsonNode config() {
        return json.get("config");
    }

    ModelSettings settings() {
        return GoldenModel.settings(config());
    }

    TensorFile outputs() {
        return GoldenValues.tensors(path.resolve("expected.json"));
    }

    @Override
    public String toString() {
        return path.getFileName().toString();
    }
}
