package io.spmtrack.engine.cpu.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Lanes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products over the same tokens, bit by bit those of {@link Gemm}, for every number of threads. */
@Tag("lanes")
class TokenSumsTest {
    private static final int FEW = 10;
    private static final int RANK = 8;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private Matrix matrix(int rows, int columns) {
        MemorySegment data = arena.allocate(4L * rows * columns + 64, 64);
        for (long i = 0; i < (long) rows * columns; i++) {
            data.setAtIndex(Lanes.FLOAT, i, (float) random.nextDouble(-1, 1));
        }
        return Matrix.dense(data, 0, columns);
    }

    private void run(Lowered lowered, int threads) {
        Workspace workspace = new Workspace(
                arena.allocate(4 * lowered.workspace() + 64, 64), 0, new float[threads][lowered.strips()]);
        try (Workers workers = new Workers(threads)) {
            lowered.bind().apply(workspace).run(workers);
        }
    }

    // Some rows of the whole product.
    private float[] gemm(Matrix a, Matrix b, int rows, int columns, int tokens, int first, int some) {
        Matrix c = matrix(rows, columns);
        Gemm.Size size = new Gemm.Size(1, rows, columns, tokens);
        run(
                new Lowered(
                        Gemm.workspace(size, false, 1),
                        Gemm.strips(size),
                        workspace -> Gemm.bind(size, a.transposed(), b, c, Epilogue.NONE, workspace, 1)),
                1);
        return values(c, first, some, 0, columns);
    }

    private static float[] values(Matrix c, int first, int rows, int column, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = c.data().get(Lanes.FLOAT, c.at(0, first + i / columns, column + i % columns));
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "191, 5, 7", "192, 64, 64", "400, 33, 48", "1700, 64, 256"})
    void bitsOfSingleProducts(int tokens, int rows, int columns) {
        Matrix a = matrix(tokens, rows);
        Matrix b = matrix(tokens, columns);
        Matrix few = matrix(FEW, tokens).transposed();
        Matrix gated = matrix(2 * RANK, tokens).transposed();
        float[] whole = gemm(a, b, rows, columns, tokens, 0, rows);
        float[] end = gemm(few, b, FEW, columns, tokens, RANK, FEW - RANK);
        float[] experts = gemm(a, gated, rows, 2 * RANK, tokens, 0, rows);
        for (int threads = 1; threads <= 4; threads++) {
            Matrix first = matrix(rows, columns);
            Matrix second = matrix(FEW - RANK, columns);
            Matrix third = matrix(rows, RANK);
            run(
                    TokenSums.lower(
                            tokens,
                            List.of(new TokenSums.Side(a, rows), new TokenSums.Side(few, FEW)),
                            List.of(new TokenSums.Side(b, columns), new TokenSums.Side(gated, 2 * RANK)),
                            List.of(
                                    new TokenSums.Result(0, 0, 0, 0, rows, columns, first),
                                    new TokenSums.Result(1, RANK, 0, 0, FEW - RANK, columns, second),
                                    new TokenSums.Result(0, 0, 1, RANK, rows, RANK, third)),
                            threads),
                    threads);
            assertArrayEquals(whole, values(first, 0, rows, 0, columns), "threads " + threads);
            assertArrayEquals(end, values(second, 0, FEW - RANK, 0, columns), "threads " + threads);
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < RANK; column++) {
                    float expected = experts[row * 2 * RANK + RANK + column];
                    assertEquals(expected, third.data().get(Lanes.FLOAT, third.at(0, row, column)));
                }
            }
        }
    }
}
