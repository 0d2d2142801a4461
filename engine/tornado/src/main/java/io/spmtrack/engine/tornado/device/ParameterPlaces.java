package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Storage;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** Where the parameters and constants of all plans of a session lie in the parameter slab. */
public final class ParameterPlaces {
    private final IdentityHashMap<Storage, Long> storages = new IdentityHashMap<>();
    private final Map<List<Double>, Long> constants = new HashMap<>();
    private long size;

    void add(Storage storage) {
        if (storages.putIfAbsent(storage, size) == null) {
            size += Places.rounded(storage.elements());
        }
    }

    void add(Slot.Constants slot) {
        if (constants.putIfAbsent(slot.values(), size) == null) {
            size += Places.rounded(slot.elements());
        }
    }

    public long place(Storage storage) {
        return storages.get(storage);
    }

    public long place(Slot.Constants slot) {
        return constants.get(slot.values());
    }

    /** Whether some plan uses a parameter. */
    public boolean contains(Param parameter) {
        return storages.containsKey(parameter.storage());
    }

    /** First element of a parameter in the slab. */
    public long place(Param parameter) {
        return storages.get(parameter.storage()) + parameter.offset();
    }

    /** Elements of the slab. */
    public long size() {
        return size;
    }

    public void forEachStorage(ObjLongConsumer<Storage> action) {
        storages.forEach(action::accept);
    }

    public void forEachConstant(ObjLongConsumer<List<Double>> action) {
        constants.forEach(action::accept);
    }
}
