package io.spmtrack.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.tornado.library.LargeProducts;
import io.spmtrack.engine.tornado.library.LargeProducts.By;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products by tensor cores and attention by cuDNN as plain Java, in 16-bit floats, against loops over doubles. */
@Tag("plain")
class HalfFloatsTest {
    private final SplittableRandom random = new SplittableRandom(5);

    /** Numbers below 1 that are 16-bit floats: only sums are rounded. */
    private float[] fill(MemorySegment to) {
        float[] values = new float[Math.toIntExact(to.byteSize() / Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(Float.floatToFloat16((float) random.nextDouble(-1, 1)));
        }
        MemorySegment.copy(values, 0, to, ValueLayout.JAVA_FLOAT, 0, values.length);
        return values;
    }

    private static Session load(Tape tape, boolean attention) {
        PlainBackend backend = new PlainBackend(new LargeProducts(Precision.FP16, 0, By.TENSOR_CORES, attention));
        return backend.load(Map.of("program", Compiler.compile(tape, backend)));
    }

    private static float[] run(Session session) {
        session.run("program");
        return session.output("program", "y").toArray(ValueLayout.JAVA_FLOAT);
    }

    /** One element, edges of fragments, of tiles and of steps, several tiles. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "16, 8, 16", "17, 9, 33", "64, 64, 32", "65, 130, 31", "129, 63, 70"})
    void productsWithBias(int rows, int columns, int inner) {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, rows, inner);
        Tensor weight = tape.input("weight", DType.F32, columns, inner);
        tape.output("y", x.linear(weight, tape.input("bias", DType.F32, columns)));
        try (Session session = load(tape, false)) {
            float[] left = fill(session.input("program", "x"));
            float[] right = fill(session.input("program", "weight"));
            float[] bias = fill(session.input("program", "bias"));
            float[] actual = run(session);
            for (int i = 0; i < actual.length; i++) {
                double expected = bias[i % columns];
                for (int k = 0; k < inner; k++) {
                    expected += (double) left[i / columns * inner + k] * right[i % columns * inner + k];
                }
                // A sum of terms below 1 is rounded as often as it has terms.
                assertEquals(expected, actual[i], 0x1p-24 * (inner + 1) * (inner + 1), "element " + i);
            }
        }
    }

    /** A weight is stored row by row as the left or the right factor, or column by column. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void productsOfWeightsThatLieAcross(boolean leftAcross, boolean rightAcross) {
        int rows = 70;
        int inner = 37;
        int columns = 41;
        Tape tape = new Tape();
        Tensor x = leftAcross
                ? tape.input("x", DType.F32, inner, rows).transpose()
                : tape.input("x", DType.F32, rows, inner);
        Tensor weight = rightAcross
                ? tape.input("weight", DType.F32, inner, columns).transpose()
                : tape.input("weight", DType.F32, columns, inner);
        tape.output("y", x.linear(weight));
        try (Session session = load(tape, false)) {
            float[] left = fill(session.input("program", "x"));
            float[] right = fill(session.input("program", "weight"));
            float[] actual = run(session);
            for (int i = 0; i < actual.length; i++) {
                int row = i / columns;
                int column = i % columns;
                double expected = 0;
                for (int k = 0; k < inner; k++) {
                    expected += (double) left[leftAcross ? k * rows + row : row * inner + k]
                            * right[rightAcross ? k * columns + column : column * inner + k];
                }
                assertEquals(expected, actual[i], 0x1p-24 * inner * inner, "element " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1, 8", "2, 3, 7, 5, 16", "1, 2, 33, 40, 64"})
    void attention(int batch, int heads, int tokens, int others, int width) {
        Tape tape = new Tape();
        Tensor q = tape.input("q", DType.F32, batch, tokens, heads, width);
        Tensor k = tape.input("k", DType.F32, batch, others, heads, width);
        Tensor v = tape.input("v", DType.F32, batch, others, heads, width);
        double scale = 1 / Math.sqrt(width);
        tape.output("y", q.attention(k, v, scale));
        try (Session session = load(tape, true)) {
            float[] queries = fill(session.input("program", "q"));
            float[] keys = fill(session.input("program", "k"));
            float[] values = fill(session.input("program", "v"));
            float[] actual = run(session);
            for (int i = 0; i < actual.length; i++) {
                int head = i / width % heads;
                int row = i / width * width;
                int first = i / width / heads / tokens * others;
                double sum = 0;
                double total = 0;
                for (int other = first; other < first + others; other++) {
                    int at = (other * heads + head) * width;
                    double score = 0;
                    for (int j = 0; j < width; j++) {
                        score += (double) queries[row + j] * keys[at + j];
                    }
                    total += Math.exp(scale * score);
                    sum += Math.exp(scale * score) * values[at + i % width];
                }
                // The result, below 1, is a 16-bit float.
                assertEquals(sum / total, actual[i], 0x1p-12 + 1e-6, "element " + i);
            }
        }
    }
}
