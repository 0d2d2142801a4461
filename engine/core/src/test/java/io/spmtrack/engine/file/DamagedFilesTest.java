package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound files with bytes changed, taken out or cut off: each opens and reads, or is refused in one line; never more. */
final class DamagedFilesTest {
    private static final int ROUNDS = 800;
    private static final long MEMORY = 4 << 20;
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @Test
    void safetensors() throws IOException {
        Path path = folder.resolve("sound");
        Safetensors.write(
                path,
                List.of(
                        TensorData.floats("blocks.0.weight", List.of(2L, 3L), 1, 2, 3, 4, 5, 6),
                        TensorData.scalar("expert_alpha", 64),
                        TensorData.flag("use_rsexpert", true)),
                Map.of("format", "pt"));
        damage(Files.readAllBytes(path), 1);
    }

    @Test
    void torchZip() throws IOException {
        Path path = folder.resolve("sound");
        TorchBytes.zip(
                path,
                Map.of(
                        "archive/data.pkl", pickle(),
                        "archive/data/0", TorchBytes.floats(1, 2, 3, 4, 5, 6),
                        "archive/data/1", TorchBytes.floats(7, 8),
                        "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII)));
        damage(Files.readAllBytes(path), 2);
    }

    @Test
    void torchLegacy() throws IOException {
        TorchBytes bytes = new TorchBytes()
                .op(0x80, 2)
                .op(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .ops(".")
                .op('M', 0xe9, 3)
                .ops(".}")
                .text("little_endian")
                .op(0x88)
                .ops("s.");
        bytes.raw(pickle()).ops("](").text("0").text("1").ops("e.");
        bytes.int64(6).raw(TorchBytes.floats(1, 2, 3, 4, 5, 6)).int64(2).raw(TorchBytes.floats(7, 8));
        damage(bytes.bytes(), 3);
    }

    @Test
    void index() throws IOException {
        Safetensors.write(folder.resolve("1.safetensors"), List.of(TensorData.scalar("a", 1)), Map.of());
        Path path = Files.writeString(folder.resolve("sound"), "{\"weight_map\":{\"a\":\"1.safetensors\"}}");
        damage(Files.readAllBytes(path), 4);
    }

    private static byte[] pickle() {
        return new TorchBytes()
                .op(0x80, 2)
                .ops("}")
                .text("model")
                .global("collections", "OrderedDict")
                .ops(")Rq\u0001(")
                .text("weight")
                .tensor("0", 6, 0, new long[] {2, 3}, new long[] {1, 2})
                .text("bias")
                .tensor("1", 2, 0, new long[] {2}, new long[] {1})
                .ops("u}")
                .text("_metadata")
                .ops("}sbs.")
                .bytes();
    }

    private void damage(byte[] sound, long seed) throws IOException {
        Path path = folder.resolve("damaged");
        Files.write(path, sound);
        assertEquals(true, reads(path), "the file is sound before it is damaged");
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = damaged(sound, random);
            Files.write(path, damaged);
            long before = THREAD.getCurrentThreadAllocatedBytes();
            refused += reads(path) ? 0 : 1;
            long used = THREAD.getCurrentThreadAllocatedBytes() - before;
            assertTrue(used < MEMORY, "round " + round + ": " + used + " bytes for a file of " + damaged.length);
        }
        assertTrue(refused > ROUNDS / 4 && refused < ROUNDS, refused + " of " + ROUNDS + " were refused");
    }

    private static byte[] damaged(byte[] sound, Random random) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            return Arrays.copyOf(sound, random.nextInt(sound.length));
        }
        if (kind == 1) {
            int from = random.nextInt(sound.length);
            int to = Math.min(sound.length, from + 1 + random.nextInt(16));
            byte[] shorter = Arrays.copyOf(sound, sound.length - (to - from));
            System.arraycopy(sound, to, shorter, from, sound.length - to);
            return shorter;
        }
        byte[] changed = sound.clone();
        for (int change = 0; change <= random.nextInt(4); change++) {
            int at = random.nextInt(changed.length);
            changed[at] = (byte) (kind < 5 ? random.nextInt(256) : changed[at] ^ 1 << random.nextInt(8));
        }
        return changed;
    }

    /** Whether the file opens and every tensor can be read. */
    private static boolean reads(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            for (TensorEntry entry : file.entries().values()) {
                if (entry.type().floating()) {
                    file.floats(entry.name());
                } else {
                    file.longs(entry.name());
                }
            }
            return true;
        } catch (InputException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            return false;
        } catch (RuntimeException e) {
            return fail("neither read nor refused", e);
        }
    }
}
