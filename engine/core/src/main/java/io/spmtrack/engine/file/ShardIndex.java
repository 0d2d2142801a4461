package io.spmtrack.engine.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sharded file: {@code model.safetensors.index.json} or {@code pytorch_model.bin.index.json} says in which file of its folder each
 * tensor lies.
 */
public final class ShardIndex {
    private ShardIndex() {}

    /**
     * Opens an index and all its shards.
     *
     * @throws io.spmtrack.engine.InputException if the index or a shard is absent, damaged or hostile
     */
    public static TensorFile open(Path path) {
        MappedFile file = MappedFile.open(path);
        try {
            return open(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    static TensorFile open(MappedFile index) {
        Map<String, String> shardOf = weightMap(index);
        Map<String, TensorFile> shards = new LinkedHashMap<>();
        try {
            Map<String, TensorView> views = new LinkedHashMap<>();
            shardOf.forEach((name, shard) -> {
                TensorFile file = shards.computeIfAbsent(shard, absent -> shard(index, absent));
                if (!file.entries().containsKey(name)) {
                    throw index.defect(name + " should be in " + shard + ", which does not have it");
                }
                views.put(name, file.views().get(name));
            });
            List<MappedFile> mappings = new ArrayList<>(List.of(index));
            shards.values().forEach(file -> mappings.addAll(file.mappings()));
            return new TensorFile(index.path(), TensorFile.Format.SHARDS, views, "", Map.of(), mappings);
        } catch (RuntimeException e) {
            shards.values().forEach(TensorFile::close);
            throw e;
        }
    }

    private static TensorFile shard(MappedFile index, String name) {
        Path path;
        try {
            path = index.path().toAbsolutePath().resolveSibling(name);
        } catch (InvalidPathException e) {
            throw index.defect("shard " + name + " cannot be a file name here", e);
        }
        MappedFile file = MappedFile.open(path);
        try {
            return switch (FileContent.of(file)) {
                case SAFETENSORS -> Safetensors.open(file);
                case ZIP, PICKLE -> TorchFile.open(file);
                case JSON -> throw file.defect("is no file of tensors, as a shard has to be");
            };
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Map<String, String> weightMap(MappedFile index) {
        try (JsonParser parser = JsonText.parse(index, 0, index.size(), "the index")) {
            Map<String, String> shardOf = new LinkedHashMap<>();
            boolean found = false;
            require(index, parser.nextToken() == JsonToken.START_OBJECT, "the index is not a JSON object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean map = parser.currentName().equals("weight_map");
                JsonToken value = parser.nextToken();
                if (map) {
                    require(index, !found, "weight_map appears twice");
                    require(index, value == JsonToken.START_OBJECT, "weight_map is not a JSON object");
                    readMap(index, parser, shardOf);
                    found = true;
                } else {
                    parser.skipChildren();
                }
            }
            require(index, found, "a JSON file without weight_map: not the index of a sharded file");
            require(index, parser.nextToken() == null, "the index has text after its JSON object");
            return shardOf;
        } catch (JsonProcessingException e) {
            throw index.defect("the index is not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw index.defect("the index cannot be read: " + e.getMessage(), e);
        }
    }

    private static void readMap(MappedFile index, JsonParser parser, Map<String, String> shardOf) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            require(index, parser.nextToken() == JsonToken.VALUE_STRING, name + ": the shard's name is not a text");
            String shard = parser.getText();
            require(index, plain(shard), name + ": shard " + shard + " is not the plain name of a file in this folder");
            require(index, !shardOf.containsKey(name), name + " appears twice");
            shardOf.put(name, shard);
        }
    }

    private static boolean plain(String shard) {
        return !shard.isBlank()
                && !shard.equals(".")
                && !shard.equals("..")
                && shard.length() <= 255
                && shard.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
    }

    private static void require(MappedFile index, boolean holds, String otherwise) {
        if (!holds) {
            throw index.defect(otherwise);
        }
    }
}
