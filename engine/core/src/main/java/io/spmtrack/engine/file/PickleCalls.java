package io.spmtrack.engine.file;

import io.spmtrack.engine.file.Pickled.Callable;
import io.spmtrack.engine.file.Pickled.Constant;
import io.spmtrack.engine.file.Pickled.Mapping;
import io.spmtrack.engine.file.Pickled.Sequence;
import io.spmtrack.engine.file.Pickled.Storage;
import io.spmtrack.engine.file.Pickled.StorageType;
import io.spmtrack.engine.file.Pickled.Tensor;
import io.spmtrack.engine.file.Pickled.Text;
import io.spmtrack.engine.file.Pickled.Tuple;
import io.spmtrack.engine.file.Pickled.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The allow-list of a pickle: what its globals may be, and what calling them gives. */
final class PickleCalls {
    /** Any number of tensors may share one tuple of sizes, so it must be short; weights have four axes at most. */
    private static final int MOST_AXES = 16;

    private static final Map<String, ElementType> STORAGES = Map.of(
            "torch.DoubleStorage", ElementType.F64,
            "torch.FloatStorage", ElementType.F32,
            "torch.HalfStorage", ElementType.F16,
            "torch.BFloat16Storage", ElementType.BF16,
            "torch.LongStorage", ElementType.I64,
            "torch.IntStorage", ElementType.I32,
            "torch.ShortStorage", ElementType.I16,
            "torch.CharStorage", ElementType.I8,
            "torch.ByteStorage", ElementType.U8,
            "torch.BoolStorage", ElementType.BOOL);

    private final PickleBytes bytes;
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    PickleCalls(PickleBytes bytes) {
        this.bytes = bytes;
    }

    Pickled global(String module, String name) {
        String global = module + "." + name;
        for (Callable callable : Callable.values()) {
            if (callable.global.equals(global)) {
                return callable;
            }
        }
        if (STORAGES.containsKey(global)) {
            return new StorageType(STORAGES.get(global));
        }
        throw bytes.refused("the file wants to call " + global);
    }

    Pickled call(Pickled callee, Pickled arguments) {
        if (!(callee instanceof Callable callable)) {
            throw bytes.refused("the file wants to call " + callee.kind());
        }
        if (!(arguments instanceof Tuple tuple)) {
            throw bytes.defect("the arguments of " + callable.global + " are " + arguments.kind());
        }
        List<Pickled> items = tuple.items;
        return switch (callable) {
            case ORDERED_DICT -> orderedDict(items);
            case REBUILD_TENSOR -> tensor(items);
            case REBUILD_PARAMETER -> parameter(items);
            case NAMESPACE, POSIX_PATH, DEVICE -> Pickled.Skipped.SKIPPED;
        };
    }

    /** {@code BUILD} sets attributes; PyTorch puts {@code _metadata} on an ordered dictionary, which nobody needs, and options their values. */
    void build(Pickled object, Pickled state) {
        boolean known = object instanceof Mapping || object == Pickled.Skipped.SKIPPED;
        if (!known || !(state instanceof Mapping)) {
            throw bytes.refused("the file wants to set the state of " + object.kind());
        }
    }

    private Mapping orderedDict(List<Pickled> arguments) {
        if (!arguments.isEmpty()) {
            throw bytes.refused("the file wants to make an OrderedDict from "
                    + arguments.getFirst().kind());
        }
        return new Mapping();
    }

    /** A dictionary key as text; one that has parts could be endless and is refused. */
    String key(Pickled key) {
        return switch (key) {
            case Text text -> text.value();
            case Whole whole -> Long.toString(whole.value());
            case Pickled.Real real -> Double.toString(real.value());
            case Constant constant -> constant.name();
            case Pickled.Large _, Pickled.Bytes _, Tuple _, Sequence _, Mapping _ -> throw badKey(key);
            case Pickled.Skipped _, Callable _, StorageType _, Storage _, Tensor _ -> throw badKey(key);
        };
    }

    private RuntimeException badKey(Pickled key) {
        return bytes.refused("a dictionary key is " + key.kind());
    }

    /** {@code _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks[, metadata])}. */
    private Tensor tensor(List<Pickled> arguments) {
        if (arguments.size() < 6 || arguments.size() > 7 || !(arguments.getFirst() instanceof Storage storage)) {
            throw bytes.defect("a tensor is not made from a storage, offset, size and stride");
        }
        List<Long> shape = wholes(arguments.get(2));
        List<Long> strides = wholes(arguments.get(3));
        if (shape.size() != strides.size()) {
            throw bytes.defect("a tensor has " + shape.size() + " sizes and " + strides.size() + " strides");
        }
        return new Tensor(storage, whole(arguments.get(1)), shape, strides);
    }

    private Tensor parameter(List<Pickled> arguments) {
        if (arguments.size() != 3 || !(arguments.getFirst() instanceof Tensor tensor)) {
            throw bytes.defect("a parameter is not made from a tensor");
        }
        return tensor;
    }

    private List<Long> wholes(Pickled value) {
        if (!(value instanceof Tuple tuple) || tuple.items.size() > MOST_AXES) {
            throw bytes.defect("the sizes of a tensor are not a tuple of at most " + MOST_AXES + " numbers");
        }
        List<Long> values = new ArrayList<>(tuple.items.size());
        for (Pickled item : tuple.items) {
            values.add(whole(item));
        }
        return values;
    }

    private long whole(Pickled value) {
        if (value instanceof Whole whole && whole.value() >= 0) {
            return whole.value();
        }
        throw bytes.defect("an offset, size or stride is negative or " + value.kind());
    }

    /** {@code ("storage", type, key, location, elements[, view])}; the last was used before PyTorch 0.4 only. */
    Storage persistent(Pickled id) {
        if (id instanceof Tuple tuple
                && (tuple.items.size() == 5 || (tuple.items.size() == 6 && tuple.items.get(5) == Constant.NONE))
                && tuple.items.get(0) instanceof Text(String what)
                && what.equals("storage")
                && tuple.items.get(1) instanceof StorageType(ElementType type)
                && tuple.items.get(2) instanceof Text(String key)
                && tuple.items.get(4) instanceof Whole(long elements)
                && elements >= 0) {
            Storage storage = new Storage(key, type, elements);
            Storage before = storages.putIfAbsent(key, storage);
            if (before != null && !before.equals(storage)) {
                throw bytes.defect("storage " + key + " is announced with two types or sizes");
            }
            return storage;
        }
        throw bytes.refused("a persistent id is not that of a storage");
    }

    /** Every storage that the pickle announced, by key. */
    Map<String, Storage> storages() {
        return storages;
    }
}
