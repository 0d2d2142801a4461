package io.spmtrack.engine;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A named tensor that outlives a step: a weight, a moment, a statistic. It gets its name and memory from the
 * {@link ParamStore} of its model; parameters of one optimiser group share a {@link Storage}.
 */
public final class Param {
    private final Shape shape;
    private Role role;
    private final Init init;
    private String name = "(unbound)";
    private Storage storage;
    private long offset;

    private Param(Shape shape, Role role, Init init) {
        this.shape = Objects.requireNonNull(shape);
        this.role = Objects.requireNonNull(role);
        this.init = Objects.requireNonNull(init);
    }

    /** A weight that training changes. */
    public static Param trained(Init init, int... sizes) {
        return new Param(Shape.of(sizes), Role.TRAINED, init);
    }

    /** A weight that training leaves as it is. */
    public static Param frozen(Init init, int... sizes) {
        return new Param(Shape.of(sizes), Role.FROZEN, init);
    }

    /** A weight of the given role. */
    public static Param of(Role role, Init init, int... sizes) {
        return new Param(Shape.of(sizes), role, init);
    }

    /** State that is neither trained nor constant: moments, statistics. */
    public static Param buffer(int... sizes) {
        return new Param(Shape.of(sizes), Role.BUFFER, Init.zeros());
    }

    /** Makes it a weight that training leaves as it is; state stays state. Only before it has memory. */
    public void freeze() {
        if (storage != null) {
            throw new IllegalStateException(name + " is already bound");
        }
        role = role == Role.TRAINED ? Role.FROZEN : role;
    }

    void bind(String boundName, Storage boundStorage, long boundOffset) {
        if (storage != null) {
            throw new IllegalStateException(name + " is already bound");
        }
        name = boundName;
        storage = Objects.requireNonNull(boundStorage);
        offset = boundOffset;
    }

    public String name() {
        return name;
    }

    public Shape shape() {
        return shape;
    }

    public Role role() {
        return role;
    }

    public Init init() {
        return init;
    }

    /** The memory this parameter lies in; other parameters may lie in it too. */
    public Storage storage() {
        if (storage == null) {
            throw new IllegalStateException("a parameter of shape " + shape + " has no memory: allocate a ParamStore");
        }
        return storage;
    }

    /** First element of this parameter in {@link #storage()}. */
    public long offset() {
        return offset;
    }

    /** The elements as 32-bit floats, row-major. */
    public MemorySegment segment() {
        return storage().segment().asSlice(offset * DType.BYTES, shape.count() * DType.BYTES);
    }

    /** Shows the elements to a reader, as {@link Storage#read} does. */
    public void read(Consumer<MemorySegment> reader) {
        storage().read(all -> reader.accept(all.asSlice(offset * DType.BYTES, shape.count() * DType.BYTES)));
    }

    @Override
    public String toString() {
        return name + " " + shape;
    }
}
