package io.spmtrack.jmh;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.AttentionBackward;
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

/**
 * Attention of SPMTrack-B (1 x 12 heads x 1318 tokens x 64) and of the tiny model's batch (16 x 3 x 253 x 32). Forward counts
 * its two products, backward the four that are not recomputed.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class AttentionBenchmark {
    @Param({"1x12x1318x64", "16x3x253x32"})
    public String shape;

    private int heads;
    private int tokens;
    private int width;
    private double scale;
    private OneOp forward;
    private OneOp backward;
    private double gflop;

    /** Batch, heads, tokens and width from the parameter; three rows are checked. */
    @Setup
    public void setUp() {
        String[] sizes = shape.split("x", -1);
        int batch = Integer.parseInt(sizes[0]);
        heads = Integer.parseInt(sizes[1]);
        tokens = Integer.parseInt(sizes[2]);
        width = Integer.parseInt(sizes[3]);
        scale = 1 / Math.sqrt(width);
        gflop = 4e-9 * batch * heads * tokens * tokens * width;
        Tape tape = new Tape();
        tape.output("y", input(tape, "q", batch).attention(input(tape, "k", batch), input(tape, "v", batch), scale));
        forward = new OneOp(tape);
        forward.run();
        for (int row : new int[] {0, tokens / 2, tokens - 1}) {
            check(row);
        }
        Tape back = new Tape();
        Tensor[] gradients = back.add(
                new AttentionBackward(scale),
                input(back, "q", batch),
                input(back, "k", batch),
                input(back, "v", batch),
                input(back, "y", batch),
                back.input("sums", DType.F32, batch, heads, tokens),
                input(back, "g", batch));
        for (int i = 0; i < gradients.length; i++) {
            back.output("d" + i, gradients[i]);
        }
        backward = new OneOp(back);
    }

    private Tensor input(Tape tape, String name, int batch) {
        return tape.input(name, DType.F32, batch, tokens, heads, width);
    }

    // One row of the first image's last head, by plain loops.
    private void check(int row) {
        double[] weights = new double[tokens];
        double sum = 0;
        for (int key = 0; key < tokens; key++) {
            double score = 0;
            for (int i = 0; i < width; i++) {
                score += forward.in("q", at(row, i)) * forward.in("k", at(key, i));
            }
            weights[key] = Math.exp(scale * score);
            sum += weights[key];
        }
        for (int i = 0; i < width; i++) {
            double value = 0;
            for (int key = 0; key < tokens; key++) {
                value += weights[key] / sum * forward.in("v", at(key, i));
            }
            OneOp.check(shape + " row " + row, value, forward.out("y", at(row, i)), 1e-5);
        }
    }

    private long at(int token, int i) {
        return ((long) token * heads + heads - 1) * width + i;
    }

    @TearDown
    public void tearDown() {
        forward.close();
        backward.close();
    }

    @Benchmark
    public void forward(Rate rate) {
        forward.run();
        rate.gflop += gflop;
    }

    /** Values and gradients of this op are compared with the reference in the engine's own tests. */
    @Benchmark
    public void backward(Rate rate) {
        backward.run();
        rate.gflop += 2 * gflop;
    }
}
