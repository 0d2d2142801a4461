package io.spmtrack.model.weights;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.file.Safetensors;
import io.spmtrack.engine.file.TensorData;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.ModelSettings;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A backbone alone, written as one safetensors file under the names of DINOv2 in single floats, its table of positions as it was: a
 * file for {@code --backbone}, and for every other program that reads DINOv2.
 */
final class BackboneFile {
    private final Contents contents;
    private final BackboneNames names;

    private BackboneFile(Contents contents) {
        this.contents = contents;
        this.names = BackboneNames.of(contents.tensors().keySet());
    }

    /** A tensor under DINOv2's name and those of the file that it is made of, one below the other. */
    private record Stack(String tensor, List<TensorEntry> parts) {
        List<Long> shape() {
            List<Long> shape = new ArrayList<>(parts.getFirst().shape());
            if (!shape.isEmpty()) {
                shape.set(0, shape.getFirst() * parts.size());
            }
            return shape;
        }
    }

    /**
     * Checks a backbone against the sizes of a model and writes it.
     *
     * @param expected the model; where empty, the preset of the file's sizes
     */
    static List<Origin> write(TensorFile file, Optional<ModelSettings> expected, Path out) {
        Contents contents = new Contents(file);
        ModelSettings settings = Weights.backboneOf(file, expected);
        return new BackboneFile(contents).write(Checkpoint.frozen(contents.shapes(settings)), out);
    }

    private List<Origin> write(Map<String, List<Long>> wanted, Path out) {
        Map<String, Stack> stacks = new LinkedHashMap<>();
        names.unused().forEach(unused -> add(stacks, unused.replace("embeddings.", ""), unused));
        wanted.keySet()
                .forEach(parameter -> add(
                        stacks,
                        BackboneNames.DINOV2.part(parameter).tensor(),
                        names.part(parameter).tensor()));
        List<TensorData> tensors = new ArrayList<>();
        List<Origin> origins = new ArrayList<>();
        for (Stack stack : stacks.values()) {
            tensors.add(TensorData.floats(stack.tensor(), stack.shape(), reader -> read(stack, reader)));
            for (TensorEntry part : stack.parts()) {
                origins.add(
                        Origin.of(stack.tensor(), part.shape(), contents.file().path(), part, ""));
            }
        }
        Safetensors.write(out, tensors, Map.of("format", "pt"));
        return origins;
    }

    private void add(Map<String, Stack> stacks, String tensor, String source) {
        TensorEntry entry = contents.tensors().get(source);
        if (entry != null) {
            List<TensorEntry> parts = stacks.computeIfAbsent(tensor, name -> new Stack(name, new ArrayList<>()))
                    .parts();
            if (!parts.contains(entry)) {
                parts.add(entry);
            }
        }
    }

    private void read(Stack stack, Consumer<MemorySegment> reader) {
        long elements = stack.parts().stream().mapToLong(TensorEntry::elements).sum();
        try (Storage whole = new Storage(elements)) {
            long at = 0;
            for (TensorEntry part : stack.parts()) {
                long bytes = part.elements() * DType.BYTES;
                contents.file().read(part.name(), whole.segment().asSlice(at, bytes));
                at += bytes;
            }
            reader.accept(whole.segment().asSlice(0, at));
        }
    }
}
