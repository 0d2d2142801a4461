package io.spmtrack.engine.tornado;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.library.CuDnn;
import io.spmtrack.engine.tornado.library.LargeAttention;
import io.spmtrack.engine.tornado.library.LargeProducts;
import io.spmtrack.engine.tornado.library.LargeProducts.By;
import java.util.Optional;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** Whether cuDNN computes attention correctly on a device, and whether it is faster there than the portable kernel. */
record AttentionTrial(Trial trial, Profile portable) {
    private static final LargeAttention SMALL = new LargeAttention(2, 3, 37, 45, 64, 0.125f);

    /** Half the distance of neighbours around 1 in 16-bit floats. */
    private static final double UNIT = 0x1p-11;

    /** Why cuDNN cannot be used: what is missing, or that it computes wrong attention. */
    Optional<String> fault() {
        TornadoVMBackendType type = trial.device().getTornadoVMBackend();
        if (type != TornadoVMBackendType.CUDA) {
            return Optional.of("only TornadoVM's CUDA backend has cuDNN, this device is on " + type);
        }
        return CuDnn.LIBRARY
                .missing()
                .or(() -> trial.fault(
                        "cuDNN computes",
                        "attention",
                        tape(SMALL),
                        withCuDnn(),
                        tolerance(),
                        AttentionTrial::difference));
    }

    private Profile withCuDnn() {
        return portable.with(new LargeProducts(Precision.FP16, 0, By.TENSOR_CORES, true));
    }

    /**
     * A score sums products of two factors of at most 1, both rounded; a weight is off by twice as much of itself. Weights, which sum to
     * one, values and results are rounded too.
     */
    private static double tolerance() {
        return 2 * SMALL.scale() * SMALL.width() * 2 * UNIT + 3 * UNIT;
    }

    private static double difference(Trial.Run run) {
        float[] q = run.fill("q", 1);
        float[] k = run.fill("k", 2);
        float[] v = run.fill("v", 3);
        float[] y = run.result("y");
        double difference = 0;
        for (int batch = 0; batch < SMALL.batch(); batch++) {
            for (int head = 0; head < SMALL.heads(); head++) {
                for (int token = 0; token < SMALL.tokens(); token++) {
                    double[] expected = row(q, k, v, batch, head, token);
                    int at = at(batch, token, SMALL.tokens(), head);
                    for (int i = 0; i < expected.length; i++) {
                        difference = Trial.further(difference, Math.abs(y[at + i] - expected[i]));
                    }
                }
            }
        }
        return difference;
    }

    /** Attention of one token. */
    private static double[] row(float[] q, float[] k, float[] v, int batch, int head, int token) {
        double[] weights = new double[SMALL.others()];
        double total = 0;
        int from = at(batch, token, SMALL.tokens(), head);
        for (int other = 0; other < SMALL.others(); other++) {
            int to = at(batch, other, SMALL.others(), head);
            double score = 0;
            for (int i = 0; i < SMALL.width(); i++) {
                score += (double) q[from + i] * k[to + i];
            }
            weights[other] = Math.exp(SMALL.scale() * score);
            total += weights[other];
        }
        double[] result = new double[SMALL.width()];
        for (int other = 0; other < SMALL.others(); other++) {
            int to = at(batch, other, SMALL.others(), head);
            for (int i = 0; i < SMALL.width(); i++) {
                result[i] += weights[other] / total * v[to + i];
            }
        }
        return result;
    }

    private static int at(int batch, int token, int tokens, int head) {
        return ((batch * tokens + token) * SMALL.heads() + head) * SMALL.width();
    }

    /** Whether cuDNN, copies included, computes attention faster than the portable kernel. */
    boolean wins(LargeAttention attention) {
        Tape tape = tape(attention);
        return trial.milliseconds(tape, withCuDnn()) < trial.milliseconds(tape, portable);
    }

    private static Tape tape(LargeAttention attention) {
        Tape tape = new Tape();
        Tensor q = input(tape, "q", attention, attention.tokens());
        Tensor k = input(tape, "k", attention, attention.others());
        Tensor v = input(tape, "v", attention, attention.others());
        tape.output("y", q.attention(k, v, attention.scale()));
        return tape;
    }

    private static Tensor input(Tape tape, String name, LargeAttention attention, int tokens) {
        return tape.input(name, DType.F32, attention.batch(), tokens, attention.heads(), attention.width());
    }
}
