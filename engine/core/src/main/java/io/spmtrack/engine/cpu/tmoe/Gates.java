package io.spmtrack.engine.cpu.tmoe;

import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.load;
import static io.spmtrack.engine.cpu.vector.Lanes.store;

import io.spmtrack.engine.cpu.product.Matrix;
import io.spmtrack.engine.cpu.product.Tile;
import io.spmtrack.engine.cpu.vector.Lanes;
import io.spmtrack.engine.cpu.vector.VectorMath;
import io.spmtrack.engine.op.Tmoe;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The middle of a TMoE layer for a panel of tokens, one token a lane. The rows of {@code mixed} are the compressed tokens and
 * after them the router's logits; those of {@code gated} the compressed tokens times gate and scale, expert after expert, then
 * the ungated shared one. All panels are {@code [rows][COLUMNS]}, places in bytes.
 */
final class Gates {
    /** Bytes from one row of a panel to the next. */
    static final long ROW = 4L * Tile.COLUMNS;

    private final int experts;
    private final boolean shared;
    private final boolean routed;
    private final int rank;
    private final float scale;

    Gates(Tmoe op, int rank) {
        this.experts = op.experts();
        this.shared = op.shared();
        this.routed = op.routeCompression();
        this.rank = rank;
        this.scale = (float) op.scale();
    }

    /** Rows of mixed. */
    int mixed() {
        return (routed ? experts : 1) * rank + experts;
    }

    /** Rows of gated. */
    int gated() {
        return (experts + (shared ? 1 : 0)) * rank;
    }

    private long logits() {
        return (mixed() - experts) * ROW;
    }

    // Where an expert's rank rows begin.
    private long part(int expert) {
        return (long) expert * rank * ROW;
    }

    private long compressed(int expert) {
        return routed ? part(expert) : 0;
    }

    int experts() {
        return experts;
    }

    /** {@code mixed → gated}; {@code gates} has room for a row per expert, which receives the gate. */
    void forward(MemorySegment data, long mixed, long gated, long gates) {
        softmax(data, mixed + logits(), gates, experts);
        gated(data, mixed, gated, gates);
    }

    /** {@code mixed → gated} with gates that are there already. */
    void gated(MemorySegment data, long mixed, long gated, long gates) {
        for (int expert = 0; expert < experts; expert++) {
            long from = mixed + compressed(expert);
            multiply(data, from, gates + expert * ROW, scale, gated + part(expert), rank);
        }
        if (shared) {
            multiply(data, mixed, scale, gated + part(experts), rank);
        }
    }

    /**
     * {@code mixed} and the gradient of gated {@code → change}, the gradient of mixed; {@code gates} has room for two rows per
     * expert, the first of which receives the gate.
     */
    void backward(MemorySegment data, long mixed, long gradient, long change, long gates) {
        softmax(data, mixed + logits(), gates, experts);
        long products = gates + experts * ROW;
        for (int expert = 0; expert < experts; expert++) {
            long own = gradient + part(expert);
            dot(data, mixed + compressed(expert), own, products + expert * ROW, rank, scale);
            if (routed || expert == 0) {
                multiply(data, own, gates + expert * ROW, scale, change + compressed(expert), rank);
            } else {
                addProduct(data, own, gates + expert * ROW, scale, change, rank);
            }
        }
        if (shared) {
            addProduct(data, gradient + part(experts), scale, change, rank);
        }
        softmaxGradient(data, gates, products, change + logits(), experts);
    }

    private static void softmax(MemorySegment data, long logits, long gates, int experts) {
        for (long lane = 0; lane < ROW; lane += BYTES) {
            FloatVector largest = load(data, logits + lane);
            for (int expert = 1; expert < experts; expert++) {
                FloatVector logit = load(data, logits + expert * ROW + lane);
                largest = largest.blend(logit, logit.compare(VectorOperators.GT, largest));
            }
            FloatVector sum = Lanes.all(0);
            for (int expert = 0; expert < experts; expert++) {
                FloatVector power = VectorMath.expNegative(
                        load(data, logits + expert * ROW + lane).sub(largest));
                store(power, data, gates + expert * ROW + lane);
                sum = sum.add(power);
            }
            for (int expert = 0; expert < experts; expert++) {
                store(load(data, gates + expert * ROW + lane).div(sum), data, gates + expert * ROW + lane);
            }
        }
    }

    private static void softmaxGradient(MemorySegment data, long gates, long products, long to, int experts) {
        for (long lane = 0; lane < ROW; lane += BYTES) {
            FloatVector mean = Lanes.all(0);
            for (int expert = 0; expert < experts; expert++) {
                FloatVector gate = load(data, gates + expert * ROW + lane);
                mean = gate.fma(load(data, products + expert * ROW + lane), mean);
            }
            for (int expert = 0; expert < experts; expert++) {
                FloatVector gate = load(data, gates + expert * ROW + lane);
                FloatVector product = load(data, products + expert * ROW + lane);
                store(gate.mul(product.sub(mean)), data, to + expert * ROW + lane);
            }
        }
    }

    private static void multiply(MemorySegment data, long from, long gate, float scale, long to, int rows) {
        for (long lane = 0; lane < ROW; lane += BYTES) {
            FloatVector factor = load(data, gate + lane).mul(scale);
            for (int row = 0; row < rows; row++) {
                store(load(data, from + row * ROW + lane).mul(factor), data, to + row * ROW + lane);
            }
        }
    }

    private static void multiply(MemorySegment data, long from, float scale, long to, int rows) {
        FloatVector factor = Lanes.all(scale);
        for (long at = 0; at < rows * ROW; at += BYTES) {
            store(load(data, from + at).mul(factor), data, to + at);
        }
    }

    private static void addProduct(MemorySegment data, long from, long gate, float scale, long to, int rows) {
        for (long lane = 0; lane < ROW; lane += BYTES) {
            FloatVector factor = load(data, gate + lane).mul(scale);
            for (int row = 0; row < rows; row++) {
                FloatVector sum = load(data, to + row * ROW + lane);
                store(load(data, from + row * ROW + lane).fma(factor, sum), data, to + row * ROW + lane);
            }
        }
    }

    private static void addProduct(MemorySegment data, long from, float scale, long to, int rows) {
        FloatVector factor = Lanes.all(scale);
        for (long at = 0; at < rows * ROW; at += BYTES) {
            store(load(data, from + at).fma(factor, load(data, to + at)), data, to + at);
        }
    }

    private static void dot(MemorySegment data, long left, long right, long to, int rows, float scale) {
        for (long lane = 0; lane < ROW; lane += BYTES) {
            FloatVector sum = Lanes.all(0);
            for (int row = 0; row < rows; row++) {
                sum = load(data, left + row * ROW + lane).fma(load(data, right + row * ROW + lane), sum);
            }
            store(sum.mul(scale), data, to + lane);
        }
    }

    /** Writes {@code count} lanes of each row of a panel into a row of a matrix, from column {@code token} on. */
    static void save(MemorySegment data, long panel, int rows, Matrix to, int token, int count) {
        for (int row = 0; row < rows; row++) {
            long at = to.at(0, row, token);
            for (int lane = 0; lane < count; lane += Lanes.L) {
                VectorMask<Float> some = Lanes.first(Math.min(Lanes.L, count - lane));
                store(load(data, panel + row * ROW + lane * 4L), to.data(), at + lane * 4L, some);
            }
        }
    }
}
