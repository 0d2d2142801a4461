package io.spmtrack.engine.cpu.rowwise;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;
import static io.spmtrack.engine.cpu.vector.Lanes.INT;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.op.Grouped;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@link Grouped.Route} in one thread: little work beside what follows it. */
public final class RouteKernel implements Kernel {
    private final int chosen;
    private final Operand weights;
    private final int tokens;
    private final int experts;
    private final Optional<Operand> tokenOf;
    private final Optional<Operand> entryOf;
    private final Optional<Operand> ends;
    private final boolean[] taken;
    // Where the next row of each expert goes.
    private final int[] next;

    /** @param results token, entry and ends; an empty one is not wanted */
    public RouteKernel(Grouped.Route op, Operand weights, List<Optional<Operand>> results) {
        this.chosen = op.chosen();
        this.weights = weights;
        this.tokens = weights.layout().shape().size(0);
        this.experts = weights.layout().shape().size(1);
        this.tokenOf = results.get(0);
        this.entryOf = results.get(1);
        this.ends = results.get(2);
        this.taken = new boolean[Math.multiplyExact(tokens, experts)];
        this.next = new int[experts + 1];
    }

    @Override
    public void run(Workers workers) {
        Arrays.fill(next, 0);
        for (int token = 0; token < tokens; token++) {
            for (int expert = 0; expert < experts; expert++) {
                boolean take = better(token, expert) < chosen;
                taken[token * experts + expert] = take;
                next[expert + 1] += take ? 1 : 0;
            }
        }
        for (int expert = 0; expert < experts; expert++) {
            next[expert + 1] += next[expert];
            write(ends, expert, next[expert + 1]);
        }
        for (int entry = 0; entry < taken.length; entry++) {
            if (taken[entry]) {
                int row = next[entry % experts]++;
                write(tokenOf, row, entry / experts);
                write(entryOf, row, entry);
            }
        }
    }

    /** How many experts come before one. The order is total, not-a-number included: there are as many rows as planned. */
    private int better(int token, int expert) {
        float own = weight(token, expert);
        int count = 0;
        for (int other = 0; other < experts; other++) {
            float weight = weight(token, other);
            int order = weight == own ? 0 : Float.compare(weight, own);
            count += order > 0 || order == 0 && other < expert ? 1 : 0;
        }
        return count;
    }

    private float weight(int token, int expert) {
        long place = weights.layout().offset()
                + token * weights.layout().stride(0)
                + expert * weights.layout().stride(1);
        return weights.data().get(FLOAT, place << 2);
    }

    private static void write(Optional<Operand> result, int i, int value) {
        if (result.isPresent()) {
            Operand to = result.get();
            to.data().set(INT, to.layout().offset() + i * to.layout().stride(0) << 2, value);
        }
    }
}
