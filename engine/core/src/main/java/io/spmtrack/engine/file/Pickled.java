package io.spmtrack.engine.file;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle can hold here. Containers compare by identity and nothing walks them recursively: their parts may be
 * shared a billionfold, contain themselves, or be nested as deeply as the file is long.
 */
sealed interface Pickled {
    /** For messages: {@code a tuple}. */
    String kind();

    enum Constant implements Pickled {
        NONE,
        TRUE,
        FALSE;

        @Override
        public String kind() {
            return this == NONE ? "None" : "a truth value";
        }
    }

    record Whole(long value) implements Pickled {
        @Override
        public String kind() {
            return "a whole number";
        }
    }

    /** A whole number of more than 64 bits. */
    record Large(BigInteger value) implements Pickled {
        @Override
        public String kind() {
            return "a whole number";
        }
    }

    record Real(double value) implements Pickled {
        @Override
        public String kind() {
            return "a number";
        }
    }

    record Text(String value) implements Pickled {
        @Override
        public String kind() {
            return "a text";
        }
    }

    /** Bytes, whose content nobody needs. */
    enum Bytes implements Pickled {
        BYTES;

        @Override
        public String kind() {
            return "bytes";
        }
    }

    final class Tuple implements Pickled {
        final List<Pickled> items;

        Tuple(List<Pickled> items) {
            this.items = items;
        }

        @Override
        public String kind() {
            return "a tuple";
        }
    }

    final class Sequence implements Pickled {
        final List<Pickled> items = new ArrayList<>(0);

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A dictionary, ordered or plain; keys in their text form. The map is made with the first entry. */
    final class Mapping implements Pickled {
        private Map<String, Pickled> items = Map.of();

        void put(String key, Pickled value) {
            if (items.isEmpty()) {
                items = new LinkedHashMap<>();
            }
            items.put(key, value);
        }

        Map<String, Pickled> items() {
            return items;
        }

        @Override
        public String kind() {
            return "a dictionary";
        }
    }

    /** The only callables a pickle may name. Nothing of that name is ever looked up. */
    enum Callable implements Pickled {
        ORDERED_DICT("collections.OrderedDict"),
        REBUILD_TENSOR("torch._utils._rebuild_tensor_v2"),
        REBUILD_PARAMETER("torch._utils._rebuild_parameter"),
        // What training scripts put beside the weights: their options, and what options are made of. Nobody reads them.
        NAMESPACE("argparse.Namespace"),
        POSIX_PATH("pathlib.PosixPath"),
        DEVICE("torch.device");

        final String global;

        Callable(String global) {
            this.global = global;
        }

        @Override
        public String kind() {
            return global;
        }
    }

    /** Something that stands beside the weights and is skipped, such as the options of a training script. */
    enum Skipped implements Pickled {
        SKIPPED;

        @Override
        public String kind() {
            return "an object";
        }
    }

    record StorageType(ElementType type) implements Pickled {
        @Override
        public String kind() {
            return "a storage type";
        }
    }

    /** @param key names the zip entry {@code data/key}, or the storage of a legacy file */
    record Storage(String key, ElementType type, long elements) implements Pickled {
        @Override
        public String kind() {
            return "a storage";
        }
    }

    /** A view of a storage; nothing is checked against the storage yet. */
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) implements Pickled {
        @Override
        public String kind() {
            return "a tensor";
        }
    }
}
