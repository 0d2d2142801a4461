package io.spmtrack.train;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamGroup;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.UnaryKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * AdamW with the official parameter groups, clipping of the global norm, and moments kept beside the weights. The gradients of a
 * group are one range of memory: they can be summed, exchanged and checked before {@link #update} applies them.
 */
final class Optimizer {
    private static final String DEFAULT = "default";
    private static final String ONE_DIMENSIONAL = "1d";
    private static final String EMBED = "embed";
    private static final String LAYER = ".layer";
    private static final String PATCH_EMBEDDING = "patch_embed.";
    private static final String BLOCKS = "blocks.";
    private static final double NORM_FLOOR = 1e-6;

    /** A group with its two moments, its gradient, and sums of gradients that wait for others. */
    private record State(ParamGroup group, Param first, Param second, Param gradient, List<Param> partial) {}

    /**
     * Inputs of an update and its result, all scalars.
     *
     * @param loss an update with a loss or norm that is not finite changes nothing
     * @param correction1 see {@link #correction1}
     * @param correction2 see {@link #correction2}
     * @param norm L2 norm of all gradients before clipping
     */
    record Update(
            Program.Input loss,
            Program.Input learningRate,
            Program.Input correction1,
            Program.Input correction2,
            Program.Output norm) {}

    private final OptimizerSettings settings;
    private final List<State> states = new ArrayList<>();

    /** One gradient for each update. */
    Optimizer(ParamStore weights, OptimizerSettings settings) {
        this(weights, settings, 0);
    }

    /**
     * Reserves what it needs in the store of the weights.
     *
     * @param partial sums of gradients that may wait at a time, see {@link GradientSum}
     */
    Optimizer(ParamStore weights, OptimizerSettings settings, int partial) {
        this.settings = settings;
        for (ParamGroup group : weights.groups()) {
            int size = Math.toIntExact(group.flat().shape().count());
            states.add(new State(
                    group,
                    weights.buffer("optimizer.first." + group.name(), size),
                    weights.buffer("optimizer.second." + group.name(), size),
                    weights.buffer("optimizer.gradient." + group.name(), size),
                    IntStream.range(0, partial)
                            .mapToObj(i -> weights.buffer("optimizer.partial" + i + "." + group.name(), size))
                            .toList()));
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

    /**
     * The groups of a run. With {@code optimizer.layer_decay} each kind of parameter has a group for each layer, whose number of
     * layers behind it ends the group's name (docs/spec/variants.md §9).
     */
    static Function<Map.Entry<String, Param>, String> groups(RunSettings settings) {
        int depth = settings.model().backbone().depth();
        return settings.optimizer().layerDecay() == 1 ? Optimizer::group : parameter -> layered(parameter, depth);
    }

    private static String layered(Map.Entry<String, Param> parameter, int depth) {
        String name = parameter.getKey();
        if (name.startsWith(PATCH_EMBEDDING)) {
            boolean vector = parameter.getValue().shape().rank() <= 1;
            return (vector ? ONE_DIMENSIONAL : DEFAULT) + LAYER + (depth + 1);
        }
        if (name.startsWith(BLOCKS)) {
            int block = Integer.parseInt(name.substring(BLOCKS.length(), name.indexOf('.', BLOCKS.length())));
            return group(parameter) + LAYER + (depth - block);
        }
        return group(parameter);
    }

    /** Factor on the learning rate of a group. */
    static double rate(String group, double layerDecay) {
        int layer = group.indexOf(LAYER);
        return layer < 0 ? 1 : Math.pow(layerDecay, Integer.parseInt(group.substring(layer + LAYER.length())));
    }

    private static boolean decays(ParamGroup group) {
        return group.name().equals(DEFAULT) || group.name().startsWith(DEFAULT + LAYER);
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

    /** The gradient of each group, as one range that holds its parameters' in the order of {@link #trained}. */
    List<Param> gradients() {
        return states.stream().map(State::gradient).toList();
    }

    /** Sums of gradients that may wait at a time. */
    int partial() {
        return states.isEmpty() ? 0 : states.getFirst().partial().size();
    }

    /** Every trained parameter, in the order {@link #keep} takes gradients. */
    List<Param> trained() {
        return states.stream()
                .flatMap(state -> state.group().members().stream())
                .toList();
    }

    /** The gradient of a trained parameter, row-major, where a run has left it. */
    MemorySegment gradient(Param parameter) {
        State state = states.stream()
                .filter(each -> each.group().members().contains(parameter))
                .findFirst()
                .orElseThrow();
        return state.gradient()
                .segment()
                .asSlice(parameter.offset() * DType.BYTES, parameter.shape().count() * DType.BYTES);
    }

    /**
     * Records that gradients are written to the ranges of their groups.
     *
     * @param gradients one for each of {@link #trained}; where there is none, zeros
     */
    void keep(Tape tape, List<Tensor> gradients) {
        int next = 0;
        for (State state : states) {
            List<Param> members = state.group().members();
            Tensor flat = flatten(gradients.subList(next, next + members.size()), members, tape);
            tape.param(state.gradient()).assign(flat);
            next += members.size();
        }
    }

    /** Records that the gradients are put aside in place of partial sum {@code number}. */
    void putAside(Tape tape, int number) {
        states.forEach(state -> tape.param(state.partial().get(number)).assign(tape.param(state.gradient())));
    }

    /** Records that partial sum {@code number} is added to the gradients. */
    void addPartial(Tape tape, int number) {
        states.forEach(state -> {
            Tensor gradient = tape.param(state.gradient());
            gradient.assign(tape.param(state.partial().get(number)).add(gradient));
        });
    }

    /** Records an update by the gradients that were kept. */
    Update update(Program program) {
        Tape tape = program.tape();
        Program.Input loss = program.input("loss", DType.F32);
        Program.Input learningRate = program.input("learning_rate", DType.F32);
        Program.Input correction1 = program.input("correction1", DType.F32);
        Program.Input correction2 = program.input("correction2", DType.F32);
        Tensor norm = states.stream()
                .map(state -> tape.param(state.gradient())
                        .reduce(Reduction.SUM_OF_SQUARES, List.of(0))
                        .reshape())
                .reduce(Tensor::add)
                .orElseThrow()
                .unary(UnaryKind.SQRT);
        Tensor scale =
                tape.constant(settings.maxGradNorm()).div(norm.add(NORM_FLOOR)).min(tape.constant(1));
        Tensor finite = norm.add(loss.tensor()).unary(UnaryKind.FINITE);
        for (State state : states) {
            double decay = decays(state.group()) ? settings.weightDecay() : 0;
            double factor = rate(state.group().name(), settings.layerDecay());
            Tensor rate =
                    factor == 1 ? learningRate.tensor() : learningRate.tensor().mul(factor);
            tape.add(
                    new AdamWStep(settings.beta1(), settings.beta2(), settings.eps(), decay),
                    tape.param(state.group().flat()),
                    tape.param(state.first()),
                    tape.param(state.second()),
                    tape.param(state.gradient()),
                    rate,
                    correction1.tensor(),
                    correction2.tensor(),
                    scale,
                    finite);
        }
        return new Update(loss, learningRate, correction1, correction2, program.output("grad_norm", norm));
    }

    private static Tensor flatten(List<Tensor> gradients, List<Param> members, Tape tape) {
        return Tensor.concat(
                0,
                IntStream.range(0, gradients.size())
                        .mapToObj(i -> flatten(gradients.get(i), members.get(i), tape))
                        .toArray(Tensor[]::new));
    }

    private static Tensor flatten(Tensor gradient, Param parameter, Tape tape) {
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
