package io.spmtrack.engine.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder as the Hugging Face hub keeps a model: the file of its weights has one of a few fixed names. */
final class WeightsFolder {
    private static final List<String> NAMES = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    private WeightsFolder() {}

    /** The file of weights in such a folder; anything else is returned as it is, for its reader to refuse. */
    static Path file(Path path) {
        if (!Files.isDirectory(path)) {
            return path;
        }
        return NAMES.stream()
                .map(path::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(path);
    }
}
