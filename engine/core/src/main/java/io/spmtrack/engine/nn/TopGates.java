package io.spmtrack.engine.nn;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.BinaryKind;
import java.util.ArrayList;
import java.util.List;

/** Gates of experts of which only the k largest count; of equal ones the lower index does (docs/spec/variants.md §4). */
public final class TopGates {
    private TopGates() {}

    /**
     * Softmax of logits, then 0 for all but the largest.
     *
     * @param logits {@code [.., E]}
     * @param topk how many count; 0 for all
     * @param renormalized whether those that count are divided by their sum
     * @return {@code [.., E]}
     */
    public static Tensor of(Tensor logits, int topk, boolean renormalized) {
        Tensor gates = logits.softmax();
        if (topk == 0 || topk >= logits.shape().size(-1)) {
            return gates;
        }
        Tensor kept = gates.mul(chosen(gates, topk));
        return renormalized ? kept.div(kept.sum(-1)) : kept;
    }

    /** 1 for the k largest, 0 for the others; constant for the gradient. */
    private static Tensor chosen(Tensor gates, int topk) {
        Tape tape = gates.tape();
        int experts = gates.shape().size(-1);
        int tokens = Math.toIntExact(gates.shape().count() / experts);
        Shape pairs = Shape.of(tokens, experts, experts);
        Tensor flat = gates.detach().reshape(tokens, experts);
        Tensor one = flat.reshape(tokens, experts, 1).expand(pairs);
        Tensor other = flat.reshape(tokens, 1, experts).expand(pairs);
        // Beats: larger, or equal and of a lower index.
        Tensor lower =
                tape.constant(Shape.of(1, experts, experts), lower(experts)).expand(pairs);
        Tensor beaten = lower.select(
                other.binary(BinaryKind.GREATER_EQUAL, one), other.binary(BinaryKind.GREATER, one)); // [tokens, E, E]
        Tensor better = beaten.sum(2).reshape(gates.shape());
        return tape.constant(topk).expand(gates.shape()).binary(BinaryKind.GREATER, better);
    }

    /** 1 where the column's index is lower than the row's. */
    private static List<Double> lower(int experts) {
        List<Double> values = new ArrayList<>();
        for (int row = 0; row < experts; row++) {
            for (int column = 0; column < experts; column++) {
                values.add(column < row ? 1.0 : 0.0);
            }
        }
        return values;
    }
}
