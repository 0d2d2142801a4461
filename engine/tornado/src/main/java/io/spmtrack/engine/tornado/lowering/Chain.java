package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Slot;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.Unary;
import io.spmtrack.engine.op.UnaryKind;
import java.util.Optional;

/**
 * The steps right after a product that its kernel can do at the end: an activation, a factor for each channel (LayerScale), the
 * sum with a residual, each of which may be absent. What lies between them is needed by nobody else.
 *
 * @param steps how many follow
 * @param activation of the product
 * @param before where the values before the activation go, if something else reads them
 * @param factor by channel, after the activation
 * @param residual to add to that
 * @param result of the last of them
 */
record Chain(
        int steps,
        Activation activation,
        Optional<Ref> before,
        Optional<Ref> factor,
        Optional<Ref> residual,
        Ref result) {

    static Chain none(Ref result) {
        return new Chain(0, Activation.NONE, Optional.empty(), Optional.empty(), Optional.empty(), result);
    }

    /**
     * The longest chain.
     *
     * @param readers how many steps read each slot
     * @param index of the product in the plan
     * @param product what it gives
     * @param sumOnly whether only a residual may follow
     */
    static Chain after(Plan plan, int[] readers, int index, Ref product, boolean sumOnly) {
        Chain chain = none(product);
        while (index + chain.steps + 1 < plan.steps().size() && plan.slot(chain.result) instanceof Slot.Work) {
            Optional<Chain> longer = chain.with(plan, readers, plan.steps().get(index + chain.steps + 1), sumOnly);
            if (longer.isEmpty()) {
                break;
            }
            chain = longer.get();
        }
        return chain;
    }

    private Optional<Chain> with(Plan plan, int[] readers, Step next, boolean sumOnly) {
        if (residual.isPresent() || next.out().getFirst().isUnused()) {
            return Optional.empty();
        }
        boolean alone = readers[result.slot()] == 1;
        if (next.op() instanceof Unary op && !sumOnly && steps == 0) {
            return activated(op.kind(), next, alone ? Optional.empty() : Optional.of(result));
        }
        return alone && next.op() instanceof Binary op ? combined(plan, op.kind(), next, sumOnly) : Optional.empty();
    }

    private Optional<Chain> combined(Plan plan, BinaryKind kind, Step next, boolean sumOnly) {
        Ref out = next.out().getFirst();
        Optional<Ref> other = other(next);
        if (kind == BinaryKind.MUL && !sumOnly && factor.isEmpty()) {
            return other.filter(ref -> plan.slot(ref) instanceof Slot.Parameters && isVector(ref.layout()))
                    .map(ref -> new Chain(steps + 1, activation, before, Optional.of(ref), residual, out));
        }
        if (kind == BinaryKind.ADD) {
            return other.filter(ref -> plan.slot(ref) instanceof Slot.Work || plan.slot(ref) instanceof Slot.Io)
                    .map(ref -> new Chain(steps + 1, activation, before, factor, Optional.of(ref), out));
        }
        return Optional.empty();
    }

    private Optional<Chain> activated(UnaryKind kind, Step next, Optional<Ref> kept) {
        Optional<Activation> found = switch (kind) {
            case RELU -> Optional.of(Activation.RELU);
            case GELU -> Optional.of(Activation.GELU);
            case SILU -> Optional.of(Activation.SILU);
            case NEGATE,
                    EXP,
                    LOG,
                    LOG1P,
                    SQRT,
                    RECIPROCAL,
                    ABS,
                    SIGN,
                    SIGMOID,
                    TANH,
                    ERF,
                    GELU_SLOPE,
                    SILU_SLOPE,
                    FINITE -> Optional.empty();
        };
        boolean same = next.in().getFirst().equals(result);
        return found.filter(any -> same)
                .map(each ->
                        new Chain(1, each, kept, factor, residual, next.out().getFirst()));
    }

    /** The other operand of a step of two, if one is this chain's result. */
    private Optional<Ref> other(Step next) {
        Ref first = next.in().get(0);
        Ref second = next.in().get(1);
        boolean left = first.equals(result);
        boolean right = second.equals(result);
        return left == right ? Optional.empty() : Optional.of(left ? second : first);
    }

    /** Whether all rows are one and the same. */
    private static boolean isVector(Layout layout) {
        for (int axis = 0; axis < layout.shape().rank() - 1; axis++) {
            if (layout.stride(axis) != 0 && layout.shape().size(axis) > 1) {
                return false;
            }
        }
        return layout.shape().rank() > 0;
    }

    /** How many steps read each slot. */
    static int[] readers(Plan plan) {
        int[] readers = new int[plan.slots().size()];
        plan.steps()
                .forEach(step -> step.in().stream().map(Ref::slot).distinct().forEach(slot -> readers[slot]++));
        return readers;
    }
}
