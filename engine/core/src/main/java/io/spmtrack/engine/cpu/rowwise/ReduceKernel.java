package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Lanes;
import io.spmtrack.engine.cpu.vector.Strided;
import io.spmtrack.engine.op.Reduce;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/**
 * Reduces axes to size 1. Where a kept axis is contiguous, a vector of results walks down the rows; elsewhere each result is
 * reduced piece by piece in double precision, few large ones cut into a fixed number of parts. The cut depends on shapes only.
 */
public final class ReduceKernel implements Kernel {
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(Lanes.ORDER);
    private static final int PIECE = 8192;
    private static final int PARTS = 64;

    private final Reduce op;
    private final MemorySegment x;
    private final MemorySegment y;
    private final Strided kept;
    private final Strided reduced;
    private final long base;
    private final long results;
    private final long pieces;
    private final int parts;
    private final MemorySegment work;
    private final long workAt;
    private final boolean columns;
    private final Share reduce;
    private final Share join = this::joinParts;

    private ReduceKernel(Reduce op, Operand x, Operand y, Workspace workspace) {
        int rank = x.layout().shape().rank();
        int[] reducedAxes = op.axes().stream().mapToInt(Integer::intValue).toArray();
        int[] keptAxes = IntStream.range(0, rank)
                .filter(axis -> !op.axes().contains(axis))
                .toArray();
        int[] keptFirst = join(keptAxes, reducedAxes);
        Layout from = x.layout().permute(keptFirst);
        this.op = op;
        this.x = x.data();
        this.y = y.data();
        this.kept = Strided.of(keptAxes.length, from, y.layout().permute(keptFirst));
        this.reduced = Strided.of(reducedAxes.length, x.layout().permute(join(reducedAxes, keptAxes)));
        this.base = x.layout().offset();
        this.results = kept.count();
        this.columns = kept.inner() > 1 && kept.step(0) == 1 && kept.step(1) == 1 && reduced.count() > 0;
        this.pieces = reduced.outer() * ((reduced.inner() + PIECE - 1) / PIECE);
        this.parts = results >= PARTS ? 1 : Math.clamp(pieces, 1, PARTS);
        this.work = workspace.data();
        this.workAt = workspace.offset() << 2;
        this.reduce = columns ? this::runColumns : this::runParts;
    }

    private static int[] join(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }

    public static Lowered lower(Reduce op, Operand x, Operand y) {
        return new Lowered(2L * PARTS * PARTS, workspace -> new ReduceKernel(op, x, y, workspace));
    }

    @Override
    public void run(Workers workers) {
        workers.run(reduce, results * reduced.count());
        if (!columns && parts > 1) {
            workers.run(join, results * parts);
        }
    }

    // Results with their own index: kept run and position in it.
    private long resultAt(int operand, long result) {
        return kept.at(operand, result / kept.inner()) + result % kept.inner() * kept.step(operand);
    }

    private void runParts(int thread, int threads) {
        long units = results * parts;
        long end = units * (thread + 1) / threads;
        for (long unit = units * thread / threads; unit < end; unit++) {
            long result = unit / parts;
            int part = (int) (unit % parts);
            double value = pieces(resultAt(0, result), pieces * part / parts, pieces * (part + 1) / parts);
            if (parts == 1) {
                y.set(FLOAT, resultAt(1, result) << 2, (float) value);
            } else {
                work.set(DOUBLE, workAt + unit * 8, value);
            }
        }
    }

    private double pieces(long start, long from, long end) {
        double value = Sums.start(op.kind());
        long perRun = pieces / Math.max(1, reduced.outer());
        long step = reduced.step(0);
        for (long piece = from; piece < end; piece++) {
            int first = (int) (piece % perRun) * PIECE;
            int count = Math.min(PIECE, reduced.inner() - first);
            long at = (start - base + reduced.at(0, piece / perRun) + first * step) << 2;
            value = Sums.join(
                    op.kind(),
                    value,
                    step == 1 ? Sums.run(op.kind(), x, at, count) : Sums.strided(op.kind(), x, at, step << 2, count));
        }
        return value;
    }

    private void joinParts(int thread, int threads) {
        long end = results * (thread + 1) / threads;
        for (long result = results * thread / threads; result < end; result++) {
            double value = Sums.start(op.kind());
            for (int part = 0; part < parts; part++) {
                value = Sums.join(op.kind(), value, work.get(DOUBLE, workAt + (result * parts + part) * 8));
            }
            y.set(FLOAT, resultAt(1, result) << 2, (float) value);
        }
    }

    private void runColumns(int thread, int threads) {
        int perRun = (kept.inner() + L - 1) / L;
        long units = kept.outer() * perRun;
        long end = units * (thread + 1) / threads;
        for (long unit = units * thread / threads; unit < end; unit++) {
            int column = (int) (unit % perRun) * L;
            int lanes = Math.min(L, kept.inner() - column);
            long at = (kept.at(0, unit / perRun) + column - base) << 2;
            long to = (kept.at(1, unit / perRun) + column) << 2;
            long step = reduced.step(0) << 2;
            for (long run = 0; run < reduced.outer(); run++) {
                long from = at + (reduced.at(0, run) << 2);
                Sums.columns(op.kind(), x, from, step, reduced.inner(), lanes, run > 0, y, to);
            }
        }
    }
}
