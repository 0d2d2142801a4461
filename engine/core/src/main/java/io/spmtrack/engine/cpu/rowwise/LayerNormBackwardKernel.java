package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;
import static io.spmtrack.engine.cpu.vector.Lanes.first;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Lanes;
import io.spmtrack.engine.cpu.vector.Offsets;
import io.spmtrack.engine.cpu.vector.Strided;
import io.spmtrack.engine.op.Reduction;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Gradients of layer normalisation. Those of scale and shift are summed in a fixed number of groups of rows and then over the
 * groups in order, so they do not depend on the number of threads. Rows are contiguous.
 */
public final class LayerNormBackwardKernel implements Kernel {
    private static final int GROUPS = 64;

    /** Operands: rows of x and of the gradient, the scale; results that are asked for. */
    public record Operands(
            Operand x,
            Operand scale,
            Operand gradient,
            Optional<Operand> input,
            Optional<Operand> scaleGradient,
            Optional<Operand> shiftGradient) {}

    private final Operands operands;
    private final float epsilon;
    private final int count;
    private final int rows;
    private final int groups;
    private final Offsets xRows;
    private final Offsets gradientRows;
    private final Optional<Offsets> inputRows;
    private final Workspace workspace;
    private final boolean sums;
    private final Share perRow = this::runGroups;
    private final Share combine = this::combine;

    private LayerNormBackwardKernel(Operands operands, double epsilon, Workspace workspace) {
        this.operands = operands;
        this.epsilon = (float) epsilon;
        this.count = operands.x().layout().shape().size(-1);
        this.xRows = rows(operands.x());
        this.gradientRows = rows(operands.gradient());
        this.inputRows = operands.input().map(LayerNormBackwardKernel::rows);
        this.rows = xRows.count();
        this.groups = Math.min(GROUPS, rows);
        this.workspace = workspace;
        this.sums =
                operands.scaleGradient().isPresent() || operands.shiftGradient().isPresent();
    }

    public static Lowered lower(Operands operands, double epsilon) {
        long width = Workspace.lines(operands.x().layout().shape().size(-1));
        return new Lowered(2L * GROUPS * width, workspace -> new LayerNormBackwardKernel(operands, epsilon, workspace));
    }

    /** Where each row begins; the last axis must be contiguous. */
    static Offsets rows(Operand operand) {
        int last = operand.layout().shape().rank() - 1;
        if (operand.layout().stride(last) != 1 && operand.layout().shape().size(last) > 1) {
            throw new IllegalArgumentException("rows have gaps: " + operand.layout());
        }
        return Strided.of(last, operand.layout()).starts(0);
    }

    @Override
    public void run(Workers workers) {
        workers.run(perRow);
        if (sums) {
            workers.run(combine);
        }
    }

    private long partial(int group, int which) {
        return (workspace.offset() + (2L * group + which) * Workspace.lines(count)) << 2;
    }

    private void runGroups(int thread, int threads) {
        int end = Share.from(groups, thread + 1, threads);
        for (int group = Share.from(groups, thread, threads); group < end; group++) {
            if (sums) {
                clear(partial(group, 0));
                clear(partial(group, 1));
            }
            int lastRow = Share.from(rows, group + 1, groups);
            for (int row = Share.from(rows, group, groups); row < lastRow; row++) {
                row(row, group);
            }
        }
    }

    private void clear(long at) {
        for (int i = 0; i < count; i += L) {
            FloatVector.broadcast(F, 0).intoMemorySegment(workspace.data(), at + 4L * i, ORDER);
        }
    }

    private void row(int row, int group) {
        MemorySegment x = operands.x().data();
        MemorySegment g = operands.gradient().data();
        long xAt = xRows.at(row) << 2;
        long gAt = gradientRows.at(row) << 2;
        float mean = Rows.sum(x, xAt, count) / count;
        float inverse = Rows.inverseDeviation(x, xAt, count, mean, epsilon);
        if (inputRows.isPresent()) {
            inputGradient(
                    x,
                    xAt,
                    g,
                    gAt,
                    operands.scale().data(),
                    operands.scale().layout().offset() << 2,
                    operands.input().orElseThrow().data(),
                    inputRows.get().at(row) << 2,
                    count,
                    mean,
                    inverse);
        }
        if (sums) {
            addTerms(x, xAt, g, gAt, workspace.data(), partial(group, 0), partial(group, 1), count, mean, inverse);
        }
    }

    /** {@code dx = (h - mean(h) - n · mean(h · n)) · inverse} with {@code h = g · scale} and {@code n = (x - mean) · inverse}. */
    private static void inputGradient(
            MemorySegment x,
            long xAt,
            MemorySegment g,
            long gAt,
            MemorySegment scale,
            long scaleAt,
            MemorySegment y,
            long yAt,
            int count,
            float mean,
            float inverse) {
        int whole = Lanes.whole(count);
        FloatVector sums = FloatVector.broadcast(F, 0);
        FloatVector products = FloatVector.broadcast(F, -0f);
        for (int i = 0; i < whole; i += L) {
            FloatVector h = FloatVector.fromMemorySegment(F, g, gAt + 4L * i, ORDER)
                    .mul(FloatVector.fromMemorySegment(F, scale, scaleAt + 4L * i, ORDER));
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER)
                    .sub(mean)
                    .mul(inverse);
            sums = sums.add(h);
            products = h.fma(normal, products);
        }
        VectorMask<Float> rest = first(count - whole);
        if (whole < count) {
            FloatVector h = FloatVector.fromMemorySegment(F, g, gAt + 4L * whole, ORDER, rest)
                    .mul(FloatVector.fromMemorySegment(F, scale, scaleAt + 4L * whole, ORDER, rest));
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt + 4L * whole, ORDER, rest)
                    .sub(mean)
                    .mul(inverse);
            sums = sums.add(h);
            products = h.fma(normal, products);
        }
        float sum = Lanes.sum(sums) / count;
        float product = Lanes.sum(products) / count;
        for (int i = 0; i < whole; i += L) {
            FloatVector h = FloatVector.fromMemorySegment(F, g, gAt + 4L * i, ORDER)
                    .mul(FloatVector.fromMemorySegment(F, scale, scaleAt + 4L * i, ORDER));
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER)
                    .sub(mean)
                    .mul(inverse);
            h.sub(sum).sub(normal.mul(product)).mul(inverse).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            FloatVector h = FloatVector.fromMemorySegment(F, g, gAt + 4L * whole, ORDER, rest)
                    .mul(FloatVector.fromMemorySegment(F, scale, scaleAt + 4L * whole, ORDER, rest));
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt + 4L * whole, ORDER, rest)
                    .sub(mean)
                    .mul(inverse);
            h.sub(sum).sub(normal.mul(product)).mul(inverse).intoMemorySegment(y, yAt + 4L * whole, ORDER, rest);
        }
    }

    // scale += g · n, shift += g; the partial sums are padded to whole vectors.
    private static void addTerms(
            MemorySegment x,
            long xAt,
            MemorySegment g,
            long gAt,
            MemorySegment sums,
            long scaleAt,
            long shiftAt,
            int count,
            float mean,
            float inverse) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector gradient = FloatVector.fromMemorySegment(F, g, gAt + 4L * i, ORDER);
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER)
                    .sub(mean)
                    .mul(inverse);
            gradient.fma(normal, FloatVector.fromMemorySegment(F, sums, scaleAt + 4L * i, ORDER))
                    .intoMemorySegment(sums, scaleAt + 4L * i, ORDER);
            gradient.add(FloatVector.fromMemorySegment(F, sums, shiftAt + 4L * i, ORDER))
                    .intoMemorySegment(sums, shiftAt + 4L * i, ORDER);
        }
        if (whole < count) {
            VectorMask<Float> rest = first(count - whole);
            FloatVector gradient = FloatVector.fromMemorySegment(F, g, gAt + 4L * whole, ORDER, rest);
            FloatVector normal = FloatVector.fromMemorySegment(F, x, xAt + 4L * whole, ORDER, rest)
                    .sub(mean)
                    .mul(inverse);
            gradient.fma(normal, FloatVector.fromMemorySegment(F, sums, scaleAt + 4L * whole, ORDER))
                    .intoMemorySegment(sums, scaleAt + 4L * whole, ORDER);
            gradient.add(FloatVector.fromMemorySegment(F, sums, shiftAt + 4L * whole, ORDER))
                    .intoMemorySegment(sums, shiftAt + 4L * whole, ORDER);
        }
    }

    private void combine(int thread, int threads) {
        int chunks = (count + L - 1) / L;
        int end = Share.from(chunks, thread + 1, threads);
        for (int chunk = Share.from(chunks, thread, threads); chunk < end; chunk++) {
            for (int which = 0; which < 2; which++) {
                Optional<Operand> target = which == 0 ? operands.scaleGradient() : operands.shiftGradient();
                if (target.isPresent()) {
                    long to = (target.get().layout().offset() << 2) + (long) chunk * BYTES;
                    long step = 2L * Workspace.lines(count) << 2;
                    Sums.columns(
                            Reduction.SUM,
                            workspace.data(),
                            partial(0, which) + (long) chunk * BYTES,
                            step,
                            groups,
                            Math.min(L, count - chunk * L),
                            false,
                            target.get().data(),
                            to);
                }
            }
        }
    }
}
