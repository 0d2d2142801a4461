package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.INT;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.vector.Strided;
import io.spmtrack.engine.op.Grouped;

/** {@link Grouped.Nearest}: each row is read once, and its smallest numbers are kept in order; threads share the rows. */
public final class NearestKernel implements Kernel {
    private final Operand x;
    private final Operand y;
    private final int columns;
    private final long xStep;
    private final long yStep;
    private final Strided rows;
    // Of each thread the smallest numbers of its row so far, ascending, and where they lie.
    private final float[][] smallest;
    private final int[][] places;
    private final Share part = this::runPart;

    public NearestKernel(Grouped.Nearest op, Operand x, Operand y, int threads) {
        int last = x.layout().shape().rank() - 1;
        this.x = x;
        this.y = y;
        this.columns = x.layout().shape().size(last);
        this.xStep = x.layout().stride(last) << 2;
        this.yStep = y.layout().stride(last) << 2;
        this.rows = Strided.of(last, x.layout(), y.layout());
        this.smallest = new float[threads][op.count()];
        this.places = new int[threads][op.count()];
    }

    @Override
    public void run(Workers workers) {
        workers.run(part, rows.count() * columns);
    }

    private void runPart(int thread, int threads) {
        long end = rows.count() * (thread + 1) / threads;
        for (long i = rows.count() * thread / threads; i < end; i++) {
            long run = i / rows.inner();
            long position = i % rows.inner();
            keep((rows.at(0, run) + position * rows.step(0)) << 2, smallest[thread], places[thread]);
            long to = (rows.at(1, run) + position * rows.step(1)) << 2;
            for (int place : places[thread]) {
                y.data().set(INT, to, place);
                to += yStep;
            }
        }
    }

    private void keep(long at, float[] values, int[] where) {
        int kept = 0;
        for (int column = 0; column < columns; column++) {
            float value = x.data().get(FLOAT, at + column * xStep);
            if (kept < values.length || before(value, values[kept - 1])) {
                kept = Math.min(kept + 1, values.length);
                int to = kept - 1;
                while (to > 0 && before(value, values[to - 1])) {
                    values[to] = values[to - 1];
                    where[to] = where[to - 1];
                    to--;
                }
                values[to] = value;
                where[to] = column;
            }
        }
    }

    private static boolean before(float value, float other) {
        return value < other || Float.isNaN(other) && !Float.isNaN(value);
    }
}
