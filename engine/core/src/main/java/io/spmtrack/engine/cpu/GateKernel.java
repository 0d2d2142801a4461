package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.BYTES;
import static io.spmtrack.engine.cpu.Lanes.F;
import static io.spmtrack.engine.cpu.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Lanes.ORDER;

import io.spmtrack.engine.op.Tmoe;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The middle of a TMoE layer, row by row. A row of {@code mixed} holds the compressed tokens and after them the router's
 * logits; a row of {@code gated} each compressed token times its gate and the scale, expert after expert, then the ungated
 * shared one. Backward turns the gradient of {@code gated} into that of {@code mixed}. Rows are dense, offsets in bytes.
 */
final class GateKernel implements Kernel {
    private final Tmoe op;
    private final int rank;
    private final int rows;
    private final MemorySegment data;
    private final long mixed;
    private final long gated;
    private final long gradient;
    private final int mixedWidth;
    private final int gatedWidth;
    private final float[][] gates;
    private final Part part;

    private GateKernel(
            Tmoe op,
            int rank,
            int rows,
            MemorySegment data,
            long mixed,
            long gated,
            long gradient,
            int threads,
            boolean back) {
        this.op = op;
        this.rank = rank;
        this.rows = rows;
        this.data = data;
        this.mixed = mixed;
        this.gated = gated;
        this.gradient = gradient;
        this.mixedWidth = mixedWidth(op, rank);
        this.gatedWidth = gatedWidth(op, rank);
        this.gates = new float[threads][2 * op.experts()];
        this.part = back ? this::runBackward : this::runForward;
    }

    static int mixedWidth(Tmoe op, int rank) {
        return op.compressions() * rank + op.experts();
    }

    static int gatedWidth(Tmoe op, int rank) {
        return (op.experts() + (op.shared() ? 1 : 0)) * rank;
    }

    /** {@code mixed → gated}. */
    static GateKernel forward(Tmoe op, int rank, int rows, MemorySegment data, long mixed, long gated, int threads) {
        return new GateKernel(op, rank, rows, data, mixed, gated, 0, threads, false);
    }

    /** {@code mixed} and the gradient in {@code gated} {@code → gradient} of mixed. */
    static GateKernel backward(
            Tmoe op, int rank, int rows, MemorySegment data, long mixed, long gated, long gradient, int threads) {
        return new GateKernel(op, rank, rows, data, mixed, gated, gradient, threads, true);
    }

    @Override
    public void run(Workers workers) {
        workers.run(part, (long) rows * gatedWidth);
    }

    private void runForward(int thread, int threads) {
        int end = Part.from(rows, thread + 1, threads);
        for (int row = Part.from(rows, thread, threads); row < end; row++) {
            long from = mixed + 4L * row * mixedWidth;
            long to = gated + 4L * row * gatedWidth;
            gates(from, gates[thread]);
            for (int expert = 0; expert < op.experts(); expert++) {
                scale(
                        data,
                        compressed(from, expert),
                        data,
                        to + 4L * expert * rank,
                        rank,
                        gates[thread][expert] * scaling());
            }
            if (op.shared()) {
                scale(data, from, data, to + 4L * op.experts() * rank, rank, scaling());
            }
        }
    }

    private float scaling() {
        return (float) op.scale();
    }

    private long compressed(long row, int expert) {
        return op.routeCompression() ? row + 4L * expert * rank : row;
    }

    private void gates(long row, float[] to) {
        long logits = row + 4L * op.compressions() * rank;
        float largest = Float.NEGATIVE_INFINITY;
        for (int expert = 0; expert < op.experts(); expert++) {
            largest = Math.max(largest, data.get(FLOAT, logits + 4L * expert));
        }
        float sum = 0;
        for (int expert = 0; expert < op.experts(); expert++) {
            to[expert] = VectorMath.expNegative(data.get(FLOAT, logits + 4L * expert) - largest);
            sum += to[expert];
        }
        for (int expert = 0; expert < op.experts(); expert++) {
            to[expert] /= sum;
        }
    }

    private void runBackward(int thread, int threads) {
        int end = Part.from(rows, thread + 1, threads);
        for (int row = Part.from(rows, thread, threads); row < end; row++) {
            long from = mixed + 4L * row * mixedWidth;
            long change = gated + 4L * row * gatedWidth;
            long to = gradient + 4L * row * mixedWidth;
            gates(from, gates[thread]);
            compressedGradient(change, to, gates[thread]);
            gateGradient(from, change, to + 4L * op.compressions() * rank, gates[thread]);
        }
    }

    private void compressedGradient(long change, long to, float[] gate) {
        for (int expert = 0; expert < op.experts(); expert++) {
            long source = change + 4L * expert * rank;
            float factor = gate[expert] * scaling();
            if (op.routeCompression() || expert == 0) {
                scale(data, source, data, compressed(to, expert), rank, factor);
            } else {
                addScaled(data, source, data, to, rank, factor);
            }
        }
        if (op.shared()) {
            addScaled(data, change + 4L * op.experts() * rank, data, to, rank, scaling());
        }
    }

    // The second half of gate receives the gradients of the gates; then through the softmax.
    private void gateGradient(long from, long change, long to, float[] gate) {
        int experts = op.experts();
        float mean = 0;
        for (int expert = 0; expert < experts; expert++) {
            float product = dot(data, compressed(from, expert), data, change + 4L * expert * rank, rank) * scaling();
            gate[experts + expert] = product;
            mean += gate[expert] * product;
        }
        for (int expert = 0; expert < experts; expert++) {
            data.set(FLOAT, to + 4L * expert, gate[expert] * (gate[experts + expert] - mean));
        }
    }

    private static void scale(MemorySegment x, long at, MemorySegment y, long to, int count, float factor) {
        for (int left = count; left > 0; left -= L, at += BYTES, to += BYTES) {
            VectorMask<Float> some = Lanes.first(Math.min(L, left));
            FloatVector.fromMemorySegment(F, x, at, ORDER, some).mul(factor).intoMemorySegment(y, to, ORDER, some);
        }
    }

    private static void addScaled(MemorySegment x, long at, MemorySegment y, long to, int count, float factor) {
        for (int left = count; left > 0; left -= L, at += BYTES, to += BYTES) {
            VectorMask<Float> some = Lanes.first(Math.min(L, left));
            FloatVector sum = FloatVector.fromMemorySegment(F, y, to, ORDER, some);
            FloatVector.fromMemorySegment(F, x, at, ORDER, some)
                    .fma(FloatVector.broadcast(F, factor), sum)
                    .intoMemorySegment(y, to, ORDER, some);
        }
    }

    private static float dot(MemorySegment x, long at, MemorySegment y, long to, int count) {
        FloatVector sum = FloatVector.broadcast(F, 0);
        for (int left = count; left > 0; left -= L, at += BYTES, to += BYTES) {
            VectorMask<Float> some = Lanes.first(Math.min(L, left));
            FloatVector a = FloatVector.fromMemorySegment(F, x, at, ORDER, some);
            sum = a.fma(FloatVector.fromMemorySegment(F, y, to, ORDER, some), sum);
        }
        return Lanes.sum(sum);
    }
}
