package io.spmtrack.engine.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Streams a safetensors file: header padded to 8 bytes, tensors by descending element type, then by name. */
final class SafetensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final long CHUNK = 1 << 24;

    private final List<TensorData> tensors;
    private final Map<String, String> metadata;

    SafetensorsWriter(List<TensorData> tensors, Map<String, String> metadata) {
        Set<String> names = new HashSet<>();
        for (TensorData tensor : tensors) {
            String name = tensor.entry().name();
            if (!names.add(name) || name.equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException(name + " is reserved or appears twice");
            }
        }
        this.tensors = tensors.stream()
                .sorted(Comparator.comparing(
                                (TensorData tensor) -> tensor.entry().type())
                        .reversed()
                        .thenComparing(tensor -> tensor.entry().name()))
                .toList();
        this.metadata = metadata;
    }

    void write(FileChannel channel) throws IOException {
        byte[] header = header();
        int padding = Math.floorMod(-header.length, ALIGNMENT);
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length + padding)
                .put(header)
                .put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII))
                .flip();
        writeFully(channel, start);
        try {
            for (TensorData tensor : tensors) {
                tensor.values().read(data -> write(channel, tensor.entry(), data));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** In chunks: a byte buffer holds at most 2 GiB, and heap memory passes through a direct buffer of the same size. */
    private static void write(FileChannel channel, TensorEntry entry, MemorySegment data) {
        entry.requireSize(data);
        for (long at = 0; at < data.byteSize(); at += CHUNK) {
            MemorySegment chunk = data.asSlice(at, Math.min(CHUNK, data.byteSize() - at));
            try {
                writeFully(
                        channel,
                        chunk.isNative()
                                ? chunk.asByteBuffer()
                                : ByteBuffer.wrap(chunk.toArray(ValueLayout.JAVA_BYTE)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private byte[] header() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                writeMetadata(json);
            }
            long begin = 0;
            for (TensorData tensor : tensors) {
                writeEntry(json, tensor.entry(), begin);
                begin += tensor.entry().bytes();
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void writeMetadata(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> text : metadata.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    private static void writeEntry(JsonGenerator json, TensorEntry entry, long begin) throws IOException {
        json.writeObjectFieldStart(entry.name());
        json.writeStringField("dtype", entry.type().name());
        json.writeArrayFieldStart("shape");
        for (long size : entry.shape()) {
            json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(begin);
        json.writeNumber(begin + entry.bytes());
        json.writeEndArray();
        json.writeEndObject();
    }
}
