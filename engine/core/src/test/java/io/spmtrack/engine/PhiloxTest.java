package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known answers of Random123 (kat_vectors, philox4x32-10) and what the stream makes of the words. */
class PhiloxTest {
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void knownAnswers(String counter, String key, String answer) {
        int[] c = words(counter);
        int[] k = words(key);
        int[] out = new int[4];
        Philox.block(join(k[0], k[1]), join(c[0], c[1]), join(c[2], c[3]), out);
        assertArrayEquals(words(answer), out);
    }

    private static int[] words(String text) {
        String[] parts = text.split(" ", -1);
        int[] words = new int[parts.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = Integer.parseUnsignedInt(parts[i], 16);
        }
        return words;
    }

    private static long join(int low, int high) {
        return (low & 0xffffffffL) | ((long) high << 32);
    }

    @Test
    void streamGoesThroughTheBlocksInOrder() {
        Philox.Stream stream = new Philox.Stream(42, 7);
        int[] out = new int[4];
        for (int block = 0; block < 3; block++) {
            Philox.block(42, block, 7, out);
            for (int word : out) {
                assertEquals(word, stream.next());
            }
        }
    }

    @Test
    void numbersStayInTheirRanges() {
        Philox.Stream stream = new Philox.Stream(1, 2);
        double sum = 0;
        double squares = 0;
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            double uniform = stream.uniform(-3, 5);
            assertTrue(uniform >= -3 && uniform < 5);
            int below = stream.below(3);
            assertTrue(below >= 0 && below < 3);
            double normal = stream.normal();
            sum += normal;
            squares += normal * normal;
        }
        assertEquals(0, sum / count, 0.04); // 5 standard errors
        assertEquals(1, squares / count, 0.05);
        assertEquals(1 - 0x1p-24f, Philox.uniform(-1));
        assertEquals(0, Philox.uniform(0xff));
        assertThrows(IllegalArgumentException.class, () -> stream.below(0));
    }
}
