package io.spmtrack.engine.file;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds pickles opcode by opcode and PyTorch zips around them. */
public final class TorchBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Opcodes that are printable; others go through {@link #op}. */
    TorchBytes ops(String opcodes) {
        bytes.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    TorchBytes op(int opcode, int... operands) {
        bytes.write(opcode);
        for (int operand : operands) {
            bytes.write(operand);
        }
        return this;
    }

    TorchBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ops("X").int32(utf8.length).raw(utf8);
    }

    TorchBytes global(String module, String name) {
        return ops("c" + module + "\n" + name + "\n");
    }

    TorchBytes number(long value) {
        return op(0x8a, 8).int64(value);
    }

    TorchBytes int32(int value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    TorchBytes int64(long value) {
        return raw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    TorchBytes raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    /** A float tensor over storage {@code key}. */
    TorchBytes tensor(String key, long elements, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").ops("((").text("storage").global("torch", "FloatStorage");
        text(key).text("cpu").number(elements).ops("tQ").number(offset);
        tuple(shape).tuple(strides).op(0x89);
        return global("collections", "OrderedDict").ops(")RtR");
    }

    private TorchBytes tuple(long... values) {
        ops("(");
        for (long value : values) {
            number(value);
        }
        return ops("t");
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** A dictionary with one tensor "x" and storage "0". */
    static byte[] oneTensor(long elements, long offset, long[] shape, long[] strides) {
        return new TorchBytes()
                .ops("}")
                .text("x")
                .tensor("0", elements, offset, shape, strides)
                .ops("s.")
                .bytes();
    }

    static byte[] floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.array();
    }

    /** Writes a zip of uncompressed entries. */
    static Path zip(Path path, Map<String, byte[]> entries) {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> item : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(item.getKey());
                CRC32 sum = new CRC32();
                sum.update(item.getValue());
                entry.setSize(item.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(item.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    /** A file of one pickle and one storage of single floats. */
    static Path file(Path path, byte[] pickle, float... storage) {
        return zip(path, Map.of("archive/data.pkl", pickle, "archive/data/0", floats(storage)));
    }

    /**
     * Writes a file as training scripts save it: the tensors as {@code model}, each with a storage of its own, and beside them the
     * state of an optimiser and of a scaler, a number, and the script's options.
     */
    public static Path checkpoint(Path path, Collection<TensorData> tensors) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        TorchBytes pickle = new TorchBytes().op(0x80, 2).ops("}(").text("model").ops("}(");
        for (TensorData tensor : tensors) {
            String key = Integer.toString(entries.size());
            tensor.values().read(values -> entries.put("archive/data/" + key, values.toArray(ValueLayout.JAVA_BYTE)));
            TensorEntry entry = tensor.entry();
            long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
            pickle.text(entry.name()).tensor(key, entry.elements(), 0, shape, strides(shape));
        }
        pickle.ops("u")
                .text("optimizer")
                .ops("}(")
                .text("state")
                .ops("}")
                .text("param_groups")
                .ops("]u");
        pickle.text("epoch")
                .number(1600)
                .text("scaler")
                .ops("}(")
                .text("scale")
                .number(65536)
                .ops("u");
        pickle.text("args").global("argparse", "Namespace").ops(")").op(0x81).ops("}(");
        entries.put(
                "archive/data.pkl",
                pickle.text("mask_ratio").number(3).ops("ubu.").bytes());
        return zip(path, entries);
    }

    private static long[] strides(long... shape) {
        long[] strides = new long[shape.length];
        long next = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next *= shape[axis];
        }
        return strides;
    }
}
