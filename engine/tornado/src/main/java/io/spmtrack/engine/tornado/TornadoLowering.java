package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.op.Binary;
import io.spmtrack.engine.op.Cast;
import io.spmtrack.engine.op.Fused;
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
    private static final int ABSENT = -1;

    private final Places places;
    private final long temporaries;
    private final Scratch scratch;

    /**
     * Lowers one plan.
     *
     * @param places where its slots lie
     * @param temporaries first element of the work slab behind inputs and outputs
     * @param scratch room behind the temporaries
     */
    TornadoLowering(Places places, long temporaries, Scratch scratch) {
        this.places = places;
        this.temporaries = temporaries;
        this.scratch = scratch;
    }

    List<Launch> lower(Step step) {
        scratch.begin();
        List<Operand> in =
                step.in().stream().map(ref -> places.operand(ref, temporaries)).toList();
        return switch (step.op()) {
            case Unary op -> elementwise(step, Kernel.UNARY, Functions.code(op.kind()), in, out(step, 0));
            case Binary op -> elementwise(step, Kernel.BINARY, Functions.code(op.kind()), in, out(step, 0));
            case Select op -> elementwise(step, Kernel.SELECT, 0, in, out(step, 0));
            case Reduce op -> new Reducing(step, scratch).reduce(op, in.getFirst(), out(step, 0));
            case MatMul op -> new Products(step, scratch).matMul(in.get(0), in.get(1), out(step, 0));
            case Gather op -> gather(step, in.get(0), in.get(1), out(step, 0));
            case ScatterAdd op -> scatterAdd(step, in.get(0), in.get(1), out(step, 0));
            case Cast op -> copy(step, in.getFirst(), out(step, 0));
            case Random op -> random(step, op, in.getFirst(), out(step, 0));
            case Assign op -> copy(step, in.get(1), in.get(0));
            case Linear op -> linear(step, op, in);
            case LayerNorm op -> layerNorm(step, op, in, out(step, 0));
            case LayerNormBackward op -> layerNormBackward(step, op, in);
            case Softmax op -> softmax(step, in.getFirst(), out(step, 0));
            case AdamWStep op -> adamW(step, op, in);
            case Attention op -> attention(step, op, in);
            case Tmoe op -> mixture(step, in, op);
            case AttentionBackward op -> throw unexpanded(op);
            case TmoeBackward op -> throw unexpanded(op);
        };
    }

    private static IllegalStateException unexpanded(Fused op) {
        return new IllegalStateException(op.label() + " runs by its expansion here; compile the plan for this backend");
    }

    private Operand out(Step step, int index) {
        return places.operand(step.out().get(index), temporaries);
    }

    private Optional<Operand> wanted(Step step, int index) {
        Ref ref = step.out().get(index);
        return ref.isUnused() ? Optional.empty() : Optional.of(places.operand(ref, temporaries));
    }

    private static Launch launch(Step step, Kernel kernel, Words words, int items, Slab... slabs) {
        return new Launch(kernel, List.of(slabs), words.toArray(), Launch.Groups.of(items, kernel.groupX()), step);
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
        return List.of(launch(
                step,
                kernel,
                words,
                walk.count(),
                all.stream().map(Operand::slab).toArray(Slab[]::new)));
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
        return List.of(launch(step, Kernel.RANDOM, words, walk.count(), Slab.INTEGERS, y.slab()));
    }

    private List<Launch> linear(Step step, Linear op, List<Operand> in) {
        List<Launch> launches = new ArrayList<>();
        Operand y = wanted(step, 0).orElseGet(() -> scratch.take(out(step, 1).shape()));
        Optional<Operand> before = step.out().size() == 2 ? wanted(step, 1) : Optional.empty();
        Optional<Operand> bias = in.size() == 3 ? Optional.of(in.get(2)) : Optional.empty();
        launches.addAll(new Products(step, scratch).linear(op.activation(), in.get(0), in.get(1), bias, y, before));
        return launches;
    }

    private List<Launch> mixture(Step step, List<Operand> in, Tmoe op) {
        List<Launch> launches = new ArrayList<>();
        Shape shape = in.getFirst().shape();
        int rows = Math.toIntExact(shape.axes(0, shape.rank() - 1).count());
        Operand x = inWork(step, in.getFirst(), launches);
        if (x.layout().reshape(Shape.of(rows, shape.size(-1))).isEmpty()) {
            x = copied(step, x, launches);
        }
        int rank = in.get(4).shape().size(0);
        Operand y = wanted(step, 0)
                .orElseGet(() -> scratch.take(shape.with(-1, in.get(1).shape().size(0))));
        Operand kept =
                wanted(step, 1).orElseGet(() -> scratch.take(Shape.of(op.compressions() * rank + op.experts(), rows)));
        List<Operand> weights = new ArrayList<>(in.subList(1, in.size()));
        if (weights.stream().anyMatch(weight -> weight.slab() != in.get(1).slab())) {
            weights.replaceAll(weight -> inWork(step, weight, launches));
        }
        launches.addAll(new Products(step, scratch).mixture(op, flat(x, rows), weights, kept, flat(y, rows)));
        return launches;
    }

    private static Operand flat(Operand x, int rows) {
        Shape shape = Shape.of(rows, x.shape().size(-1));
        return new Operand(x.slab(), x.layout().reshape(shape).orElseThrow());
    }

    private static List<Launch> softmax(Step step, Operand x, Operand y) {
        if (y.shape().count() == 0) {
            return List.of();
        }
        int last = y.shape().rank() - 1;
        Walk rows = Walk.of(0, last, x.layout(), y.layout());
        Words words = new Words()
                .add(rows.count(), y.shape().size(last), x.offset(), y.offset(), x.stride(last), y.stride(last))
                .add(rows.rank());
        rows.to(words);
        return List.of(groups(step, Kernel.SOFTMAX, words, rows.count(), x.slab(), y.slab()));
    }

    private static Launch groups(Step step, Kernel kernel, Words words, int groups, Slab... slabs) {
        return new Launch(kernel, List.of(slabs), words.toArray(), new Launch.Groups(groups, 1, 1), step);
    }

    private static List<Launch> layerNorm(Step step, LayerNorm op, List<Operand> in, Operand y) {
        if (y.shape().count() == 0) {
            return List.of();
        }
        Operand x = in.get(0);
        Operand scale = in.get(1);
        Operand shift = in.get(2);
        int last = y.shape().rank() - 1;
        Walk rows = Walk.of(0, last, x.layout(), y.layout());
        Words words = new Words()
                .add(rows.count(), y.shape().size(last), x.offset(), y.offset(), x.stride(last), y.stride(last))
                .add(scale.offset(), scale.stride(0), shift.offset(), shift.stride(0))
                .real(op.epsilon())
                .add(rows.rank());
        rows.to(words);
        return List.of(
                groups(step, Kernel.LAYER_NORM, words, rows.count(), x.slab(), scale.slab(), shift.slab(), y.slab()));
    }

    private List<Launch> layerNormBackward(Step step, LayerNormBackward op, List<Operand> in) {
        List<Launch> launches = new ArrayList<>();
        Operand x = in.get(0);
        Operand scale = in.get(1);
        Operand g = inWork(step, in.get(2), launches);
        int last = x.shape().rank() - 1;
        int width = x.shape().size(last);
        if (x.shape().count() == 0) {
            throw new IllegalArgumentException(
                    "the gradient of a layerNorm of nothing has no kernel: " + step.describe());
        }
        Operand dx = wanted(step, 0).orElse(g);
        Walk rows = Walk.of(0, last, x.layout(), g.layout(), dx.layout());
        Operand statistics = scratch.take(Shape.of(rows.count(), 2));
        Words words = new Words()
                .add(rows.count(), width, x.offset(), g.offset())
                .add(wanted(step, 0).map(Operand::offset).orElse(ABSENT))
                .add(x.stride(last), g.stride(last), dx.stride(last), scale.offset(), scale.stride(0))
                .add(statistics.offset())
                .real(op.epsilon())
                .add(rows.rank());
        rows.to(words);
        launches.add(groups(step, Kernel.LAYER_NORM_BACKWARD, words, rows.count(), x.slab(), scale.slab(), Slab.WORK));
        if (wanted(step, 1).isPresent() || wanted(step, 2).isPresent()) {
            affine(step, x, g, statistics, launches);
        }
        return launches;
    }

    /** Gradients of scale and shift: partial sums over parts of the rows, then their sums. */
    private void affine(Step step, Operand x, Operand g, Operand statistics, List<Launch> launches) {
        int last = x.shape().rank() - 1;
        int width = x.shape().size(last);
        Walk rows = Walk.of(0, last, x.layout(), g.layout());
        int parts = Math.max(1, Math.min(64, rows.count() / 16));
        Operand scale = scratch.take(Shape.of(parts, width));
        Operand shift = scratch.take(Shape.of(parts, width));
        Words words = new Words()
                .add(rows.count(), width, Math.ceilDiv(rows.count(), parts), x.offset(), g.offset())
                .add(x.stride(last), g.stride(last), statistics.offset(), scale.offset(), shift.offset(), parts)
                .add(rows.rank());
        rows.to(words);
        launches.add(launch(step, Kernel.AFFINE, words, width * parts, x.slab(), Slab.WORK));
        Reducing reducing = new Reducing(step, scratch);
        wanted(step, 1).ifPresent(to -> launches.addAll(reducing.columns(scale, to)));
        wanted(step, 2).ifPresent(to -> launches.addAll(reducing.columns(shift, to)));
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
        if (count > 0) {
            launches.add(launch(step, Kernel.ADAMW, words, count, Slab.PARAMETERS, Slab.WORK, state));
        }
        return launches;
    }

    private List<Launch> attention(Step step, Attention op, List<Operand> in) {
        Operand q = in.get(0);
        Shape shape = q.shape();
        if (shape.count() == 0) {
            return List.of();
        }
        Operand y = wanted(step, 0).orElseGet(() -> scratch.take(shape));
        Words words = new Words().add(shape.size(1), in.get(1).shape().size(1), shape.size(3));
        for (Operand operand : List.of(q, in.get(1), in.get(2), y)) {
            words.add(operand.offset());
            IntStream.range(0, 4).forEach(axis -> words.add(operand.stride(axis)));
        }
        Optional<Operand> sums = wanted(step, 1);
        words.add(sums.map(Operand::offset).orElse(ABSENT));
        IntStream.range(0, 3)
                .forEach(axis -> words.add(sums.map(each -> each.stride(axis)).orElse(0)));
        words.real(op.scale());
        return List.of(new Launch(
                Kernel.ATTENTION,
                List.of(q.slab(), in.get(1).slab(), in.get(2).slab(), Slab.WORK),
                words.toArray(),
                new Launch.Groups(Math.ceilDiv(shape.size(1), AttentionKernel.QUERIES), shape.size(2), shape.size(0)),
                step));
    }

    private static List<Launch> gather(Step step, Operand table, Operand indices, Operand rows) {
        if (rows.shape().count() == 0) {
            return List.of();
        }
        Words words = indexed(table, indices, rows);
        int items = Math.toIntExact(rows.shape().count());
        return List.of(launch(step, Kernel.GATHER, words, items, table.slab(), Slab.INTEGERS, rows.slab()));
    }

    private static List<Launch> scatterAdd(Step step, Operand rows, Operand indices, Operand table) {
        if (table.shape().count() == 0) {
            return List.of();
        }
        Words words = indexed(table, indices, rows);
        int items = Math.toIntExact(table.shape().count());
        return List.of(launch(step, Kernel.SCATTER_ADD, words, items, rows.slab(), Slab.INTEGERS, table.slab()));
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
