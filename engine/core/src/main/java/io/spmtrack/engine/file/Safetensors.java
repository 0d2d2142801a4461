package io.spmtrack.engine.file;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The safetensors format: 8 bytes of little-endian header length, a JSON header, raw little-endian data. */
public final class Safetensors {
    private Safetensors() {}

    /**
     * Opens a safetensors file, whatever its content looks like.
     *
     * @throws io.spmtrack.engine.InputException if it is absent, damaged or no safetensors file
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

    static TensorFile open(MappedFile file) {
        SafetensorsHeader.Checked header = SafetensorsHeader.read(file);
        Map<String, TensorView> views = new LinkedHashMap<>();
        header.spans().forEach((name, span) -> {
            MemorySegment data = file.slice(header.end() + span.begin(), header.end() + span.end());
            views.put(name, TensorView.contiguous(span.entry(), data));
        });
        return new TensorFile(file.path(), TensorFile.Format.SAFETENSORS, views, "", header.metadata(), List.of(file));
    }

    /**
     * Writes tensors to a file that either appears whole or not at all; what was there before stays until then. The
     * bytes equal those that the safetensors library writes for the same tensors and metadata.
     *
     * @param metadata texts to store beside the tensors; no {@code __metadata__} entry is written when empty
     * @throws IllegalArgumentException if a name appears twice
     * @throws io.spmtrack.engine.InputException if the file cannot be written
     */
    public static void write(Path path, List<TensorData> tensors, Map<String, String> metadata) {
        SafetensorsWriter writer = new SafetensorsWriter(tensors, metadata);
        AtomicFile.write(path, writer::write);
    }
}
