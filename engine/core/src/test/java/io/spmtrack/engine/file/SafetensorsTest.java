package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing, reading back, and the header checks one by one. */
final class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path path = folder.resolve("weights.safetensors");
        float[] values = {1.5f, -0f, Float.NaN, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 3};
        Safetensors.write(
                path,
                List.of(
                        TensorData.floats("weight", List.of(2L, 3L), values),
                        TensorData.scalar("expert_alpha", 64),
                        TensorData.flag("use_rsexpert", true),
                        TensorData.floats("nothing", List.of(0L, 5L)),
                        TensorData.longs("größe\n", List.of(2L), Long.MIN_VALUE, Long.MAX_VALUE)),
                Map.of("note", "ein „Text“"));
        try (TensorFile file = TensorFile.open(path)) {
            assertEquals(TensorFile.Format.SAFETENSORS, file.format());
            assertEquals(Map.of("note", "ein „Text“"), file.metadata());
            assertEquals(List.of(2L, 3L), file.entries().get("weight").shape());
            assertArrayEquals(values, file.floats("weight"));
            assertArrayEquals(new long[] {64}, file.longs("expert_alpha"));
            assertArrayEquals(new long[] {1}, file.longs("use_rsexpert"));
            assertEquals(0, file.floats("nothing").length);
            assertArrayEquals(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, file.longs("größe\n"));
            assertThrows(InputException.class, () -> file.floats("absent"));
        }
        assertEquals(List.of("weights.safetensors"), names());
        assertEquals(0, Files.readAllBytes(path)[0] % 8);
    }

    @Test
    void nativeMemoryLongerThanAChunkIsWrittenWhole() {
        Path path = folder.resolve("long");
        long elements = (1 << 22) + 5;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(elements * 4, 64);
            for (long i = 0; i < elements; i++) {
                values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (i % 1000));
            }
            Safetensors.write(path, List.of(TensorData.floats("long", List.of(elements), values)), Map.of());
            try (TensorFile file = TensorFile.open(path)) {
                MemorySegment read = arena.allocate(elements * 4);
                file.read("long", read);
                assertEquals(-1, values.mismatch(read));
                assertThrows(IllegalArgumentException.class, () -> file.read("long", read.asSlice(4)));
            }
        }
    }

    @Test
    void aFailingWriteLeavesTheOldFile() throws IOException {
        Path path = folder.resolve("weights");
        Safetensors.write(path, List.of(TensorData.scalar("old", 1)), Map.of());
        MemorySegment closed;
        try (Arena arena = Arena.ofConfined()) {
            closed = arena.allocate(4);
        }
        List<TensorData> failing = List.of(TensorData.scalar("new", 2), TensorData.floats("gone", List.of(1L), closed));
        assertThrows(IllegalStateException.class, () -> Safetensors.write(path, failing, Map.of()));
        try (TensorFile file = TensorFile.open(path)) {
            assertArrayEquals(new long[] {1}, file.longs("old"));
        }
        assertEquals(List.of("weights"), names());
    }

    @Test
    void anUnwritableTargetIsOneClearLine() throws IOException {
        Path path = folder.resolve("absent/weights");
        List<TensorData> tensors = List.of(TensorData.scalar("one", 1));
        InputException error = assertThrows(InputException.class, () -> Safetensors.write(path, tensors, Map.of()));
        assertTrue(error.getMessage().startsWith(path + ": cannot be written"), error.getMessage());
        Path occupied =
                Files.createDirectories(folder.resolve("occupied/inside")).getParent();
        assertThrows(InputException.class, () -> Safetensors.write(occupied, tensors, Map.of()));
        assertEquals(List.of("occupied"), names());
    }

    @Test
    void aNameIsWrittenOnce() {
        List<TensorData> twice = List.of(TensorData.scalar("one", 1), TensorData.scalar("one", 2));
        assertThrows(IllegalArgumentException.class, () -> Safetensors.write(folder.resolve("x"), twice, Map.of()));
    }

    @Test
    void tensorsOfEveryTypeAreRead() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(31).order(ByteOrder.LITTLE_ENDIAN);
        data.putDouble(0.1).putFloat(-2.5f).putShort(Float.floatToFloat16(0.5f)).putShort((short) 0xc020);
        data.putLong(-7).putInt(-8).putShort((short) -9);
        data.put((byte) 200);
        try (TensorFile file = Safetensors.open(write(
                "{'a':{'dtype':'F64','shape':[],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]},"
                        + "'c':{'dtype':'F16','shape':[1,1],'data_offsets':[12,14]},'d':{'dtype':'BF16','shape':[],'data_offsets':[14,16]},"
                        + "'e':{'dtype':'I64','shape':[],'data_offsets':[16,24]},'f':{'dtype':'I32','shape':[],'data_offsets':[24,28]},"
                        + "'g':{'dtype':'I16','shape':[],'data_offsets':[28,30]},'h':{'dtype':'U8','shape':[],'data_offsets':[30,31]}}",
                data.array()))) {
            float[] floats = {(float) 0.1, -2.5f, 0.5f, -2.5f};
            for (int i = 0; i < floats.length; i++) {
                assertArrayEquals(new float[] {floats[i]}, file.floats("abcd".substring(i, i + 1)));
            }
            long[] longs = {-7, -8, -9, 200};
            for (int i = 0; i < longs.length; i++) {
                assertArrayEquals(new long[] {longs[i]}, file.longs("efgh".substring(i, i + 1)));
            }
        }
    }

    /** Each line: a header, what the error mentions. The data has 16 bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[] ; not a JSON object",
                "{ ; not a safetensors header",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} x ; not a safetensors header",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} {} ; after",
                "{'a':{'dtype':'F32','shape':[4]}} ; a lacks",
                "{'a':{'dtype':'F32','dtype':'F32','shape':[4],'data_offsets':[0,16]}} ; dtype appears twice",
                "{'a':{'dtype':'F12','shape':[4],'data_offsets':[0,16]}} ; F12 is not supported",
                "{'a':{'dtype':'F32','shape':[-4],'data_offsets':[0,16]}} ; negative",
                "{'a':{'dtype':'F32','shape':[4.0],'data_offsets':[0,16]}} ; not whole",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16,32]}} ; two numbers",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[16,0]}} ; ends before",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,99999999999999999999]}} ; not a safetensors header",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,16]}} ; more elements",
                "{'a':{'dtype':'F64','shape':[1152921504606846976],'data_offsets':[0,16]}} ; more elements",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[4,16]}} ; bytes 0 to 4 belong to no tensor",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} ; bytes 12 to 16 belong to no tensor",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]},'b':{'dtype':'U8','shape':[0],'data_offsets':[3,3]}} ; overlap",
                "{'__metadata__':{'x':1}} ; not a text",
                "{'__metadata__':{'x':[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]}} ; not a text",
                "{'a':{'x':[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]}} ; nesting depth",
                "{} ; bytes 0 to 16 belong to no tensor"
            })
    void headersThatDoNotFitAreRefused(String line) throws IOException {
        String[] parts = line.split(" ; ");
        Path path = write(parts[0], new byte[16]);
        InputException error = assertThrows(InputException.class, () -> Safetensors.open(path));
        assertTrue(error.getMessage().contains(parts[1]), error.getMessage());
        assertEquals(1, error.getMessage().lines().count());
    }

    @Test
    void namesFromTheFileCannotBreakTheMessage() throws IOException {
        String name = "x\\n\\u001b[2J".repeat(400);
        Path path = write("{'" + name + "':{'dtype':'F32','shape':[1],'data_offsets':[0,9]}}", new byte[16]);
        String message =
                assertThrows(InputException.class, () -> Safetensors.open(path)).getMessage();
        assertTrue(message.length() < path.toString().length() + 600, message);
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }

    @Test
    void offsetsBeyondTwoGigabytesAreReached() throws IOException {
        long elements = 0x8000_0100L;
        String header = "{'a':{'dtype':'U8','shape':[" + elements + "],'data_offsets':[0," + elements
                + "]},'b':{'dtype':'F32','shape':[],'data_offsets':[" + elements + "," + (elements + 4) + "]}}";
        Path path = write(header, new byte[0]);
        long end = Files.size(path) + elements;
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.seek(end);
            sparse.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(2.5f)));
        }
        try (TensorFile file = TensorFile.open(path)) {
            assertEquals(elements, file.entries().get("a").bytes());
            assertArrayEquals(new float[] {2.5f}, file.floats("b"));
        }
    }

    private Path write(String header, byte[] data) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("x.safetensors"),
                bytes.putLong(json.length).put(json).put(data).array());
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
