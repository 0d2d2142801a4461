package io.spmtrack.engine.cpu.elementwise;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.INT;

import io.spmtrack.engine.Philox;
import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.vector.Strided;
import io.spmtrack.engine.op.Random;
import java.lang.foreign.MemorySegment;

/** Uniform numbers by counter, as {@link Random} defines them. */
public final class RandomKernel implements Kernel {
    private final Random op;
    private final MemorySegment step;
    private final long stepAt;
    private final MemorySegment out;
    private final Strided walk;
    private final int[][] words;
    private final Share part;

    public RandomKernel(Random op, Operand step, Operand out, int threads) {
        this.op = op;
        this.step = step.data();
        this.stepAt = step.layout().offset() << 2;
        this.out = out.data();
        this.walk = Strided.of(out.layout());
        this.words = new int[threads][4];
        this.part = this::runPart;
    }

    @Override
    public void run(Workers workers) {
        workers.run(part, walk.count());
    }

    private void runPart(int thread, int threads) {
        long high = ((long) op.stream() << 32) | (step.get(INT, stepAt) & 0xffff_ffffL);
        long blocks = (walk.count() + 3) / 4;
        long end = Math.min(walk.count(), 4 * (blocks * (thread + 1) / threads));
        int[] block = words[thread];
        for (long i = 4 * (blocks * thread / threads); i < end; i++) {
            int word = (int) (i & 3);
            if (word == 0) {
                Philox.block(op.seed(), i >>> 2, high, block);
            }
            long at = walk.at(0, i / walk.inner()) + i % walk.inner() * walk.step(0);
            out.set(FLOAT, at << 2, Philox.uniform(block[word]));
        }
    }
}
