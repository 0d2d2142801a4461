package io.spmtrack.engine.cpu.elementwise;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.INT;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.vector.Offsets;
import io.spmtrack.engine.cpu.vector.Strided;
import java.lang.foreign.MemorySegment;

/**
 * Rows of a table by index: gathered, or added to a table of zeros in the order of the indices. Threads share the elements of a
 * row, so the order of additions does not depend on them.
 */
public final class IndexedKernel implements Kernel {
    private final boolean scatter;
    private final MemorySegment table;
    private final MemorySegment rows;
    private final MemorySegment indices;
    /** One row: operand 0 in the table, operand 1 among the rows, both from element 0. */
    private final Strided row;

    private final Offsets tableStarts;
    private final Offsets rowStarts;
    private final Offsets positions;
    private final Share part = this::runPart;

    private IndexedKernel(boolean scatter, Operand table, Operand indices, Operand rows) {
        int axes = indices.layout().shape().rank();
        this.scatter = scatter;
        this.table = table.data();
        this.rows = rows.data();
        this.indices = indices.data();
        this.row =
                Strided.of(table.layout().shape().rank() - 1, oneRow(table.layout(), 1), oneRow(rows.layout(), axes));
        this.tableStarts = Strided.of(1, table.layout()).starts(0);
        this.rowStarts = Strided.of(axes, rows.layout()).starts(0);
        this.positions = Strided.of(indices.layout()).starts(0);
    }

    public static IndexedKernel gather(Operand table, Operand indices, Operand rows) {
        return new IndexedKernel(false, table, indices, rows);
    }

    public static IndexedKernel scatterAdd(Operand rows, Operand indices, Operand table) {
        return new IndexedKernel(true, table, indices, rows);
    }

    private static Layout oneRow(Layout layout, int axes) {
        int rank = layout.shape().rank();
        long[] strides = new long[rank - axes];
        for (int i = axes; i < rank; i++) {
            strides[i - axes] = layout.stride(i);
        }
        return Layout.of(layout.shape().axes(axes, rank), strides, 0);
    }

    @Override
    public void run(Workers workers) {
        workers.run(part);
    }

    private int index(int i) {
        int index = indices.get(INT, positions.at(i) << 2);
        if (index < 0 || index >= tableStarts.count()) {
            throw new IllegalArgumentException("index " + index + " at position " + i + " is outside the "
                    + tableStarts.count() + " rows of the table");
        }
        return index;
    }

    private void runPart(int thread, int threads) {
        int runs = Math.toIntExact(row.outer());
        boolean byRun = runs >= threads;
        int firstRun = byRun ? Share.from(runs, thread, threads) : 0;
        int endRun = byRun ? Share.from(runs, thread + 1, threads) : runs;
        int from = byRun ? 0 : Share.from(row.inner(), thread, threads);
        int end = byRun ? row.inner() : Share.from(row.inner(), thread + 1, threads);
        for (int run = firstRun; run < endRun; run++) {
            long inTable = row.at(0, run) + from * row.step(0);
            long inRows = row.at(1, run) + from * row.step(1);
            for (int i = 0; scatter && i < tableStarts.count(); i++) {
                clear((tableStarts.at(i) + inTable) << 2, end - from);
            }
            for (int i = 0; i < positions.count(); i++) {
                move((tableStarts.at(index(i)) + inTable) << 2, (rowStarts.at(i) + inRows) << 2, end - from);
            }
        }
    }

    private void clear(long at, int count) {
        long step = row.step(0) << 2;
        for (int i = 0; i < count; i++) {
            table.set(FLOAT, at + i * step, 0);
        }
    }

    private void move(long tableAt, long rowAt, int count) {
        long tableStep = row.step(0) << 2;
        long rowStep = row.step(1) << 2;
        if (scatter) {
            for (int i = 0; i < count; i++) {
                float sum = table.get(FLOAT, tableAt + i * tableStep) + rows.get(FLOAT, rowAt + i * rowStep);
                table.set(FLOAT, tableAt + i * tableStep, sum);
            }
        } else if (tableStep == 4 && rowStep == 4) {
            MemorySegment.copy(table, tableAt, rows, rowAt, 4L * count);
        } else {
            for (int i = 0; i < count; i++) {
                rows.set(FLOAT, rowAt + i * rowStep, table.get(FLOAT, tableAt + i * tableStep));
            }
        }
    }
}
