package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.BYTES;
import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Lanes.all;
import static io.spmtrack.engine.cpu.Lanes.first;
import static io.spmtrack.engine.cpu.Lanes.load;
import static io.spmtrack.engine.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Gradients of layer normalisation. Those of scale and shift are summed in a fixed number of groups of rows and then over the
 * groups in order, so they do not depend on the number of threads. Rows are contiguous.
 */
final class LayerNormBackwardKernel implements Kernel {
    private static final int GROUPS = 64;

    /** Operands: rows of x and of the gradient, the scale; results that are asked for. */
    record Operands(
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
    private final Part perRow = this::runGroups;
    private final Part combine = this::combine;

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

    static Lowered lower(Operands operands, double epsilon) {
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
        int end = Part.from(groups, thread + 1, threads);
        for (int group = Part.from(groups, thread, threads); group < end; group++) {
            if (sums) {
                clear(partial(group, 0));
                clear(partial(group, 1));
            }
            int lastRow = Part.from(rows, group + 1, groups);
            for (int row = Part.from(rows, group, groups); row < lastRow; row++) {
                row(row, group);
            }
        }
    }

    private void clear(long at) {
        for (int i = 0; i < count; i += L) {
            store(all(0), workspace.data(), at + 4L * i);
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
        FloatVector sums = all(0);
        FloatVector products = all(-0f);
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> some = first(Math.min(L, count - i));
            FloatVector h = load(g, gAt + 4L * i, some).mul(load(scale, scaleAt + 4L * i, some));
            FloatVector normal = load(x, xAt + 4L * i, some).sub(mean).mul(inverse);
            sums = sums.add(h);
            products = h.fma(normal, products);
        }
        float sum = sums.reduceLanes(VectorOperators.ADD) / count;
        float product = products.reduceLanes(VectorOperators.ADD) / count;
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> some = first(Math.min(L, count - i));
            FloatVector h = load(g, gAt + 4L * i, some).mul(load(scale, scaleAt + 4L * i, some));
            FloatVector normal = load(x, xAt + 4L * i, some).sub(mean).mul(inverse);
            store(h.sub(sum).sub(normal.mul(product)).mul(inverse), y, yAt + 4L * i, some);
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
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> some = first(Math.min(L, count - i));
            FloatVector gradient = load(g, gAt + 4L * i, some);
            FloatVector normal = load(x, xAt + 4L * i, some).sub(mean).mul(inverse);
            store(gradient.fma(normal, load(sums, scaleAt + 4L * i)), sums, scaleAt + 4L * i);
            store(gradient.add(load(sums, shiftAt + 4L * i)), sums, shiftAt + 4L * i);
        }
    }

    private void combine(int thread, int threads) {
        int chunks = (count + L - 1) / L;
        int end = Part.from(chunks, thread + 1, threads);
        for (int chunk = Part.from(chunks, thread, threads); chunk < end; chunk++) {
            VectorMask<Float> some = first(Math.min(L, count - chunk * L));
            if (operands.scaleGradient().isPresent()) {
                store(
                        total(0, chunk),
                        operands.scaleGradient().get().data(),
                        at(operands.scaleGradient().get(), chunk),
                        some);
            }
            if (operands.shiftGradient().isPresent()) {
                store(
                        total(1, chunk),
                        operands.shiftGradient().get().data(),
                        at(operands.shiftGradient().get(), chunk),
                        some);
            }
        }
    }

    private static long at(Operand operand, int chunk) {
        return (operand.layout().offset() << 2) + (long) chunk * BYTES;
    }

    private FloatVector total(int which, int chunk) {
        FloatVector total = all(0);
        for (int group = 0; group < groups; group++) {
            total = total.add(load(workspace.data(), partial(group, which) + (long) chunk * BYTES));
        }
        return total;
    }
}
