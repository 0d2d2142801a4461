package io.spmtrack.engine.cpu.elementwise;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.INT;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.vector.Strided;
import java.lang.foreign.MemorySegment;

/** Copies a tensor into another layout, maybe into another element type (towards zero for integers). */
public final class CopyKernel implements Kernel {
    /** What happens to the elements on the way. */
    public enum Conversion {
        NONE,
        TO_INTEGER,
        TO_FLOAT
    }

    private static final int PIECE = 4096;

    private final Conversion conversion;
    private final MemorySegment from;
    private final MemorySegment to;
    private final Strided walk;
    private final long fromStep;
    private final long toStep;
    private final Share part;

    public CopyKernel(Conversion conversion, Operand from, Operand to) {
        this.conversion = conversion;
        this.from = from.data();
        this.to = to.data();
        this.walk = Strided.of(from.layout(), to.layout());
        this.fromStep = walk.step(0) << 2;
        this.toStep = walk.step(1) << 2;
        this.part = this::runPart;
    }

    @Override
    public void run(Workers workers) {
        workers.run(part, walk.count());
    }

    private void runPart(int thread, int threads) {
        int pieces = (walk.inner() + PIECE - 1) / PIECE;
        long units = walk.outer() * pieces;
        long end = units * (thread + 1) / threads;
        for (long unit = units * thread / threads; unit < end; unit++) {
            long run = unit / pieces;
            int start = (int) (unit % pieces) * PIECE;
            long at = (walk.at(0, run) << 2) + start * fromStep;
            long toAt = (walk.at(1, run) << 2) + start * toStep;
            copy(at, toAt, Math.min(PIECE, walk.inner() - start));
        }
    }

    private void copy(long at, long toAt, int count) {
        switch (conversion) {
            case NONE -> {
                if (fromStep == 4 && toStep == 4) {
                    MemorySegment.copy(from, at, to, toAt, 4L * count);
                } else {
                    move(at, toAt, count);
                }
            }
            case TO_INTEGER -> {
                for (int i = 0; i < count; i++) {
                    to.set(INT, toAt + i * toStep, (int) from.get(FLOAT, at + i * fromStep));
                }
            }
            case TO_FLOAT -> {
                for (int i = 0; i < count; i++) {
                    to.set(FLOAT, toAt + i * toStep, from.get(INT, at + i * fromStep));
                }
            }
        }
    }

    private void move(long at, long toAt, int count) {
        for (int i = 0; i < count; i++) {
            to.set(INT, toAt + i * toStep, from.get(INT, at + i * fromStep));
        }
    }
}
