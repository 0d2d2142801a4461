package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.Cast;
import io.spmtrack.engine.op.Fused;
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
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Places;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Elementwise;
import io.spmtrack.engine.tornado.kernels.Functions;
import io.spmtrack.engine.tornado.kernels.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Turns each step of a plan into launches: the only switch of this backend. */
final class TornadoLowering {
    private final Plan plan;
    private final int[] readers;
    private final Places places;
    private final long temporaries;
    private final Scratch scratch;
    private final Profile profile;

    /**
     * Lowers one plan.
     *
     * @param plan the plan
     * @param places where its slots lie
     * @param temporaries first element of the work slab behind inputs and outputs
     * @param scratch room behind the temporaries
     * @param profile of the device
     */
    TornadoLowering(Plan plan, Places places, long temporaries, Scratch scratch, Profile profile) {
        this.plan = plan;
        this.readers = Chain.readers(plan);
        this.places = places;
        this.temporaries = temporaries;
        this.scratch = scratch;
        this.profile = profile;
    }

    /** All steps. */
    List<Launch> lower() {
        List<Launch> launches = new ArrayList<>();
        int next = 0;
        while (next < plan.steps().size()) {
            scratch.begin();
            Chain chain = chain(next);
            launches.addAll(lower(plan.steps().get(next), chain));
            next += 1 + chain.steps();
        }
        return launches;
    }

    /** What the kernel of a step may do for those after it. */
    private Chain chain(int index) {
        Step step = plan.steps().get(index);
        Ref first = step.out().getFirst();
        boolean product =
                step.op() instanceof Tmoe || step.op() instanceof Linear op && op.activation() == Activation.NONE;
        boolean gradient = step.op() instanceof TmoeBackward;
        if (first.isUnused() || !product && !gradient) {
            return Chain.none(first);
        }
        Chain chain = Chain.after(plan, readers, index, first, gradient);
        return isSafe(step, chain) ? chain : Chain.none(first);
    }

    /** Whether the chain's result may be written while the product's operands are read. */
    private boolean isSafe(Step step, Chain chain) {
        Operand result = places.operand(chain.result(), temporaries);
        boolean free =
                step.in().stream().map(ref -> places.operand(ref, temporaries)).noneMatch(result::touches);
        boolean own = step.out().stream()
                .skip(1)
                .filter(ref -> !ref.isUnused())
                .map(ref -> places.operand(ref, temporaries))
                .noneMatch(result::touches);
        boolean residual = chain.residual()
                .map(ref -> places.operand(ref, temporaries))
                .filter(each -> each.touches(result) && !each.layout().equals(result.layout()))
                .isEmpty();
        return free
                && own
                && residual
                && isRows(chain.result())
                && chain.residual().filter(ref -> !isRows(ref)).isEmpty();
    }

    private boolean isRows(Ref ref) {
        return ref.shape().rank() > 0 && places.operand(ref, temporaries).isRows();
    }

    private Epilogue epilogue(Chain chain, Optional<Operand> bias) {
        return new Epilogue(
                bias,
                chain.activation(),
                chain.before().map(ref -> places.operand(ref, temporaries)),
                chain.factor().map(ref -> places.operand(ref, temporaries)),
                chain.residual().map(ref -> places.operand(ref, temporaries)));
    }

    private List<Launch> lower(Step step, Chain chain) {
        List<Operand> in =
                step.in().stream().map(ref -> places.operand(ref, temporaries)).toList();
        return switch (step.op()) {
            case Unary op ->
                new Elements(step, scratch).apply(Kernel.UNARY, Functions.code(op.kind()), in, out(step, 0));
            case Binary op ->
                new Elements(step, scratch).apply(Kernel.BINARY, Functions.code(op.kind()), in, out(step, 0));
            case Select op -> new Elements(step, scratch).apply(Kernel.SELECT, 0, in, out(step, 0));
            case Reduce op -> new Reducing(step, scratch).reduce(op, in.getFirst(), out(step, 0));
            case MatMul op -> new Products(step, profile, scratch).matMul(in.get(0), in.get(1), out(step, 0));
            case Gather op -> new Lookups(step).gather(in.get(0), in.get(1), out(step, 0));
            case ScatterAdd op -> new Lookups(step).scatterAdd(in.get(0), in.get(1), out(step, 0));
            case Cast op -> new Elements(step, scratch).copy(in.getFirst(), out(step, 0));
            case Random op -> random(step, op, in.getFirst(), out(step, 0));
            case Assign op -> new Elements(step, scratch).copy(in.get(1), in.get(0));
            case Linear op -> linear(step, op, in, chain);
            case LayerNorm op -> new RowSteps(step, scratch).layerNorm(op, in, out(step, 0));
            case LayerNormBackward op -> layerNormBackward(step, op, in);
            case Softmax op -> new RowSteps(step, scratch).softmax(in.getFirst(), out(step, 0));
            case AdamWStep op -> adamW(step, op, in);
            case Attention op -> new AttentionSteps(step, profile, scratch).forward(op, in, results(step));
            case AttentionBackward op -> attentionBackward(step, op, in);
            case Tmoe op -> mixture(step, op, in, chain);
            case Grouped.Route op -> throw unexpanded(op);
            case Grouped.Nearest op -> throw unexpanded(op);
            case Grouped.Layer op -> throw unexpanded(op);
            case Grouped.Gradient op -> throw unexpanded(op);
            case TmoeBackward op ->
                new Mixtures(step, scratch, new Products(step, profile, scratch))
                        .backward(op.layer(), in, results(step, chain), epilogue(chain, Optional.empty()));
        };
    }

    private static IllegalStateException unexpanded(Fused op) {
        return new IllegalStateException(op.label() + " has no kernel here; compile the plan for this backend");
    }

    private Operand out(Step step, int index) {
        return places.operand(step.out().get(index), temporaries);
    }

    private Optional<Operand> wanted(Step step, int index) {
        Ref ref = step.out().get(index);
        return ref.isUnused() ? Optional.empty() : Optional.of(places.operand(ref, temporaries));
    }

    private List<Optional<Operand>> results(Step step) {
        return IntStream.range(0, step.out().size())
                .mapToObj(i -> wanted(step, i))
                .toList();
    }

    private static List<Launch> random(Step step, Random op, Operand number, Operand y) {
        if (y.shape().count() == 0) {
            return List.of();
        }
        Walk walk = Walk.of(y.layout());
        Words words = new Words()
                .at(Elementwise.COUNT, walk.count())
                .at(Elementwise.SEED, (int) op.seed(), (int) (op.seed() >>> 32))
                .at(Elementwise.STREAM, op.stream())
                .at(Elementwise.NUMBER, number.offset())
                .at(Elementwise.DRAW_RANK, walk.rank())
                .at(Elementwise.DRAWN, y.offset())
                .at(Elementwise.DRAW_AXES);
        walk.to(words);
        List<Slab> slabs = List.of(Slab.INTEGERS, y.slab());
        return List.of(Launch.items(step, Kernel.RANDOM, words, walk.count(), slabs, List.of(number), y));
    }

    private List<Launch> linear(Step step, Linear op, List<Operand> in, Chain chain) {
        Optional<Operand> bias = in.size() == 3 ? Optional.of(in.get(2)) : Optional.empty();
        Products products = new Products(step, profile, scratch);
        if (op.activation() == Activation.NONE) {
            return products.linear(
                    in.get(0), in.get(1), epilogue(chain, bias), places.operand(chain.result(), temporaries));
        }
        Operand y = wanted(step, 0).orElseGet(() -> scratch.take(out(step, 1).shape()));
        return products.linear(in.get(0), in.get(1), Epilogue.of(bias, op.activation(), wanted(step, 1)), y);
    }

    /** The results, the first of which is a chain's if anybody wants it. */
    private List<Optional<Operand>> results(Step step, Chain chain) {
        List<Optional<Operand>> results = new ArrayList<>(results(step));
        results.set(0, results.getFirst().map(any -> places.operand(chain.result(), temporaries)));
        return results;
    }

    private List<Launch> mixture(Step step, Tmoe op, List<Operand> in, Chain chain) {
        int columns = in.get(1).shape().size(0);
        Operand y = chain.result().isUnused()
                ? scratch.take(in.getFirst().shape().with(-1, columns))
                : places.operand(chain.result(), temporaries);
        return new Mixtures(step, scratch, new Products(step, profile, scratch))
                .forward(op, in, wanted(step, 1), epilogue(chain, Optional.empty()), y);
    }

    private List<Launch> attentionBackward(Step step, AttentionBackward op, List<Operand> in) {
        List<Launch> launches = new ArrayList<>();
        List<Operand> own = new ArrayList<>(in);
        own.replaceAll(each -> new Elements(step, scratch).inWork(each, launches));
        launches.addAll(new AttentionSteps(step, profile, scratch).backward(op, own, results(step)));
        return launches;
    }

    private List<Launch> layerNormBackward(Step step, LayerNormBackward op, List<Operand> in) {
        List<Launch> launches = new ArrayList<>();
        Operand gradient = new Elements(step, scratch).inWork(in.get(2), launches);
        launches.addAll(
                new RowSteps(step, scratch).layerNormBackward(op, in.get(0), in.get(1), gradient, results(step)));
        return launches;
    }

    private List<Launch> adamW(Step step, AdamWStep op, List<Operand> in) {
        Slab state = in.getFirst().slab();
        for (Operand each : in.subList(0, 3)) {
            if (each.slab() != state || !each.layout().isContiguous()) {
                throw new IllegalArgumentException("parameters and moments do not lie together: " + step.describe());
            }
        }
        List<Launch> launches = new ArrayList<>();
        Operand gradient = new Elements(step, scratch).dense(in.get(3), launches);
        int count = Math.toIntExact(gradient.shape().count());
        Words words = new Words().at(Elementwise.COUNT, count).at(Elementwise.PARAMETER);
        in.subList(0, 3).forEach(each -> words.add(each.offset()));
        words.at(Elementwise.GRADIENT, gradient.slab() == Slab.PARAMETERS ? 0 : 1, gradient.offset());
        words.at(Elementwise.RATE);
        in.subList(4, 9).forEach(each -> words.add(each.slab() == Slab.PARAMETERS ? 0 : 1, each.offset()));
        words.real(Elementwise.FRESH_1, 1 - op.beta1())
                .real(Elementwise.BETA_2, op.beta2())
                .real(Elementwise.FRESH_2, 1 - op.beta2())
                .real(Elementwise.EPSILON, op.epsilon())
                .real(Elementwise.DECAY, op.weightDecay());
        List<Operand> reads = new ArrayList<>(in);
        reads.set(3, gradient);
        if (count > 0) {
            launches.add(Launch.items(
                    step,
                    Kernel.ADAMW,
                    words,
                    count,
                    List.of(Slab.PARAMETERS, Slab.WORK, state),
                    reads,
                    in.subList(0, 3).toArray(Operand[]::new)));
        }
        return launches;
    }
}
