package io.spmtrack.train.optimizer;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamGroup;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
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
 * The official parameter groups, clipping of the global norm, and an {@link UpdateRule} with its moments beside the weights. The
 * gradients of a group are one range of memory: they can be summed, exchanged and checked before {@link #update} applies them.
 */
public final class Optimizer {
    private static final String DEFAULT = "default";
    private static final String ONE_DIMENSIONAL = "1d";
    private static final String EMBED = "embed";
    private static final String LAYER = ".layer";
    private static final String PATCH_EMBEDDING = "patch_embed.";
    private static final String BLOCKS = "blocks.";
    private static final double NORM_FLOOR = 1e-6;

    /** A group with its moments, its gradient, and sums of gradients that wait for others. */
    private record State(ParamGroup group, List<Param> moments, Param gradient, List<Param> partial) {}

    /**
     * Inputs of an update and its result, all scalars.
     *
     * @param loss an update with a loss or norm that is not finite changes nothing
     * @param corrections see {@link #corrections}
     * @param norm L2 norm of all gradients before clipping
     */
    public record Update(
            Program.Input loss, Program.Input learningRate, List<Program.Input> corrections, Program.Output norm) {
        public Update {
            corrections = List.copyOf(corrections);
        }
    }

    private final OptimizerSettings settings;
    private final UpdateRule rule;
    private final List<State> states = new ArrayList<>();

    /** One gradient for each update. */
    public Optimizer(ParamStore weights, OptimizerSettings settings) {
        this(weights, settings, 0);
    }

    /**
     * Reserves what it needs in the store of the weights.
     *
     * @param partial sums of gradients that may wait at a time, see {@link GradientSum}
     */
    public Optimizer(ParamStore weights, OptimizerSettings settings, int partial) {
        this.settings = settings;
        this.rule = UpdateRule.of(settings);
        for (ParamGroup group : weights.groups()) {
            int size = Math.toIntExact(group.flat().shape().count());
            states.add(new State(
                    group,
                    rule.moments().stream()
                            .map(moment -> weights.buffer("optimizer." + moment + "." + group.name(), size))
                            .toList(),
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
    public static String group(Map.Entry<String, Param> parameter) {
        if (parameter.getKey().contains("embed")) {
            return EMBED;
        }
        return parameter.getValue().shape().rank() <= 1 ? ONE_DIMENSIONAL : DEFAULT;
    }

    /**
     * The groups of a run. With {@code optimizer.layer_decay} each kind of parameter has a group for each layer, whose number of
     * layers behind it ends the group's name (docs/spec/variants.md §9).
     *
     * @param depth blocks of the network
     */
    public static Function<Map.Entry<String, Param>, String> groups(OptimizerSettings settings, int depth) {
        return settings.layerDecay() == 1 ? Optimizer::group : parameter -> layered(parameter, depth);
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
    public Map<String, Param> moments() {
        Map<String, Param> moments = new LinkedHashMap<>();
        for (State state : states) {
            state.moments().forEach(moment -> moments.put(moment.name(), moment));
        }
        return moments;
    }

    /** The gradient of each group, as one range that holds its parameters' in the order of {@link #trained}. */
    public List<Param> gradients() {
        return states.stream().map(State::gradient).toList();
    }

    /** Sums of gradients that may wait at a time. */
    public int partial() {
        return states.isEmpty() ? 0 : states.getFirst().partial().size();
    }

    /** Every trained parameter, in the order {@link #keep} takes gradients. */
    public List<Param> trained() {
        return states.stream()
                .flatMap(state -> state.group().members().stream())
                .toList();
    }

    /** The gradient of a trained parameter, row-major, where a run has left it. */
    public MemorySegment gradient(Param parameter) {
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
    public void keep(Tape tape, List<Tensor> gradients) {
        int next = 0;
        for (State state : states) {
            List<Param> members = state.group().members();
            Tensor flat = flatten(gradients.subList(next, next + members.size()), members, tape);
            tape.param(state.gradient()).assign(flat);
            next += members.size();
        }
    }

    /** Records that the gradients are put aside in place of partial sum {@code number}. */
    public void putAside(Tape tape, int number) {
        states.forEach(state -> tape.param(state.partial().get(number)).assign(tape.param(state.gradient())));
    }

    /** Records that partial sum {@code number} is added to the gradients. */
    public void addPartial(Tape tape, int number) {
        states.forEach(state -> {
            Tensor gradient = tape.param(state.gradient());
            gradient.assign(tape.param(state.partial().get(number)).add(gradient));
        });
    }

    /** Records an update by the gradients that were kept. */
    public Update update(Program program) {
        Tape tape = program.tape();
        Program.Input loss = program.input("loss", DType.F32);
        Program.Input learningRate = program.input("learning_rate", DType.F32);
        List<Program.Input> corrections = IntStream.rangeClosed(1, corrections(1).length)
                .mapToObj(number -> program.input("correction" + number, DType.F32))
                .toList();
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
            rule.record(
                    tape.param(state.group().flat()),
                    state.moments().stream().map(tape::param).toList(),
                    tape.param(state.gradient()),
                    new UpdateRule.Scalars(
                            rate,
                            decay,
                            corrections.stream().map(Program.Input::tensor).toList(),
                            scale,
                            finite));
        }
        return new Update(loss, learningRate, corrections, program.output("grad_norm", norm));
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

    /** Factors of an update that depend on its number alone, counted from 1. */
    public double[] corrections(long update) {
        return rule.corrections(update);
    }
}
