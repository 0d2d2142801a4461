package io.spmtrack.engine;

import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.Cast;
import io.spmtrack.engine.op.Gather;
import io.spmtrack.engine.op.Grouped;
import io.spmtrack.engine.op.LayerNorm;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.MatMul;
import io.spmtrack.engine.op.Random;
import io.spmtrack.engine.op.Reduce;
import io.spmtrack.engine.op.ScatterAdd;
import io.spmtrack.engine.op.Select;
import io.spmtrack.engine.op.Softmax;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import io.spmtrack.engine.op.Unary;
import java.util.List;
import java.util.stream.Stream;

/**
 * The least work of a step, to divide by its time.
 *
 * @param operations multiplications and additions of its matrix products; 0 where it has none. What a kernel recomputes does
 *     not count, nor does a gradient that nobody reads
 * @param bytes of all operands and results, each once
 */
public record StepCost(double operations, double bytes) {

    public static StepCost of(Step step) {
        double elements = Stream.concat(step.in().stream(), step.out().stream())
                .filter(ref -> !ref.isUnused())
                .mapToDouble(StepCost::elements)
                .sum();
        return new StepCost(2 * products(step), DType.BYTES * elements);
    }

    /** Elements that lie in memory; an axis of stride 0 repeats them. */
    private static double elements(Ref ref) {
        double count = 1;
        for (int axis = 0; axis < ref.shape().rank(); axis++) {
            count *= ref.layout().stride(axis) == 0 ? 1 : ref.shape().size(axis);
        }
        return count;
    }

    private static double products(Step step) {
        return switch (step.op()) {
            case MatMul op -> (double) count(step, 0) * step.in().get(1).shape().size(-1);
            case Linear op -> (double) count(step, 0) * step.in().get(1).shape().size(0);
            case Tmoe op ->
                rows(step) * matrices(step.in()).mapToDouble(StepCost::count).sum();
            case TmoeBackward op -> rows(step) * gradients(step);
            case Grouped.Layer op ->
                (double) count(step, 0) * step.in().get(2).shape().size(0);
            case Grouped.Gradient op ->
                (double) count(step, 0) * step.in().get(1).shape().size(1);
            case Grouped.Route op -> 0;
            case Grouped.Nearest op -> 0;
            case Attention op -> 2.0 * count(step, 0) * step.in().get(1).shape().size(1);
            case AttentionBackward op ->
                4.0 * count(step, 0) * step.in().get(1).shape().size(1);
            case Unary op -> 0;
            case Binary op -> 0;
            case Select op -> 0;
            case Reduce op -> 0;
            case Gather op -> 0;
            case ScatterAdd op -> 0;
            case Cast op -> 0;
            case Random op -> 0;
            case Assign op -> 0;
            case LayerNorm op -> 0;
            case LayerNormBackward op -> 0;
            case Softmax op -> 0;
            case AdamWStep op -> 0;
        };
    }

    private static long count(Step step, int operand) {
        return count(step.in().get(operand));
    }

    private static long count(Ref ref) {
        return ref.shape().count();
    }

    /** Tokens of a TMoE layer: the rows of its first operand. */
    private static double rows(Step step) {
        return (double) count(step, 0) / step.in().getFirst().shape().size(-1);
    }

    /** The weights of a TMoE layer: all operands after x but vectors. */
    private static Stream<Ref> matrices(List<Ref> operands) {
        return operands.stream().skip(1).filter(ref -> ref.shape().rank() == 2);
    }

    /** Each weight is multiplied once for the input's gradient and once for its own. */
    private static double gradients(Step step) {
        double products = 0;
        boolean input = !step.out().getFirst().isUnused();
        for (int i = 1; i < step.out().size(); i++) {
            long weights = step.in().get(i).shape().rank() == 2 ? count(step, i) : 0;
            products += (input ? weights : 0) + (step.out().get(i).isUnused() ? 0 : weights);
        }
        return products;
    }
}
