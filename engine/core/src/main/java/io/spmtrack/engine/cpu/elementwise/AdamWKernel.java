package io.spmtrack.engine.cpu.elementwise;

import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;
import static io.spmtrack.engine.cpu.vector.Lanes.first;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.op.AdamWStep;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** One AdamW update of a contiguous group, in the order of operations of {@link AdamWStep}; scalars are read in every run. */
public final class AdamWKernel implements Kernel {
    private static final int PIECE = 4096;

    private final AdamWStep op;
    private final Operand[] in;
    private final long count;
    private final Share part;

    /** Inputs as {@link AdamWStep} lists them; the first four are contiguous. */
    public AdamWKernel(AdamWStep op, Operand... in) {
        this.op = op;
        this.in = in.clone();
        this.count = in[0].layout().shape().count();
        for (int i = 0; i < 4; i++) {
            if (!in[i].layout().isContiguous()) {
                throw new IllegalArgumentException("adamWStep: operand " + i + " has gaps: " + in[i].layout());
            }
        }
        this.part = this::runPart;
    }

    @Override
    public void run(Workers workers) {
        if (scalar(8) != 0) {
            workers.run(part);
        }
    }

    private float scalar(int i) {
        return in[i].data().get(FLOAT, in[i].layout().offset() << 2);
    }

    private long at(int i, long element) {
        return (in[i].layout().offset() + element) << 2;
    }

    private void runPart(int thread, int threads) {
        float rate = scalar(4);
        float decay = rate * (float) -op.weightDecay() + 1;
        float move = rate / scalar(5);
        long pieces = (count + PIECE - 1) / PIECE;
        long end = pieces * (thread + 1) / threads;
        for (long piece = pieces * thread / threads; piece < end; piece++) {
            long from = piece * PIECE;
            step(
                    in[0].data(),
                    at(0, from),
                    in[1].data(),
                    at(1, from),
                    in[2].data(),
                    at(2, from),
                    in[3].data(),
                    at(3, from),
                    (int) Math.min(PIECE, count - from),
                    (float) (1 - op.beta1()),
                    (float) op.beta2(),
                    (float) (1 - op.beta2()),
                    (float) op.epsilon(),
                    decay,
                    move,
                    scalar(6),
                    scalar(7));
        }
    }

    /**
     * {@code m += (g - m) · (1 - β₁); v = v · β₂ + g² · (1 - β₂); p = p · decay - m / (√v / root + ε) · move} with
     * {@code g = gradient · factor}; offsets in bytes.
     */
    static void step(
            MemorySegment p,
            long pAt,
            MemorySegment m,
            long mAt,
            MemorySegment v,
            long vAt,
            MemorySegment g,
            long gAt,
            int count,
            float oneMinusBeta1,
            float beta2,
            float oneMinusBeta2,
            float epsilon,
            float decay,
            float move,
            float root,
            float factor) {
        for (int left = count; left > 0; left -= L, pAt += BYTES, mAt += BYTES, vAt += BYTES, gAt += BYTES) {
            VectorMask<Float> some = first(Math.min(L, left));
            FloatVector gradient =
                    FloatVector.fromMemorySegment(F, g, gAt, ORDER, some).mul(factor);
            FloatVector mean = FloatVector.fromMemorySegment(F, m, mAt, ORDER, some);
            mean = mean.add(gradient.sub(mean).mul(oneMinusBeta1));
            FloatVector square = FloatVector.fromMemorySegment(F, v, vAt, ORDER, some)
                    .mul(beta2)
                    .add(gradient.mul(gradient).mul(oneMinusBeta2));
            FloatVector divisor =
                    square.sqrt().div(FloatVector.broadcast(F, root)).add(epsilon);
            FloatVector moved = FloatVector.fromMemorySegment(F, p, pAt, ORDER, some)
                    .mul(decay)
                    .sub(mean.div(divisor).mul(move));
            mean.intoMemorySegment(m, mAt, ORDER, some);
            square.intoMemorySegment(v, vAt, ORDER, some);
            moved.intoMemorySegment(p, pAt, ORDER, some);
        }
    }
}
