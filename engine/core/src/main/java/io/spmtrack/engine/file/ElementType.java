package io.spmtrack.engine.file;

import java.util.Arrays;
import java.util.Optional;

/**
 * Types of stored elements, under the names safetensors gives them and in its order: its writer sorts tensors by
 * descending type, which keeps every tensor aligned to its element size.
 */
public enum ElementType {
    BOOL(1, false),
    U8(1, false),
    I8(1, false),
    I16(2, false),
    F16(2, true),
    BF16(2, true),
    I32(4, false),
    F32(4, true),
    F64(8, true),
    I64(8, false);

    private final int bytes;
    private final boolean floating;

    ElementType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are floating-point numbers; the others are integers or truth values. */
    public boolean floating() {
        return floating;
    }

    /** The type of that name in a safetensors header. */
    static Optional<ElementType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }
}
