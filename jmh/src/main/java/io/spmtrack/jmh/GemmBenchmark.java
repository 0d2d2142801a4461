package io.spmtrack.jmh;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
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

/** Matrix products of SPMTrack-B (1318 tokens) and of the tiny model's batch, in the three forms that training needs. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class GemmBenchmark {
    /** How the operands lie: x·Wᵀ, g·W, gᵀ·x. */
    public enum Form {
        FORWARD,
        INPUT_GRADIENT,
        WEIGHT_GRADIENT
    }

    @Param({"1318x768x768", "1318x768x3072", "1318x3072x768", "4048x96x96"})
    public String shape;

    @Param
    public Form form;

    private OneOp op;
    private double gflop;

    /** Tokens, inner and outer width from the parameter; 16 sums are checked. */
    @Setup
    public void setUp() {
        String[] sizes = shape.split("x", -1);
        int tokens = Integer.parseInt(sizes[0]);
        int in = Integer.parseInt(sizes[1]);
        int out = Integer.parseInt(sizes[2]);
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, tokens, in);
        Tensor weight = tape.input("w", DType.F32, out, in);
        Tensor gradient = tape.input("g", DType.F32, tokens, out);
        tape.output(
                "y",
                switch (form) {
                    case FORWARD -> x.linear(weight);
                    case INPUT_GRADIENT -> gradient.matmul(weight);
                    case WEIGHT_GRADIENT -> gradient.transpose().matmul(x);
                });
        op = new OneOp(tape);
        op.run();
        for (int i = 0; i < 16; i++) {
            check(tokens, in, out, i);
        }
        gflop = 2e-9 * tokens * in * out;
    }

    private void check(int tokens, int in, int out, int number) {
        int rows = form == Form.WEIGHT_GRADIENT ? out : tokens;
        int columns = form == Form.FORWARD ? out : in;
        int depth = switch (form) {
            case FORWARD -> in;
            case INPUT_GRADIENT -> out;
            case WEIGHT_GRADIENT -> tokens;
        };
        int row = number * (rows - 1) / 15;
        int column = number * (columns - 1) / 15;
        double sum = 0;
        for (int p = 0; p < depth; p++) {
            sum += switch (form) {
                case FORWARD -> op.in("x", (long) row * in + p) * op.in("w", (long) column * in + p);
                case INPUT_GRADIENT -> op.in("g", (long) row * out + p) * op.in("w", (long) p * in + column);
                case WEIGHT_GRADIENT -> op.in("g", (long) p * out + row) * op.in("x", (long) p * in + column);
            };
        }
        OneOp.check(shape + " " + form, sum, op.out("y", (long) row * columns + column), 1e-6 * depth);
    }

    @TearDown
    public void tearDown() {
        op.close();
    }

    @Benchmark
    public void product(Rate rate) {
        op.run();
        rate.gflop += gflop;
    }
}
