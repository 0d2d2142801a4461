package io.spmtrack.jmh;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.UnaryKind;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Row and elementwise kernels on SPMTrack-B's sizes; {@code COPY} moves the bytes that GELU moves. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class RowsBenchmark {
    /** What to time. */
    public enum Kind {
        LAYER_NORM(1318, 768),
        GELU(1318, 3072),
        COPY(1318, 3072),
        SOFTMAX(12 * 1318, 1318);

        private final int rows;
        private final int width;

        Kind(int rows, int width) {
            this.rows = rows;
            this.width = width;
        }
    }

    @Param
    public Kind kind;

    private OneOp op;

    /** Records the op; the last row but one is checked. */
    @Setup
    public void setUp() {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, kind.rows, kind.width);
        tape.output(
                "y",
                switch (kind) {
                    case LAYER_NORM ->
                        x.layerNorm(
                                tape.input("scale", DType.F32, kind.width),
                                tape.input("shift", DType.F32, kind.width),
                                1e-6);
                    case GELU -> x.unary(UnaryKind.GELU);
                    case COPY -> x.slice(0, 0, kind.rows - 1);
                    case SOFTMAX -> x.softmax();
                });
        op = new OneOp(tape);
        op.run();
        check();
    }

    private void check() {
        long row = (long) (kind.rows - 2) * kind.width;
        double sum = 0;
        double squares = 0;
        double powers = 0;
        for (int i = 0; i < kind.width; i++) {
            double x = op.in("x", row + i);
            sum += x;
            squares += x * x;
            powers += Math.exp(x);
        }
        double mean = sum / kind.width;
        double deviation = Math.sqrt(squares / kind.width - mean * mean + 1e-6);
        for (int i = 0; i < kind.width; i++) {
            double x = op.in("x", row + i);
            double expected = switch (kind) {
                case LAYER_NORM -> (x - mean) / deviation * op.in("scale", i) + op.in("shift", i);
                case GELU -> x * distribution(x);
                case COPY -> x;
                case SOFTMAX -> Math.exp(x) / powers;
            };
            OneOp.check(kind.toString(), expected, op.out("y", row + i), 1e-5);
        }
    }

    // The normal distribution function on [-1, 1] by its series.
    private static double distribution(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 20; n++) {
            term *= -x * x / (2 * n);
            sum += term / (2 * n + 1);
        }
        return 0.5 + sum / Math.sqrt(2 * Math.PI);
    }

    @TearDown
    public void tearDown() {
        op.close();
    }

    @Benchmark
    public void run() {
        op.run();
    }
}
