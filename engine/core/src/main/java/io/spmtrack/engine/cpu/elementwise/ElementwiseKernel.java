package io.spmtrack.engine.cpu.elementwise;

import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.spread;
import static io.spmtrack.engine.cpu.vector.Lanes.store;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.BinaryLoops;
import io.spmtrack.engine.cpu.vector.Strided;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/**
 * A function of up to three operands, element by element, for any layouts. Long runs that are contiguous or constant go
 * straight through the vector loops; everything else is gathered piece by piece into scratch first.
 */
public final class ElementwiseKernel implements Kernel {
    /** Byte offsets and steps as {@link BinaryLoops} has them; operands that an op lacks repeat the first. */
    @FunctionalInterface
    public interface Loop {
        void run(
                MemorySegment a,
                long aAt,
                int aStep,
                MemorySegment b,
                long bAt,
                int bStep,
                MemorySegment c,
                long cAt,
                int cStep,
                MemorySegment y,
                long yAt,
                int count);
    }

    private static final int PIECE = 2048;
    private static final int SHORT = 32;
    private static final int SLOTS = 4;

    private final Loop loop;
    private final Strided walk;
    private final MemorySegment[] data = new MemorySegment[SLOTS];
    private final int inputs;
    private final MemorySegment scratch;
    private final long scratchAt;
    private final boolean direct;
    private final Share part;

    private ElementwiseKernel(Loop loop, Operand out, Operand[] in, Workspace workspace) {
        this.loop = loop;
        this.inputs = in.length;
        this.walk = Strided.of(Stream.concat(Stream.of(in), Stream.of(out))
                .map(Operand::layout)
                .toArray(Layout[]::new));
        for (int i = 0; i < inputs; i++) {
            data[i] = in[i].data();
        }
        data[inputs] = out.data();
        this.scratch = workspace.data();
        this.scratchAt = workspace.offset() << 2;
        this.direct = isDirect();
        this.part = direct ? this::runDirect : this::runGathered;
    }

    public static Lowered lower(Loop loop, int threads, Operand out, Operand... in) {
        return new Lowered(
                (long) threads * SLOTS * PIECE, workspace -> new ElementwiseKernel(loop, out, in, workspace));
    }

    private boolean isDirect() {
        boolean plain = walk.step(inputs) == 1;
        for (int i = 0; i < inputs; i++) {
            plain &= walk.step(i) == 1 || (walk.step(i) == 0 && inputs > 1);
        }
        return plain && (walk.inner() >= SHORT || walk.outer() == 1);
    }

    @Override
    public void run(Workers workers) {
        workers.run(part, walk.count());
    }

    private long slot(int thread, int operand) {
        return scratchAt + ((long) thread * SLOTS + operand) * PIECE * 4;
    }

    private void runDirect(int thread, int threads) {
        int pieces = (walk.inner() + PIECE - 1) / PIECE;
        long units = walk.outer() * pieces;
        long end = units * (thread + 1) / threads;
        for (long unit = units * thread / threads; unit < end; unit++) {
            long run = unit / pieces;
            int from = (int) (unit % pieces) * PIECE;
            int second = Math.min(1, inputs - 1);
            int third = Math.min(2, inputs - 1);
            loop.run(
                    place(0),
                    start(0, run, from, thread),
                    step(0),
                    place(second),
                    start(second, run, from, thread),
                    step(second),
                    place(third),
                    start(third, run, from, thread),
                    step(third),
                    data[inputs],
                    (walk.at(inputs, run) + from) << 2,
                    Math.min(PIECE, walk.inner() - from));
        }
    }

    private MemorySegment place(int operand) {
        return walk.step(operand) == 0 ? scratch : data[operand];
    }

    private int step(int operand) {
        return walk.step(operand) == 0 ? 0 : BYTES;
    }

    // A constant run becomes one vector of copies in scratch.
    private long start(int operand, long run, int from, int thread) {
        long at = walk.at(operand, run) << 2;
        if (walk.step(operand) == 0) {
            store(spread(data[operand], at), scratch, slot(thread, operand));
            return slot(thread, operand);
        }
        return at + 4L * from;
    }

    private void runGathered(int thread, int threads) {
        long count = walk.count();
        long units = (count + PIECE - 1) / PIECE;
        long end = units * (thread + 1) / threads;
        for (long unit = units * thread / threads; unit < end; unit++) {
            long from = unit * PIECE;
            int length = (int) Math.min(PIECE, count - from);
            for (int i = 0; i < inputs; i++) {
                walk.read(i, data[i], from, length, scratch, slot(thread, i));
            }
            long result = slot(thread, SLOTS - 1);
            loop.run(
                    scratch,
                    slot(thread, 0),
                    BYTES,
                    scratch,
                    slot(thread, Math.min(1, inputs - 1)),
                    BYTES,
                    scratch,
                    slot(thread, Math.min(2, inputs - 1)),
                    BYTES,
                    scratch,
                    result,
                    length);
            walk.write(inputs, data[inputs], from, length, scratch, result);
        }
    }
}
