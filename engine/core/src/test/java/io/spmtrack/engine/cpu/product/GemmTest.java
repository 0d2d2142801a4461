package io.spmtrack.engine.cpu.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.cpu.Scalars;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Lanes;
import io.spmtrack.engine.cpu.vector.Offsets;
import io.spmtrack.engine.op.Activation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of every form against loops over doubles, and bit-equal for any number of threads. */
@Tag("lanes")
class GemmTest {
    private static final String SIZES = """
            1, 1, 1, 1
            1, 3, 5, 7
            1, 4, 32, 16
            1, 13, 33, 17
            1, 0, 3, 2
            1, 3, 0, 2
            1, 3, 2, 0
            1, 1, 100, 64
            1, 64, 1, 40
            1, 127, 97, 31
            1, 260, 50, 20
            1, 50, 70, 1601
            2, 12, 24, 40
            3, 17, 5, 9
            9, 5, 31, 8
            1, 5, 1601, 1400
            3, 2, 900, 1500
            1, 5, 1700, 1601
            """;

    private final SplittableRandom random = new SplittableRandom(3);
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void everyTransposition(int batch, int m, int n, int k) {
        Gemm.Size size = new Gemm.Size(batch, m, n, k);
        for (int form = 0; form < 4; form++) {
            Matrix a = form % 2 == 0
                    ? matrix(batch, m, k, 3)
                    : matrix(batch, k, m, 2).transposed();
            Matrix b = form / 2 == 0
                    ? matrix(batch, k, n, 1)
                    : matrix(batch, n, k, 0).transposed();
            Matrix c = matrix(batch, m, n, 5);
            check(size, a, b, c, Epilogue.NONE);
        }
        Matrix spaced = new Matrix(
                matrix(batch, 3 * m, k, 1).data(), matrix(batch, 3 * m, k, 1).offsets(), 3L * (k + 1), 1);
        check(size, spaced, matrix(batch, k, n, 0), matrix(batch, m, n, 0), Epilogue.NONE);
    }

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void epilogue(int batch, int m, int n, int k) {
        Gemm.Size size = new Gemm.Size(batch, m, n, k);
        for (Activation activation : Activation.values()) {
            Epilogue epilogue = new Epilogue(
                    Optional.of(row(batch, n)),
                    activation,
                    Optional.of(matrix(batch, m, n, 1)),
                    Optional.of(row(batch, n)),
                    Optional.of(matrix(batch, m, n, 2)));
            check(size, matrix(batch, m, k, 0), matrix(batch, k, n, 0), matrix(batch, m, n, 0), epilogue);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void threadsAndPackingAheadChangeNothing(int batch, int m, int n, int k) {
        Gemm.Size size = new Gemm.Size(batch, m, n, k);
        Matrix a = matrix(batch, m, k, 0);
        Matrix b = matrix(batch, k, n, 0);
        float[] one = run(size, a, b, matrix(batch, m, n, 0), Epilogue.NONE, 1);
        for (int threads = 2; threads <= 4; threads++) {
            assertArrayEquals(one, run(size, a, b, matrix(batch, m, n, 0), Epilogue.NONE, threads));
        }
        if (batch == 1) {
            PackedB packed = new PackedB(floats(PackedB.elements(k, n)), 0, k, n);
            packed.pack(b, 0, 0, floats(Pack.SCRATCH / 4), 0, 0, 1);
            assertArrayEquals(one, run(size, a, packed, matrix(batch, m, n, 0), Epilogue.NONE, 2));
        }
    }

    private Matrix row(int batch, int n) {
        return new Matrix(matrix(1, 1, n, 0).data(), Offsets.repeated(0, batch), 0, 1);
    }

    // Rows of length columns + gap, matrices one after the other with two elements between.
    private Matrix matrix(int batch, int rows, int columns, int gap) {
        long each = (long) rows * (columns + gap) + 2;
        MemorySegment data = floats(batch * each + 1);
        for (long i = 0; i < batch * each; i++) {
            data.setAtIndex(Lanes.FLOAT, i, random.nextInt(-99, 100) / 100f);
        }
        long[] offsets = new long[batch];
        for (int i = 0; i < batch; i++) {
            offsets[i] = i * each + 1;
        }
        return new Matrix(data, Offsets.of(offsets), columns + gap, 1);
    }

    private MemorySegment floats(long count) {
        return arena.allocate(4 * count + 64, 64);
    }

    private float[] run(Gemm.Size size, Matrix a, RightOperand b, Matrix c, Epilogue epilogue, int threads) {
        Workspace workspace = new Workspace(
                floats(Gemm.workspace(size, b instanceof PackedB, threads)), 0, new float[threads][Gemm.strips(size)]);
        try (Workers workers = new Workers(threads)) {
            Gemm.bind(size, a, b, c, epilogue, workspace, threads).run(workers);
        }
        float[] result = new float[size.batch() * size.m() * size.n()];
        for (int i = 0; i < result.length; i++) {
            int row = i / size.n() % size.m();
            result[i] = at(c, i / size.n() / size.m(), row, i % size.n());
        }
        return result;
    }

    private static float at(Matrix matrix, int batch, int row, int column) {
        return matrix.data().get(Lanes.FLOAT, matrix.at(batch, row, column));
    }

    private void check(Gemm.Size size, Matrix a, Matrix b, Matrix c, Epilogue epilogue) {
        double[] expected = new double[size.batch() * size.m() * size.n()];
        double[] before = new double[expected.length];
        for (int i = 0; i < expected.length; i++) {
            int batch = i / size.n() / size.m();
            int row = i / size.n() % size.m();
            int column = i % size.n();
            double sum = 0;
            for (int p = 0; p < size.k(); p++) {
                sum += (double) at(a, batch, row, p) * at(b, batch, p, column);
            }
            before[i] = sum + epilogue.bias().map(x -> at(x, batch, 0, column)).orElse(0f);
            expected[i] = Scalars.activate(epilogue.activation(), before[i])
                            * epilogue.scale().map(x -> at(x, batch, 0, column)).orElse(1f)
                    + epilogue.residual().map(x -> at(x, batch, row, column)).orElse(0f);
        }
        float[] actual = run(size, a, b, c, epilogue, 2);
        for (int i = 0; i < expected.length; i++) {
            // Terms are below 1: each of the k roundings errs by at most half an ulp of the sum's bound.
            double tolerance = 2e-7 * (size.k() + 4);
            assertEquals(expected[i], actual[i], tolerance, size + " " + epilogue.activation());
            if (epilogue.before().isPresent()) {
                int row = i / size.n() % size.m();
                float stored = at(epilogue.before().get(), i / size.n() / size.m(), row, i % size.n());
                assertEquals(before[i], stored, tolerance, size + " before the activation");
            }
        }
    }
}
