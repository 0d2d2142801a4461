package io.spmtrack.train;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamGroup;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.UnaryKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** AdamW with the official parameter groups, clipping of the global norm, and moments kept beside the weights. */
final class Optimizer {
    private static final String DEFAULT = "default";
    private static final String ONE_DIMENSIONAL = "1d";
    private static final String EMBED = "embed";
    private static final double NORM_FLOOR = 1e-6;

    /** A group with its two moments. */
    private record State(ParamGroup group, Param first, Param second) {}

    private final OptimizerSettings settings;
    private final List<State> states = new ArrayList<>();

    Optimizer(ParamStore weights, OptimizerSettings settings) {
        this.settings = settings;
        for (ParamGroup group : weights.groups()) {
            int size = Math.toIntExact(group.flat().shape().count());
            states.add(new State(
                    group,
                    weights.buffer("optimizer.first." + group.name(), size),
                    weights.buffer("optimizer.second." + group.name(), size)));
        }
    }

    /**
     * The group of a parameter (docs/spec/training.md §3): names containing "embed" and one-dimensional ones are not
     * decayed.
     */
    static String group(Map.Entry<String, Param> parameter) {
        if (parameter.getKey().contains("embed")) {
            return EMBED;
        }
        return parameter.getValue().shape().rank() <= 1 ? ONE_DIMENSIONAL : DEFAULT;
    }

    /** The moments by name, for checkpoints. */
    Map<String, Param> moments() {
        Map<String, Param> moments = new LinkedHashMap<>();
        for (State state : states) {
            moments.put(state.first().name(), state.first());
            moments.put(state.second().name(), state.second());
        }
        return moments;
    }

    /** Every trained parameter, in the order {@link #record} takes gradients. */
    List<Param> trained() {
        return states.stream()
                .flatMap(state -> state.group().members().stream())
                .toList();
    }

    /**
     * Records the update, with inputs {@code learning_rate}, {@code correction1} and {@code correction2} for its scalars.
     *
     * @param gradients one for each of {@link #trained}; a step with a loss or norm that is not finite changes nothing
     * @return the norm of all gradients before clipping
     */
    Tensor record(List<Tensor> gradients, Tensor loss) {
        Tape tape = loss.tape();
        Tensor learningRate = tape.input("learning_rate", DType.F32);
        Tensor correction1 = tape.input("correction1", DType.F32);
        Tensor correction2 = tape.input("correction2", DType.F32);
        List<Tensor> flat = new ArrayList<>();
        int next = 0;
        for (State state : states) {
            int count = state.group().members().size();
            flat.add(
                    flatten(gradients.subList(next, next + count), state.group().members(), tape));
            next += count;
        }
        Tensor norm = flat.stream()
                .map(gradient ->
                        gradient.reduce(Reduction.SUM_OF_SQUARES, List.of(0)).reshape())
                .reduce(Tensor::add)
                .orElseThrow()
                .unary(UnaryKind.SQRT);
        Tensor scale =
                tape.constant(settings.maxGradNorm()).div(norm.add(NORM_FLOOR)).min(tape.constant(1));
        Tensor finite = norm.add(loss).unary(UnaryKind.FINITE);
        for (int i = 0; i < states.size(); i++) {
            State state = states.get(i);
            double decay = state.group().name().equals(DEFAULT) ? settings.weightDecay() : 0;
            tape.add(
                    new AdamWStep(settings.beta1(), settings.beta2(), settings.eps(), decay),
                    tape.param(state.group().flat()),
                    tape.param(state.first()),
                    tape.param(state.second()),
                    flat.get(i),
                    learningRate,
                    correction1,
                    correction2,
                    scale,
                    finite);
        }
        return norm;
    }

    private static Tensor flatten(List<Tensor> gradients, List<Param> members, Tape tape) {
        Tensor[] parts = IntStream.range(0, gradients.size())
                .mapToObj(i -> part(gradients.get(i), members.get(i), tape))
                .toArray(Tensor[]::new);
        return Tensor.concat(0, parts);
    }

    private static Tensor part(Tensor gradient, Param parameter, Tape tape) {
        int size = Math.toIntExact(parameter.shape().count());
        return gradient.isNone() ? tape.constant(0).expand(Shape.of(size)) : gradient.reshape(size);
    }

    /** {@code 1 − β₁ᵗ} at step t, counted from 1. */
    double correction1(long step) {
        return 1 - Math.pow(settings.beta1(), (double) step);
    }

    /** {@code √(1 − β₂ᵗ)} at step t, counted from 1. */
    double correction2(long step) {
        return Math.sqrt(1 - Math.pow(settings.beta2(), (double) step));
    }
}
