package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips that PyTorch could have written, also large ones, and those it could not. */
final class ZipDirectoryTest {
    private static final byte[] PICKLE = TorchBytes.oneTensor(2, 0, new long[] {2}, new long[] {1});
    private static final byte[] DATA = TorchBytes.floats(1.5f, -2);

    @TempDir
    Path folder;

    @Test
    void moreEntriesThanSixteenBitsCountAreRead() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 1; i < 70_000; i++) {
            entries.put("archive/data/" + i, new byte[0]);
        }
        entries.put("archive/data.pkl", PICKLE);
        entries.put("archive/data/0", DATA);
        assertRead(TorchBytes.zip(path(), entries));
    }

    /** Files above 4 GB put sizes and offsets in a zip64 field; any file may. */
    @Test
    void sizesInAZip64FieldAreRead() throws IOException {
        ByteBuffer zip = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        long pickleAt = local(zip, "archive/data.pkl", PICKLE);
        long dataAt = local(zip, "archive/data/0", DATA);
        long directory = zip.position();
        central64(zip, "archive/data.pkl", PICKLE.length, pickleAt);
        central64(zip, "archive/data/0", DATA.length, dataAt);
        long end = zip.position();
        zip.putInt(0x06064b50).putLong(44).putInt(0x2d002d).putInt(0).putInt(0);
        zip.putLong(2).putLong(2).putLong(end - directory).putLong(directory);
        zip.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        zip.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
        byte[] bytes = new byte[zip.position()];
        zip.flip().get(bytes);
        assertRead(Files.write(path(), bytes));
    }

    private static long local(ByteBuffer zip, String name, byte[] content) {
        long at = zip.position();
        zip.putInt(0x04034b50).putShort((short) 45).putInt(0).putInt(0).putInt(0);
        zip.putInt(content.length)
                .putInt(content.length)
                .putShort((short) name.length())
                .putShort((short) 0);
        zip.put(name.getBytes(StandardCharsets.US_ASCII)).put(content);
        return at;
    }

    private static void central64(ByteBuffer zip, String name, long size, long at) {
        zip.putInt(0x02014b50).putInt(0x2d002d).putInt(0).putInt(0).putInt(0);
        zip.putInt(-1)
                .putInt(-1)
                .putShort((short) name.length())
                .putShort((short) 28)
                .putShort((short) 0);
        zip.putInt(0).putInt(0).putInt(-1).put(name.getBytes(StandardCharsets.US_ASCII));
        zip.putShort((short) 1).putShort((short) 24).putLong(size).putLong(size).putLong(at);
    }

    @Test
    void foldersAndNamesMustBePyTorchs() {
        assertRefused("second folder", Map.of("archive/data.pkl", PICKLE, "other/data/0", DATA));
        assertRefused("in no folder", Map.of("data.pkl", PICKLE));
        assertRefused("leaves the archive", Map.of("archive/../data.pkl", PICKLE));
        assertRefused("leaves the archive", Map.of("/archive/data.pkl", PICKLE));
        assertRefused("leaves the archive", Map.of("archive\\data.pkl", PICKLE));
        assertRefused("without data.pkl", Map.of("archive/data/0", DATA));
        byte[] big = "big".getBytes(StandardCharsets.US_ASCII);
        assertRefused("byteorder is not little", Map.of("archive/byteorder", big, "archive/data.pkl", PICKLE));
    }

    @Test
    void compressedEntriesAreRefused() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path()))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(PICKLE);
        }
        assertRefused("compressed", path());
    }

    @Test
    void twoEntriesOfOneNameAreRefused() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data/0", DATA);
        entries.put("archive/data/1", DATA);
        entries.put("archive/data.pkl", PICKLE);
        Path path = TorchBytes.zip(path(), entries);
        String bytes = Files.readString(path, StandardCharsets.ISO_8859_1);
        Files.writeString(path, bytes.replace("data/1", "data/0"), StandardCharsets.ISO_8859_1);
        assertRefused("appears twice", path);
        int central = bytes.lastIndexOf("data/1");
        Files.writeString(
                path,
                bytes.substring(0, central) + "data/2" + bytes.substring(central + 6),
                StandardCharsets.ISO_8859_1);
        assertRefused("another name", path);
    }

    @Test
    void aFileThatIsCutOffSaysSo() throws IOException {
        byte[] bytes =
                Files.readAllBytes(TorchBytes.zip(path(), Map.of("archive/data.pkl", PICKLE, "archive/data/0", DATA)));
        for (int length = 4; length < bytes.length; length += 7) {
            Files.write(path(), Arrays.copyOf(bytes, length));
            assertRefused("cut off", path());
        }
    }

    private void assertRead(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            assertArrayEquals(new float[] {1.5f, -2}, file.floats("x"));
        }
    }

    private void assertRefused(String mention, Map<String, byte[]> entries) {
        assertRefused(mention, TorchBytes.zip(path(), entries));
    }

    private static void assertRefused(String mention, Path path) {
        InputException error = assertThrows(InputException.class, () -> TensorFile.open(path));
        assertTrue(error.getMessage().contains(mention), error.getMessage());
    }

    private Path path() {
        return folder.resolve("x.pth");
    }
}
