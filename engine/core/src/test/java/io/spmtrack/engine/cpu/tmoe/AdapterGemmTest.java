package io.spmtrack.engine.cpu.tmoe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.cpu.product.Matrix;
import io.spmtrack.engine.cpu.product.Tile;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code C = X·W + bias + f(X·P)·Q} against loops over doubles, for several blocks of rows and of depth and groups of columns. */
@Tag("lanes")
class AdapterGemmTest {
    /** f: each narrow sum times the number of its column, and the token's number at the end. */
    private static final AdapterGemm.Middle MIDDLE = new AdapterGemm.Middle() {
        @Override
        public long scratch() {
            return 64;
        }

        @Override
        public void apply(int row, int count, MemorySegment data, long narrow, long appended, long scratch) {
            for (int i = 0; i < NARROW; i++) {
                for (int token = 0; token < count; token++) {
                    long at = i * Gates.ROW + 4L * token;
                    float sum = data.get(Lanes.FLOAT, narrow + at);
                    data.set(Lanes.FLOAT, appended + at, i * sum);
                }
            }
            for (int token = 0; token < Tile.COLUMNS; token++) {
                float number = token < count ? row + token : 0;
                data.set(Lanes.FLOAT, appended + NARROW * Gates.ROW + 4L * token, number / 8);
            }
        }
    };

    private static final int NARROW = 5;

    private final SplittableRandom random = new SplittableRandom(11);
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    /** Eighths: every sum below 2¹⁵ is exact, in any order. */
    private Matrix matrix(int rows, int columns) {
        MemorySegment data = arena.allocate(4L * rows * columns + 64, 64);
        for (long i = 0; i < (long) rows * columns; i++) {
            data.setAtIndex(Lanes.FLOAT, i, random.nextInt(-8, 9) / 8f);
        }
        return Matrix.dense(data, 0, columns);
    }

    private static double at(Matrix matrix, int row, int column) {
        return matrix.data().get(Lanes.FLOAT, matrix.at(0, row, column));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "13, 33, 40", "97, 20, 600", "205, 1601, 1700", "5, 3100, 1030"})
    void productsOfEverySize(int rows, int depth, int columns) {
        Matrix x = matrix(rows, depth);
        Matrix wide = matrix(depth, columns);
        Matrix narrow = matrix(depth, NARROW);
        Matrix adapter = matrix(NARROW + 1, columns);
        Matrix bias = matrix(1, columns);
        float[] expected = null;
        for (int threads = 1; threads <= 3; threads++) {
            Matrix c = matrix(rows, columns);
            AdapterGemm.Size size = new AdapterGemm.Size(rows, depth, NARROW, NARROW + 1, columns);
            Lowered lowered = AdapterGemm.lower(size, x, wide, narrow, adapter, c, Optional.of(bias), MIDDLE, threads);
            Workspace workspace = new Workspace(
                    arena.allocate(4 * lowered.workspace() + 64, 64), 0, new float[threads][lowered.strips()]);
            try (Workers workers = new Workers(threads)) {
                lowered.bind().apply(workspace).run(workers);
            }
            float[] actual = c.data().asSlice(0, 4L * rows * columns).toArray(Lanes.FLOAT);
            if (expected == null) {
                expected = actual;
                check(x, wide, narrow, adapter, bias, rows, depth, columns, actual);
            }
            assertArrayEquals(expected, actual, "threads " + threads);
        }
    }

    private static void check(
            Matrix x,
            Matrix wide,
            Matrix narrow,
            Matrix adapter,
            Matrix bias,
            int rows,
            int depth,
            int columns,
            float... actual) {
        for (int row = 0; row < rows; row++) {
            double[] sums = new double[columns];
            double[] inner = new double[NARROW + 1];
            for (int k = 0; k < depth; k++) {
                double value = at(x, row, k);
                for (int column = 0; column < columns; column++) {
                    sums[column] += value * at(wide, k, column);
                }
                for (int i = 0; i < NARROW; i++) {
                    inner[i] += i * value * at(narrow, k, i);
                }
            }
            inner[NARROW] = row / 8.0;
            for (int column = 0; column < columns; column++) {
                double sum = sums[column] + at(bias, 0, column);
                for (int i = 0; i <= NARROW; i++) {
                    sum += inner[i] * at(adapter, i, column);
                }
                assertEquals(sum, actual[row * columns + column], "row " + row + ", column " + column);
            }
        }
    }
}
