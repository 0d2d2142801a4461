package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.Cast;
import io.spmtrack.engine.op.Gather;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Turns each step of a plan into launches: the one switch of this backend. */
final class TornadoLowering {
    private final Plan plan;
    private final int[] readers;
    private final Places places;
    private final long temporaries;
    private final Scratch scratch;

    /**
     * Lowers one plan.
     *
     * @param plan the plan
     * @param places where its slots lie
     * @param temporaries first element of the work slab behind inputs and outputs
     * @param scratch room behind the temporaries
     */
    TornadoLowering(Plan plan, Places places, long temporaries, Scratch scratch) {
        this.plan = plan;
        this.readers = Chain.readers(plan);
        this.places = places;
        this.temporaries = temporaries;
        this.scratch = scratch;
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
                && rows(chain.result())
                && chain.residual().filter(ref -> !rows(ref)).isEmpty();
    }

    private static boolean rows(Ref ref) {
        return ref.shape().rank() > 0 && ref.layout().reshape(flat(ref.shape())).isPresent();
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
            case Unary op -> elementwise(step, Kernel.UNARY, Functions.code(op.kind()), in, out(step, 0));
            case Binary op -> elementwise(step, Kernel.BINARY, Functions.code(op.kind()), in, out(step, 0));
            case Select op -> elementwise(step, Kernel.SELECT, 0, in, out(step, 0));
            case Reduce op -> new Reducing(step, scratch).reduce(op, in.getFirst(), out(step, 0));
            case MatMul op -> new Products(step).matMul(in.get(0), in.get(1), out(step, 0));
            case Gather op -> gather(step, in.get(0), in.get(1), out(step, 0));
            case ScatterAdd op -> scatterAdd(step, in.get(0), in.get(1), out(step, 0));
            case Cast op -> copy(step, in.getFirst(), out(step, 0));
            case Random op -> random(step, op, in.getFirst(), out(step, 0));
            case Assign op -> copy(step, in.get(1), in.get(0));
            case Linear op -> linear(step, op, in, chain);
            case LayerNorm op -> new RowSteps(step, scratch).layerNorm(op, in, out(step, 0));
            case LayerNormBackward op -> layerNormBackward(step, op, in);
            case Softmax op -> new RowSteps(step, scratch).softmax(in.getFirst(), out(step, 0));
            case AdamWStep op -> adamW(step, op, in);
            case Attention op -> new Heads(step, scratch).forward(op, in, results(step));
            case AttentionBackward op -> attentionBackward(step, op, in);
            case Tmoe op -> mixture(step, op, in, chain);
            case TmoeBackward op -> mixtureBackward(step, op.layer(), in, chain);
        };
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

    private static List<Launch> elementwise(Step step, Kernel kernel, int code, List<Operand> in, Operand out) {
        List<Operand> all = new ArrayList<>(in);
        all.add(out);
        Walk walk = Walk.of(all.stream().map(Operand::layout).toArray(Layout[]::new));
        if (out.shape().count() == 0) {
            return List.of();
        }
        Words words = new Words().add(walk.count(), code, walk.rank());
        all.forEach(operand -> words.add(operand.offset()));
        walk.to(words);
        List<Slab> slabs = all.stream().map(Operand::slab).toList();
        return List.of(Launch.items(step, kernel, words, walk.count(), slabs, in, out));
    }

    private static List<Launch> copy(Step step, Operand from, Operand to) {
        boolean fromInteger = from.slab() == Slab.INTEGERS;
        boolean toInteger = to.slab() == Slab.INTEGERS;
        Kernel kernel = fromInteger
                ? toInteger ? Kernel.COPY_INTEGERS : Kernel.TO_FLOAT
                : toInteger ? Kernel.TO_INTEGER : Kernel.UNARY;
        return elementwise(step, kernel, Functions.IDENTITY, List.of(from), to);
    }

    /** The operand itself if it lies in the work slab, else a copy there. */
    private Operand inWork(Step step, Operand x, List<Launch> launches) {
        return x.slab() == Slab.WORK ? x : copied(step, x, launches);
    }

    private Operand copied(Step step, Operand x, List<Launch> launches) {
        Operand dense = scratch.take(x.shape());
        launches.addAll(copy(step, x, dense));
        return dense;
    }

    private static List<Launch> random(Step step, Random op, Operand number, Operand y) {
        if (y.shape().count() == 0) {
            return List.of();
        }
        Walk walk = Walk.of(y.layout());
        Words words = new Words()
                .add(walk.count(), (int) op.seed(), (int) (op.seed() >>> 32), op.stream(), number.offset())
                .add(walk.rank(), y.offset());
        walk.to(words);
        List<Slab> slabs = List.of(Slab.INTEGERS, y.slab());
        return List.of(Launch.items(step, Kernel.RANDOM, words, walk.count(), slabs, List.of(number), y));
    }

    private List<Launch> linear(Step step, Linear op, List<Operand> in, Chain chain) {
        Optional<Operand> bias = in.size() == 3 ? Optional.of(in.get(2)) : Optional.empty();
        Products products = new Products(step);
        if (op.activation() == Activation.NONE) {
            return products.linear(
                    in.get(0), in.get(1), epilogue(chain, bias), places.operand(chain.result(), temporaries));
        }
        Operand y = wanted(step, 0).orElseGet(() -> scratch.take(out(step, 1).shape()));
        return products.linear(in.get(0), in.get(1), Epilogue.of(bias, op.activation(), wanted(step, 1)), y);
    }

    private List<Launch> mixture(Step step, Tmoe op, List<Operand> in, Chain chain) {
        List<Launch> launches = new ArrayList<>();
        Operand x = rows(step, in.getFirst(), launches);
        int columns = in.get(1).shape().size(0);
        Operand y = chain.result().isUnused()
                ? scratch.take(in.getFirst().shape().with(-1, columns))
                : places.operand(chain.result(), temporaries);
        List<Operand> weights = together(step, in, launches);
        Epilogue epilogue = flat(epilogue(chain, Optional.of(weights.get(2))));
        TmoeLayer layer = new TmoeLayer(op, step, scratch, x, weights);
        launches.addAll(layer.forward(wanted(step, 1), epilogue, flat(y)));
        return launches;
    }

    private static Epilogue flat(Epilogue epilogue) {
        return new Epilogue(
                epilogue.bias(),
                epilogue.activation(),
                epilogue.before().map(TornadoLowering::flat),
                epilogue.factor(),
                epilogue.residual().map(TornadoLowering::flat));
    }

    private List<Launch> mixtureBackward(Step step, Tmoe op, List<Operand> in, Chain chain) {
        List<Launch> launches = new ArrayList<>();
        int inputs = in.size() - 2;
        Operand x = rows(step, in.getFirst(), launches);
        Operand kept = inWork(step, in.get(inputs), launches);
        if (!kept.layout().isContiguous()) {
            kept = copied(step, kept, launches);
        }
        Operand gradient = rows(step, in.get(inputs + 1), launches);
        List<Operand> weights = together(step, in.subList(0, inputs), launches);
        List<Optional<Operand>> results = new ArrayList<>(results(step));
        results.set(0, results.getFirst().map(any -> flat(places.operand(chain.result(), temporaries))));
        Epilogue epilogue = flat(epilogue(chain, Optional.empty()));
        launches.addAll(new TmoeLayer(op, step, scratch, x, weights).backward(kept, gradient, results, epilogue));
        return launches;
    }

    /** A layer's inputs with all weights in one slab. */
    private List<Operand> together(Step step, List<Operand> in, List<Launch> launches) {
        List<Operand> all = new ArrayList<>(in);
        List<Operand> weights = all.subList(1, all.size());
        if (weights.stream().anyMatch(weight -> weight.slab() != in.get(1).slab())) {
            weights.replaceAll(weight -> inWork(step, weight, launches));
        }
        return all;
    }

    /** An operand {@code [.., K]} as rows in the work slab. */
    private Operand rows(Step step, Operand x, List<Launch> launches) {
        Operand own = inWork(step, x, launches);
        return flat(own.layout().reshape(flat(own.shape())).isPresent() ? own : copied(step, own, launches));
    }

    private static Shape flat(Shape shape) {
        return Shape.of(Math.toIntExact(shape.axes(0, shape.rank() - 1).count()), shape.size(-1));
    }

    private static Operand flat(Operand x) {
        return new Operand(x.slab(), x.layout().reshape(flat(x.shape())).orElseThrow());
    }

    private List<Launch> attentionBackward(Step step, AttentionBackward op, List<Operand> in) {
        List<Launch> launches = new ArrayList<>();
        List<Operand> own = new ArrayList<>(in);
        own.replaceAll(each -> inWork(step, each, launches));
        launches.addAll(new Heads(step, scratch).backward(op, own, results(step)));
        return launches;
    }

    private List<Launch> layerNormBackward(Step step, LayerNormBackward op, List<Operand> in) {
        List<Launch> launches = new ArrayList<>();
        Operand gradient = inWork(step, in.get(2), launches);
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
        Operand gradient = in.get(3).layout().isContiguous() ? in.get(3) : copied(step, in.get(3), launches);
        int count = Math.toIntExact(gradient.shape().count());
        Words words = new Words().add(count);
        in.subList(0, 3).forEach(each -> words.add(each.offset()));
        words.add(gradient.slab() == Slab.PARAMETERS ? 0 : 1, gradient.offset());
        in.subList(4, 9).forEach(each -> words.add(each.slab() == Slab.PARAMETERS ? 0 : 1, each.offset()));
        words.real(1 - op.beta1())
                .real(op.beta2())
                .real(1 - op.beta2())
                .real(op.epsilon())
                .real(op.weightDecay());
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

    private static List<Launch> gather(Step step, Operand table, Operand indices, Operand rows) {
        if (rows.shape().count() == 0) {
            return List.of();
        }
        Words words = indexed(table, indices, rows);
        int items = Math.toIntExact(rows.shape().count());
        List<Slab> slabs = List.of(table.slab(), Slab.INTEGERS, rows.slab());
        return List.of(Launch.items(step, Kernel.GATHER, words, items, slabs, List.of(table, indices), rows));
    }

    private static List<Launch> scatterAdd(Step step, Operand rows, Operand indices, Operand table) {
        if (table.shape().count() == 0) {
            return List.of();
        }
        Words words = indexed(table, indices, rows);
        int items = Math.toIntExact(table.shape().count());
        List<Slab> slabs = List.of(rows.slab(), Slab.INTEGERS, table.slab());
        return List.of(Launch.items(step, Kernel.SCATTER_ADD, words, items, slabs, List.of(rows, indices), table));
    }

    private static Words indexed(Operand table, Operand indices, Operand rows) {
        int axes = indices.shape().rank();
        int[] front = IntStream.range(0, axes).toArray();
        Walk positions = Walk.of(indices.layout(), Walk.axes(rows.layout(), front));
        int[] inTable = IntStream.range(1, table.shape().rank()).toArray();
        int[] inRows = Arrays.stream(inTable).map(axis -> axis - 1 + axes).toArray();
        Walk row = Walk.of(Walk.axes(table.layout(), inTable), Walk.axes(rows.layout(), inRows));
        Words words = new Words()
                .add(positions.count(), row.count(), table.shape().size(0), table.stride(0))
                .add(table.offset(), indices.offset(), rows.offset(), positions.rank(), row.rank());
        positions.to(words);
        row.to(words);
        return words;
    }
}
