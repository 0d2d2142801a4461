package io.spmtrack.engine.file;

import io.spmtrack.engine.file.Pickled.Storage;
import io.spmtrack.engine.file.Pickled.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Turns the tensors of a pickle into views of the file, each checked to lie inside its storage. */
final class TorchStorages {
    private final MappedFile file;
    private final Source source;

    /** Where a storage's bytes are: a zip entry, or behind the pickles of a legacy file. */
    interface Source {
        /** @throws io.spmtrack.engine.InputException if there is no such storage, naming the tensor */
        MemorySegment bytes(String tensor, Storage storage);
    }

    TorchStorages(MappedFile file, Source source) {
        this.file = file;
        this.source = source;
    }

    static TorchStorages zip(MappedFile file, ZipDirectory directory) {
        return new TorchStorages(file, (tensor, storage) -> {
            String name = "data/" + storage.key();
            ZipDirectory.Entry entry = directory
                    .entry(name)
                    .orElseThrow(() -> file.defect(tensor + ": zip entry " + name + " is missing"));
            return file.slice(entry.begin(), entry.end());
        });
    }

    /** @param storages by key, as the legacy file lists them */
    static TorchStorages legacy(MappedFile file, Map<String, MemorySegment> storages) {
        return new TorchStorages(file, (tensor, storage) -> {
            MemorySegment bytes = storages.get(storage.key());
            if (bytes == null) {
                throw file.defect(tensor + ": storage " + storage.key() + " is missing");
            }
            return bytes;
        });
    }

    TensorView view(String name, Tensor tensor) {
        Storage storage = tensor.storage();
        MemorySegment bytes = source.bytes(name, storage);
        require(
                bytes.byteSize() % storage.type().bytes() == 0
                        && bytes.byteSize() / storage.type().bytes() == storage.elements(),
                name + ": storage " + storage.key() + " has " + bytes.byteSize() + " bytes, announced are "
                        + storage.elements() + " elements of " + storage.type());
        try {
            TensorEntry entry = new TensorEntry(name, storage.type(), tensor.shape());
            checkInside(entry, tensor);
            long[] strides =
                    tensor.strides().stream().mapToLong(Long::longValue).toArray();
            return new TensorView(entry, bytes, tensor.offset(), strides);
        } catch (ArithmeticException e) {
            throw file.defect(name + ": shape " + tensor.shape() + " has more elements than can be counted", e);
        }
    }

    /** A view that repeats elements (stride 0) could claim any size; weights have none, so it must not exceed its storage. */
    private void checkInside(TensorEntry entry, Tensor tensor) {
        long elements = tensor.storage().elements();
        require(
                end(entry, tensor) <= elements,
                entry.name() + ": its view ends beyond the " + elements + " elements of its storage");
        require(
                entry.elements() <= elements,
                entry.name() + ": shape " + entry.shape() + " repeats elements of a storage of " + elements);
    }

    /** One past the last element of the view; the offset if it has none. */
    private static long end(TensorEntry entry, Tensor tensor) {
        if (entry.elements() == 0) {
            return tensor.offset();
        }
        long last = tensor.offset();
        for (int axis = 0; axis < tensor.shape().size(); axis++) {
            long steps = tensor.shape().get(axis) - 1;
            last = Math.addExact(
                    last, Math.multiplyExact(steps, tensor.strides().get(axis)));
        }
        return Math.addExact(last, 1);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw file.defect(otherwise);
        }
    }
}
