package io.spmtrack.engine.file;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * PyTorch checkpoints ({@code .pth}, {@code .pt}, {@code pytorch_model.bin}): the zip format, and the one before
 * PyTorch 1.6 (torch/serialization.py, {@code _legacy_load}). Only tensors in dictionaries are read; no code is found or run.
 */
public final class TorchFile {
    private TorchFile() {}

    /**
     * Opens a PyTorch file, of either format.
     *
     * @throws io.spmtrack.engine.InputException if it is absent, damaged, hostile or no PyTorch file
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
        return switch (FileContent.of(file)) {
            case ZIP -> zip(file);
            case PICKLE -> legacy(file);
            case SAFETENSORS, JSON -> throw file.defect("not a PyTorch file");
        };
    }

    private static TensorFile zip(MappedFile file) {
        ZipDirectory directory = ZipDirectory.read(file);
        ZipDirectory.Entry pickle = directory
                .entry("data.pkl")
                .orElseThrow(() -> file.defect("a zip without data.pkl: not a PyTorch file"));
        if (pickle.size() > PickleMachine.LONGEST) {
            throw file.defect("data.pkl has " + pickle.size() + " bytes, more than " + PickleMachine.LONGEST);
        }
        directory.entry("byteorder").ifPresent(entry -> checkByteOrder(file, entry));
        Pickled root = PickleMachine.run(new PickleBytes(file, pickle.begin(), pickle.end()))
                .value();
        return file(file, TensorFile.Format.TORCH_ZIP, root, TorchStorages.zip(file, directory));
    }

    private static void checkByteOrder(MappedFile file, ZipDirectory.Entry entry) {
        byte[] little = "little".getBytes(StandardCharsets.US_ASCII);
        if (file.slice(entry.begin(), entry.end()).mismatch(MemorySegment.ofArray(little)) != -1) {
            throw file.defect("its byteorder is not little: only little-endian files are read");
        }
    }

    private static TensorFile legacy(MappedFile file) {
        LegacyTorch legacy = LegacyTorch.read(file);
        return file(file, TensorFile.Format.TORCH_LEGACY, legacy.root(), legacy.storages());
    }

    private static TensorFile file(MappedFile file, TensorFile.Format format, Pickled root, TorchStorages storages) {
        PickledTensors.Found found = PickledTensors.find(file, root);
        Map<String, TensorView> views = new LinkedHashMap<>();
        found.tensors().forEach((name, tensor) -> views.put(name, storages.view(name, tensor)));
        return new TensorFile(file.path(), format, views, found.prefix(), Map.of(), List.of(file));
    }
}
