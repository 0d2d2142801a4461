package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.vector.Beginning;
import io.spmtrack.engine.cpu.vector.Lanes;
import io.spmtrack.engine.cpu.vector.Strided;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Layer normalisation of rows with unit column stride. While a row is written, the next one is summed: reading and writing
 * memory overlap, as in a copy, and every row comes from memory once. Operands are x, scale, shift and the result.
 */
public final class LayerNormKernel implements Kernel {
    // Pairs of vectors of a row that vectors take at first, the last ones.
    private static final int FIRST = 2;
    private static final Beginning SQUARES = new Beginning(8, 700);
    private static final Beginning NORMALIZE = new Beginning(8, 700);

    private final Operand x;
    private final Operand scale;
    private final Operand shift;
    private final Operand y;
    private final float epsilon;
    private final int count;
    private final Strided rows;
    private final int total;
    private final Share part = this::runPart;

    public LayerNormKernel(Operand x, Operand scale, Operand shift, Operand y, double epsilon) {
        int last = x.layout().shape().rank() - 1;
        this.x = x;
        this.scale = scale;
        this.shift = shift;
        this.y = y;
        this.epsilon = (float) epsilon;
        this.count = x.layout().shape().size(last);
        this.rows = Strided.of(last, x.layout(), y.layout());
        this.total = Math.toIntExact(rows.count());
    }

    /** Whether the columns of these operands lie side by side. */
    public static boolean takes(Operand x, Operand y) {
        return x.layout().shape().size(-1) == 1
                || x.layout().stride(-1) == 1 && y.layout().stride(-1) == 1;
    }

    @Override
    public void run(Workers workers) {
        workers.run(part, (long) total * count);
    }

    private void runPart(int thread, int threads) {
        int first = Share.from(total, thread, threads);
        int end = Share.from(total, thread + 1, threads);
        if (first == end) {
            return;
        }
        long from = at(0, first);
        float mean = PlainRows.sum(x.data(), from, count) / count;
        for (int row = first; row < end; row++) {
            float variance = squares(x.data(), from, mean) / count;
            float inverse = (float) (1 / Math.sqrt(variance + epsilon));
            long next = at(0, Math.min(row + 1, end - 1));
            mean = normalize(from, mean, inverse, at(1, row), next) / count;
            from = next;
        }
    }

    private long at(int operand, int row) {
        return (rows.at(operand, row / rows.inner()) + row % rows.inner() * rows.step(operand)) << 2;
    }

    private float squares(MemorySegment data, long from, float mean) {
        if (!SQUARES.on()) {
            return Rows.squares(data, from, count, mean);
        }
        if (!SQUARES.plain()) {
            int front = front();
            long begun = System.nanoTime();
            Rows.squares(data, from + 4L * front, count - front, mean);
            SQUARES.took(System.nanoTime() - begun);
        }
        return PlainRows.squares(data, from, count, mean);
    }

    private float normalize(long from, float mean, float inverse, long to, long next) {
        if (NORMALIZE.on()) {
            return begin(NORMALIZE.plain() ? count : front(), from, mean, inverse, to, next);
        }
        return normalize(
                x.data(),
                from,
                mean,
                inverse,
                scale.data(),
                scale.layout().offset() << 2,
                shift.data(),
                shift.layout().offset() << 2,
                y.data(),
                to,
                next,
                count);
    }

    // Vectors take the columns from front on.
    float begin(int front, long from, float mean, float inverse, long to, long next) {
        long factors = scale.layout().offset() << 2;
        long summands = shift.layout().offset() << 2;
        float sum = PlainRows.sum(x.data(), next, count);
        PlainRows.normalize(
                x.data(),
                from,
                mean,
                inverse,
                scale.data(),
                factors,
                shift.data(),
                summands,
                y.data(),
                to,
                front,
                NORMALIZE.one());
        if (front < count) {
            long done = 4L * front;
            long begun = System.nanoTime();
            normalize(
                    x.data(),
                    from + done,
                    mean,
                    inverse,
                    scale.data(),
                    factors + done,
                    shift.data(),
                    summands + done,
                    y.data(),
                    to + done,
                    next + done,
                    count - front);
            NORMALIZE.took(System.nanoTime() - begun);
        }
        return sum;
    }

    // Columns before those that vectors take at first.
    int front() {
        return Math.max(0, (count / (2 * L) - FIRST) * 2 * L);
    }

    /** {@code y = (x - mean) · inverse · scale + shift} of a row; returns the sum of another one, which may be the row itself. */
    static float normalize(
            MemorySegment x,
            long xAt,
            float mean,
            float inverse,
            MemorySegment scale,
            long scaleAt,
            MemorySegment shift,
            long shiftAt,
            MemorySegment y,
            long yAt,
            long next,
            int count) {
        FloatVector even = FloatVector.broadcast(F, 0);
        FloatVector odd = FloatVector.broadcast(F, -0f);
        int i = 0;
        for (; i + 2 * L <= count; i += 2 * L) {
            long at = 4L * i;
            long second = 4L * (i + L);
            even = even.add(FloatVector.fromMemorySegment(F, x, next + at, ORDER));
            odd = odd.add(FloatVector.fromMemorySegment(F, x, next + second, ORDER));
            FloatVector.fromMemorySegment(F, x, xAt + at, ORDER)
                    .sub(mean)
                    .mul(inverse)
                    .fma(
                            FloatVector.fromMemorySegment(F, scale, scaleAt + at, ORDER),
                            FloatVector.fromMemorySegment(F, shift, shiftAt + at, ORDER))
                    .intoMemorySegment(y, yAt + at, ORDER);
            FloatVector.fromMemorySegment(F, x, xAt + second, ORDER)
                    .sub(mean)
                    .mul(inverse)
                    .fma(
                            FloatVector.fromMemorySegment(F, scale, scaleAt + second, ORDER),
                            FloatVector.fromMemorySegment(F, shift, shiftAt + second, ORDER))
                    .intoMemorySegment(y, yAt + second, ORDER);
        }
        float sum = Lanes.sum(even.add(odd));
        for (; i < count; i++) {
            sum += x.get(FLOAT, next + 4L * i);
            float normal = (x.get(FLOAT, xAt + 4L * i) - mean) * inverse;
            float result = Math.fma(normal, scale.get(FLOAT, scaleAt + 4L * i), shift.get(FLOAT, shiftAt + 4L * i));
            y.set(FLOAT, yAt + 4L * i, result);
        }
        return sum;
    }
}
