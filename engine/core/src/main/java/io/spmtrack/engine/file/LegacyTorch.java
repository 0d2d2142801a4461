package io.spmtrack.engine.file;

import io.spmtrack.engine.file.Pickled.Constant;
import io.spmtrack.engine.file.Pickled.Large;
import io.spmtrack.engine.file.Pickled.Mapping;
import io.spmtrack.engine.file.Pickled.Sequence;
import io.spmtrack.engine.file.Pickled.Storage;
import io.spmtrack.engine.file.Pickled.Text;
import io.spmtrack.engine.file.Pickled.Whole;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The PyTorch format before 1.6 (torch/serialization.py, {@code _legacy_load}): five pickles (magic number, version,
 * system, object, keys of the storages), then the storages in the order of the keys, each behind its element count.
 */
final class LegacyTorch {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private final MappedFile file;
    private final Map<String, MemorySegment> segments = new LinkedHashMap<>();
    private final Pickled root;
    private long at;

    static LegacyTorch read(MappedFile file) {
        return new LegacyTorch(file);
    }

    private LegacyTorch(MappedFile file) {
        this.file = file;
        require(
                pickle().value() instanceof Large(BigInteger magic) && magic.equals(MAGIC),
                "a pickle without PyTorch's magic number: not a PyTorch file");
        require(
                pickle().value() instanceof Whole(long version) && version == VERSION,
                "its format version is not " + VERSION);
        require(
                pickle().value() instanceof Mapping system && system.items().get("little_endian") == Constant.TRUE,
                "it was not written on a little-endian system");
        PickleMachine.Result object = pickle();
        this.root = object.value();
        if (!(pickle().value() instanceof Sequence keys)) {
            throw file.defect("the keys of its storages are not a list");
        }
        for (Pickled key : keys.items) {
            storage(key, object.storages());
        }
    }

    Pickled root() {
        return root;
    }

    TorchStorages storages() {
        return TorchStorages.legacy(file, segments);
    }

    private PickleMachine.Result pickle() {
        PickleBytes bytes = new PickleBytes(file, at, Math.min(file.size(), at + PickleMachine.LONGEST));
        PickleMachine.Result result = PickleMachine.run(bytes);
        at = bytes.position();
        return result;
    }

    private void storage(Pickled key, Map<String, Storage> announced) {
        if (!(key instanceof Text(String name)) || !announced.containsKey(name)) {
            throw file.defect("it lists a storage that no tensor uses");
        }
        Storage storage = announced.get(name);
        require(at <= file.size() - Long.BYTES, "cut off before storage " + name + "; download it again");
        long elements = file.signed64(at);
        at += Long.BYTES;
        require(
                elements == storage.elements(),
                "storage " + name + " has " + elements + " elements, announced are " + storage.elements());
        require(
                elements <= (file.size() - at) / storage.type().bytes(),
                "cut off inside storage " + name + "; download it again");
        long end = at + elements * storage.type().bytes();
        require(segments.put(name, file.slice(at, end)) == null, "storage " + name + " is listed twice");
        at = end;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw file.defect(otherwise);
        }
    }
}
