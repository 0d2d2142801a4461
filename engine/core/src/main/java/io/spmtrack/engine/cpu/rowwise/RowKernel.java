package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Strided;
import java.lang.foreign.MemorySegment;

/**
 * A function of whole rows (the last axis), which are contiguous or are brought through scratch; rows are split evenly over the
 * threads.
 */
public final class RowKernel implements Kernel {
    /** One row of {@code count} elements from byte {@code xAt} to byte {@code yAt}; {@code y} may be {@code x}. */
    @FunctionalInterface
    public interface Row {
        void run(MemorySegment x, long xAt, MemorySegment y, long yAt, int count);
    }

    private final Row row;
    private final Operand x;
    private final Operand y;
    private final int count;
    private final long xStep;
    private final long yStep;
    private final Strided rows;
    private final long total;
    private final Workspace workspace;
    private final Share part;

    private RowKernel(Row row, Operand x, Operand y, Workspace workspace) {
        int last = x.layout().shape().rank() - 1;
        this.row = row;
        this.x = x;
        this.y = y;
        this.count = x.layout().shape().size(last);
        this.xStep = x.layout().stride(last);
        this.yStep = y.layout().stride(last);
        this.rows = Strided.of(last, x.layout(), y.layout());
        this.total = rows.count();
        this.workspace = workspace;
        this.part = this::runPart;
    }

    public static Lowered lower(Row row, int threads, Operand x, Operand y) {
        long scratch = threads * Workspace.lines(x.layout().shape().size(-1));
        return new Lowered(scratch, workspace -> new RowKernel(row, x, y, workspace));
    }

    @Override
    public void run(Workers workers) {
        workers.run(part, total * count);
    }

    private void runPart(int thread, int threads) {
        long scratch = (workspace.offset() + thread * Workspace.lines(count)) << 2;
        long end = total * (thread + 1) / threads;
        for (long i = total * thread / threads; i < end; i++) {
            long run = i / rows.inner();
            long position = i % rows.inner();
            long from = (rows.at(0, run) + position * rows.step(0)) << 2;
            long to = (rows.at(1, run) + position * rows.step(1)) << 2;
            if (xStep == 1 && yStep == 1) {
                row.run(x.data(), from, y.data(), to, count);
            } else {
                throughScratch(from, to, scratch);
            }
        }
    }

    private void throughScratch(long from, long to, long scratch) {
        MemorySegment work = workspace.data();
        for (int i = 0; i < count; i++) {
            work.set(FLOAT, scratch + 4L * i, x.data().get(FLOAT, from + i * 4L * xStep));
        }
        row.run(work, scratch, work, scratch, count);
        for (int i = 0; i < count; i++) {
            y.data().set(FLOAT, to + i * 4L * yStep, work.get(FLOAT, scratch + 4L * i));
        }
    }
}
