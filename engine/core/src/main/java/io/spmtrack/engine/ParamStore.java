package io.spmtrack.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Owner of a model's parameters: gives each its name and memory, fills it, and frees all on {@link #close()}. */
public final class ParamStore implements AutoCloseable {
    private final Map<String, Param> parameters;
    private final List<ParamGroup> groups = new ArrayList<>();
    private final List<Storage> storages = new ArrayList<>();
    private final Memory memory;

    /** Where the memory of parameters comes from. */
    @FunctionalInterface
    public interface Memory {
        /** A block of so many elements for a parameter or a group; it belongs to the store then. */
        Storage of(String name, long elements);
    }

    /**
     * Allocates the parameters of a module.
     *
     * @param module whose parameters become this store's
     * @param groupOf the optimiser group of a trained parameter
     */
    public ParamStore(Module module, Function<Map.Entry<String, Param>, String> groupOf) {
        this(module, groupOf, Storage::new);
    }

    /**
     * Takes the memory of a module's parameters from elsewhere.
     *
     * @param module whose parameters become this store's
     * @param groupOf the optimiser group of a trained parameter
     * @param memory a block of so many elements; {@link Storage#planned} to compile only
     */
    public ParamStore(Module module, Function<Map.Entry<String, Param>, String> groupOf, LongFunction<Storage> memory) {
        this((name, elements) -> memory.apply(elements), module, groupOf);
    }

    /** Takes the memory of each parameter from elsewhere by its name; none is grouped with others. */
    public ParamStore(Module module, Memory memory) {
        this(memory, module, Map.Entry::getKey);
    }

    private ParamStore(Memory memory, Module module, Function<Map.Entry<String, Param>, String> groupOf) {
        this.memory = memory;
        parameters = Collections.unmodifiableMap(module.parameters());
        Map<String, List<Map.Entry<String, Param>>> trained = new LinkedHashMap<>();
        for (Map.Entry<String, Param> entry : parameters.entrySet()) {
            if (entry.getValue().role() == Role.TRAINED) {
                trained.computeIfAbsent(groupOf.apply(entry), key -> new ArrayList<>())
                        .add(entry);
            } else {
                Param parameter = entry.getValue();
                parameter.bind(
                        entry.getKey(),
                        reserve(entry.getKey(), parameter.shape().count()),
                        0);
            }
        }
        trained.forEach((name, members) -> groups.add(group(name, members)));
    }

    /** Allocates the parameters of a module, the trained ones in one group called {@code all}. */
    public ParamStore(Module module) {
        this(module, entry -> "all");
    }

    private ParamGroup group(String name, List<Map.Entry<String, Param>> members) {
        long total = members.stream()
                .mapToLong(entry -> entry.getValue().shape().count())
                .sum();
        Storage storage = reserve(name, total);
        long offset = 0;
        for (Map.Entry<String, Param> entry : members) {
            entry.getValue().bind(entry.getKey(), storage, offset);
            offset += entry.getValue().shape().count();
        }
        Param flat = Param.trained(Init.zeros(), Math.toIntExact(total));
        flat.bind("group." + name, storage, 0);
        return new ParamGroup(
                name, flat, members.stream().map(Map.Entry::getValue).toList());
    }

    private Storage reserve(String name, long elements) {
        Storage storage = memory.of(name, elements);
        storages.add(storage);
        return storage;
    }

    /** A further buffer owned by this store, such as a moment of the optimiser. */
    public Param buffer(String name, int... sizes) {
        Param buffer = Param.buffer(sizes);
        buffer.bind(name, reserve(name, buffer.shape().count()), 0);
        return buffer;
    }

    /** All parameters by name, in order of declaration. */
    public Map<String, Param> parameters() {
        return parameters;
    }

    /** The optimiser groups of the trained parameters. */
    public List<ParamGroup> groups() {
        return Collections.unmodifiableList(groups);
    }

    public Optional<Param> find(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * Gives up the memory of a parameter, which is not to be used any more; whoever takes it closes it.
     *
     * @return empty where there is no such parameter, or others lie in the same memory
     */
    public Optional<Storage> take(String name) {
        Optional<Storage> alone = find(name)
                .filter(parameter ->
                        parameter.storage().elements() == parameter.shape().count())
                .map(Param::storage);
        return alone.filter(storages::remove);
    }

    /** Number of elements of the parameters with a role. */
    public long count(Role role) {
        return parameters.values().stream()
                .filter(parameter -> parameter.role() == role)
                .mapToLong(parameter -> parameter.shape().count())
                .sum();
    }

    /** Gives every parameter its initial values; the same seed gives the same values. */
    public void initialize(long seed) {
        parameters.values().forEach(parameter -> fill(parameter, seed));
    }

    private static void fill(Param parameter, long seed) {
        MemorySegment segment = parameter.segment();
        Philox.Stream random = new Philox.Stream(seed, hash(parameter.name()));
        long count = parameter.shape().count();
        for (long i = 0; i < count; i++) {
            double value = switch (parameter.init()) {
                case Init.Constant constant -> constant.value();
                case Init.Uniform uniform -> uniform.bound() * (2 * random.uniform() - 1);
                case Init.Normal normal -> truncated(normal.deviation(), random);
            };
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
        }
    }

    private static double truncated(double deviation, Philox.Stream random) {
        double value;
        do {
            value = deviation * random.normal();
        } while (Math.abs(value) > 2);
        return value;
    }

    /** FNV-1a, 64 bit, of the UTF-8 bytes. */
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    @Override
    public void close() {
        storages.forEach(Storage::close);
    }
}
