package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Gates;
import io.spmtrack.engine.tornado.kernels.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A TMoE layer (docs/spec/model.md §5) and its gradient: products before and after the {@link Gates gates}. Independent
 * products become one launch later.
 */
final class TmoeLayer {
    private static final int ROUTER = 3;
    private static final int FIRST_COMPRESSION = 4;

    private final Tmoe op;
    private final Step step;
    private final Scratch scratch;
    private final Products products;
    private final Operand x;
    private final List<Operand> in;
    private final int rows;
    private final int rank;
    private final int routed;
    private final List<Launch> launches = new ArrayList<>();

    /**
     * A layer on some tokens.
     *
     * @param x rows {@code [n, K]}
     * @param in the inputs of {@link Tmoe}, weights in one slab
     */
    TmoeLayer(Tmoe op, Step step, Scratch scratch, Products products, Operand x, List<Operand> in) {
        this.op = op;
        this.step = step;
        this.scratch = scratch;
        this.products = products;
        this.x = x;
        this.in = in;
        this.rows = x.shape().size(0);
        this.rank = in.get(FIRST_COMPRESSION).shape().size(0);
        this.routed = op.experts() + (op.shared() ? 1 : 0);
    }

    private int firstExpert() {
        return FIRST_COMPRESSION + op.compressions();
    }

    private Shape kept() {
        return Shape.of(op.compressions() * rank + op.experts(), rows);
    }

    private static Operand slice(Operand x, int axis, int start, int length) {
        return new Operand(x.slab(), x.layout().slice(axis, start, length));
    }

    private Operand compressed(Operand kept) {
        return slice(kept, 0, 0, op.compressions() * rank);
    }

    private Operand logits(Operand kept) {
        return slice(kept, 0, op.compressions() * rank, op.experts());
    }

    /**
     * Router and compressions, the gates, then one product over all.
     *
     * @param wanted where the second output of {@link Tmoe} goes, if it does
     * @param epilogue what follows, with the layer's bias
     * @param y rows {@code [n, D]}
     */
    List<Launch> forward(Optional<Operand> wanted, Epilogue epilogue, Operand y) {
        if (rows == 0) {
            return List.of();
        }
        Operand kept = wanted.orElseGet(() -> scratch.take(kept()));
        mix(x, ROUTER, logits(kept));
        for (int i = 0; i < op.compressions(); i++) {
            mix(x, FIRST_COMPRESSION + i, slice(kept, 0, i * rank, rank));
        }
        Operand update = scratch.take(Shape.of(rows, routed * rank));
        Words words = gates(kept).at(Gates.UPDATE, update.offset()).real(Gates.SCALE, op.scale());
        launches.add(Launch.items(
                step,
                Kernel.GATE,
                words,
                Math.toIntExact(update.shape().count()),
                List.of(Slab.WORK),
                List.of(kept),
                update));
        List<Operand> left = new ArrayList<>(List.of(x));
        List<Operand> right = new ArrayList<>(List.of(Products.transposed(in.get(1))));
        for (int i = 0; i < routed; i++) {
            left.add(slice(update, 1, i * rank, rank));
            right.add(Products.transposed(in.get(firstExpert() + i)));
        }
        launches.addAll(products.sum(left, right, epilogue, y));
        return launches;
    }

    /** The product with a matrix of the layer, one token a column. */
    private void mix(Operand tokens, int matrix, Operand to) {
        launches.addAll(products.matMul(tokens, Products.transposed(in.get(matrix)), Products.transposed(to)));
    }

    private Words gates(Operand kept) {
        return new Words()
                .at(Gates.ROWS, rows)
                .at(Gates.EXPERT_COUNT, op.experts())
                .at(Gates.RANK, rank)
                .at(Gates.SHARED, op.shared() ? 1 : 0)
                .at(Gates.LOGITS, logits(kept).offset())
                .at(Gates.COMPRESSED, compressed(kept).offset())
                .at(Gates.APART, op.routeCompression() ? rows * rank : 0);
    }

    /**
     * The gradient through experts and gates, then the products that give those that are wanted.
     *
     * @param kept the second output of {@link Tmoe}
     * @param gradient that of its first, {@code [n, D]}
     * @param results for each input, where its gradient goes; that of x as rows
     * @param epilogue what follows on the gradient of x
     */
    List<Launch> backward(Operand kept, Operand gradient, List<Optional<Operand>> results, Epilogue epilogue) {
        Operand through = scratch.take(Shape.of(routed * rows, rank));
        Operand update = scratch.take(Shape.of(rows, routed * rank));
        Operand mixed = scratch.take(Shape.of(rows, op.compressions() * rank));
        Operand logits = scratch.take(Shape.of(rows, op.experts()));
        for (int i = 0; i < routed; i++) {
            launches.addAll(products.matMul(gradient, in.get(firstExpert() + i), slice(through, 0, i * rows, rows)));
        }
        Words words = gates(kept)
                .at(Gates.THROUGH, through.offset())
                .at(Gates.TO_COMPRESSED, mixed.offset())
                .at(Gates.TO_LOGITS, logits.offset())
                .at(Gates.TO_UPDATE, update.offset())
                .real(Gates.BACKWARD_SCALE, op.scale());
        launches.add(Launch.groups(
                step,
                Kernel.GATE_BACKWARD,
                words,
                rows,
                List.of(Slab.WORK),
                List.of(kept, through),
                update,
                mixed,
                logits));
        results.getFirst().ifPresent(to -> tokens(gradient, mixed, logits, epilogue, to));
        Operand across = Products.transposed(gradient);
        results.get(1).ifPresent(to -> launches.addAll(products.matMul(across, x, to)));
        results.get(2).ifPresent(to -> launches.addAll(new Reducing(step, scratch).columns(gradient, to)));
        results.get(ROUTER).ifPresent(to -> launches.addAll(products.matMul(Products.transposed(logits), x, to)));
        for (int i = 0; i < op.compressions(); i++) {
            Operand part = Products.transposed(slice(mixed, 1, i * rank, rank));
            results.get(FIRST_COMPRESSION + i).ifPresent(to -> launches.addAll(products.matMul(part, x, to)));
        }
        for (int i = 0; i < routed; i++) {
            Operand part = slice(update, 1, i * rank, rank);
            results.get(firstExpert() + i).ifPresent(to -> launches.addAll(products.matMul(across, part, to)));
        }
        return launches;
    }

    /** {@code g · W + dc · C + dlogits · R}. */
    private void tokens(Operand gradient, Operand mixed, Operand logits, Epilogue epilogue, Operand to) {
        List<Operand> left = new ArrayList<>(List.of(gradient, logits));
        List<Operand> right = new ArrayList<>(List.of(in.get(1), in.get(ROUTER)));
        IntStream.range(0, op.compressions()).forEach(i -> {
            left.add(slice(mixed, 1, i * rank, rank));
            right.add(in.get(FIRST_COMPRESSION + i));
        });
        launches.addAll(products.sum(left, right, epilogue, to));
    }
}
