package io.spmtrack.train.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files as TensorBoard wants them: framing, checksums and contents, read here by other code than they are written with. */
class EventFileTest {
    @TempDir
    private Path folder;

    @Test
    void recordsAreWholeAndHoldTheValues() throws IOException {
        try (EventFile events = new EventFile(folder, 0)) {
            events.add(new TrainingEvent.Started(0, 9));
            events.add(new TrainingEvent.Stepped(300, 0, 1.5, 1, 0.5, 2, 1e-3, 7, 0.25, 0));
            events.add(new TrainingEvent.Validated(300, 0.25, 0.125, true));
            events.add(new TrainingEvent.Averaged(300, 0.25, 0.125, true));
            events.add(new TrainingEvent.Tracked(
                    300, 2, 0.5, 0.25, 9, List.of(new LayerLoad("blocks.0.mlp.fc1", List.of(0.75, 0.25)))));
        }
        Path file = files().getFirst();
        assertTrue(file.getFileName().toString().startsWith("events.out.tfevents."), file.toString());
        byte[] bytes = Files.readAllBytes(file);
        // How every event file that TensorFlow writes begins.
        assertEquals("1800000000000000a37f4b2209", HexFormat.of().formatHex(bytes, 0, 13));
        List<byte[]> records = records(bytes);
        assertEquals(5, records.size());
        assertTrue(text(records.getFirst()).contains("brain.Event:2"));
        // Step 300 as a varint, then the summary: field 5.
        assertEquals("10ac022a", HexFormat.of().formatHex(records.get(1), 9, 13));
        // A value: its length, the tag with its length, 1.5 as a float.
        String loss = HexFormat.of().formatHex("train/loss".getBytes(StandardCharsets.UTF_8));
        assertTrue(HexFormat.of().formatHex(records.get(1)).contains("0a110a0a" + loss + "150000c03f"));
        assertTrue(text(records.get(2)).contains("validation/box"));
        assertTrue(text(records.get(3)).contains("validation/average_box"));
        assertTrue(text(records.get(4)).contains("tracking/overlap"));
        // 0.25 is the share of the second expert.
        String expert = HexFormat.of().formatHex("experts/blocks.0.mlp.fc1/1".getBytes(StandardCharsets.UTF_8));
        assertTrue(HexFormat.of().formatHex(records.get(4)).contains(expert + "150000803e"));
    }

    @Test
    void aRunThatGoesOnMakesEarlierFilesEndThere() throws IOException {
        new EventFile(folder, 0).close();
        new EventFile(folder, 41).close();
        assertEquals(2, files().size());
        List<byte[]> records = records(Files.readAllBytes(files().getLast()));
        // Step 42, then the session's log of two bytes: its status is "start".
        assertEquals("102a3a020801", HexFormat.of().formatHex(records.get(1), 9, 15));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String text(byte[] record) {
        return new String(record, StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> records(byte[] file) {
        ByteBuffer rest = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (rest.hasRemaining()) {
            byte[] length = new byte[8];
            rest.get(length);
            assertEquals(masked(length), rest.getInt());
            byte[] record = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            rest.get(record);
            assertEquals(masked(record), rest.getInt());
            records.add(record);
        }
        return records;
    }

    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long value = crc.getValue();
        return (int) (((value >>> 15 | value << 17) & 0xffffffffL) + 0xa282ead8L);
    }
}
