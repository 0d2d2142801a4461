package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Tmoe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Matrix products as launches of {@link Gemm}. */
final class Products {
    private static final int ABSENT = -1;

    private final Step step;
    private final Scratch scratch;

    Products(Step step, Scratch scratch) {
        this.step = step;
        this.scratch = scratch;
    }

    /** What follows a product in the same kernel; the values before the activation are shaped like the result. */
    private record Epilogue(Optional<Operand> bias, Activation activation, Optional<Operand> before) {
        static final Epilogue NONE = new Epilogue(Optional.empty(), Activation.NONE, Optional.empty());
    }

    /** {@code [.., m, k] · [.., k, n]}. */
    List<Launch> matMul(Operand a, Operand b, Operand c) {
        return c.shape().count() == 0 ? List.of() : List.of(sum(List.of(a), List.of(b), Epilogue.NONE, c));
    }

    /** {@code activation(x · Wᵀ + b)}. */
    List<Launch> linear(
            Activation activation,
            Operand x,
            Operand weight,
            Optional<Operand> bias,
            Operand y,
            Optional<Operand> before) {
        if (y.shape().count() == 0) {
            return List.of();
        }
        int rank = y.shape().rank();
        Operand kept = before.orElse(y);
        Walk rows = Walk.of(0, rank - 1, x.layout(), y.layout(), kept.layout());
        Operand left = matrices(rows, 0, x);
        Layout transposed = weight.layout().permute(1, 0);
        Shape wide = left.shape()
                .with(-2, transposed.shape().size(0))
                .with(-1, transposed.shape().size(1));
        Operand right = new Operand(weight.slab(), transposed.expand(wide));
        Epilogue epilogue = new Epilogue(bias, activation, before.map(values -> matrices(rows, 2, values)));
        return List.of(sum(List.of(left), List.of(right), epilogue, matrices(rows, 1, y)));
    }

    private static Operand matrices(Walk rows, int number, Operand x) {
        return new Operand(
                x.slab(),
                rows.layout(
                        number,
                        x.layout().offset(),
                        x.shape().size(-1),
                        x.layout().stride(-1)));
    }

    /**
     * A layer with routed experts (spec/model.md §5): router and compression, the gate, then one product over all.
     *
     * @param x rows {@code [n, K]}
     * @param weights the inputs of {@link Tmoe} after x, all in one slab
     * @param kept the second output, {@code [compressions · r + E, n]}
     * @param y rows {@code [n, D]}
     */
    List<Launch> mixture(Tmoe op, Operand x, List<Operand> weights, Operand kept, Operand y) {
        int rows = x.shape().size(0);
        int rank = weights.get(3).shape().size(0);
        int routed = op.experts() + (op.shared() ? 1 : 0);
        if (y.shape().count() == 0) {
            return List.of();
        }
        List<Launch> launches = new ArrayList<>();
        Operand logits = slice(kept, 0, op.compressions() * rank, op.experts());
        launches.add(sum(List.of(x), List.of(transposed(weights.get(2))), Epilogue.NONE, transposed(logits)));
        for (int i = 0; i < op.compressions(); i++) {
            Operand part = transposed(slice(kept, 0, i * rank, rank));
            launches.add(sum(List.of(x), List.of(transposed(weights.get(3 + i))), Epilogue.NONE, part));
        }
        Operand update = scratch.take(Shape.of(rows, routed * rank));
        launches.add(gate(op, rank, logits, kept, update));
        List<Operand> left = new ArrayList<>(List.of(x));
        List<Operand> right = new ArrayList<>(List.of(transposed(weights.getFirst())));
        for (int i = 0; i < routed; i++) {
            left.add(slice(update, 1, i * rank, rank));
            right.add(transposed(weights.get(3 + op.compressions() + i)));
        }
        launches.add(sum(left, right, new Epilogue(Optional.of(weights.get(1)), Activation.NONE, Optional.empty()), y));
        return launches;
    }

    private static Operand transposed(Operand x) {
        return new Operand(x.slab(), x.layout().permute(1, 0));
    }

    private static Operand slice(Operand x, int axis, int start, int length) {
        return new Operand(x.slab(), x.layout().slice(axis, start, length));
    }

    private Launch gate(Tmoe op, int rank, Operand logits, Operand compressed, Operand update) {
        int rows = update.shape().size(0);
        Words words = new Words()
                .add(rows, op.experts(), rank, op.shared() ? 1 : 0, logits.offset(), compressed.offset())
                .add(op.routeCompression() ? rows * rank : 0, update.offset())
                .real(op.scale());
        int count = Math.toIntExact(update.shape().count());
        return new Launch(
                Kernel.GATE, List.of(Slab.WORK), words.toArray(), Launch.Groups.of(count, Kernel.GATE.groupX()), step);
    }

    /** {@code c = activation(Σ a_s · b_s + bias)}: all a in one slab with the strides of the first along batch axes, all b too. */
    private Launch sum(List<Operand> a, List<Operand> b, Epilogue epilogue, Operand c) {
        Operand first = a.getFirst();
        Operand second = b.getFirst();
        Operand before = epilogue.before().orElse(c);
        int rows = c.shape().size(-2);
        int columns = c.shape().size(-1);
        Words words = new Words().add(rows, columns, a.size(), c.offset(), c.stride(-2), c.stride(-1));
        words.add(
                epilogue.bias().map(Operand::offset).orElse(ABSENT),
                epilogue.bias().map(bias -> bias.stride(0)).orElse(0));
        words.add(Functions.code(epilogue.activation()));
        words.add(epilogue.before().map(Operand::offset).orElse(ABSENT), before.stride(-2), before.stride(-1));
        Walk batch = Walk.of(0, c.shape().rank() - 2, first.layout(), second.layout(), c.layout(), before.layout());
        words.add(batch.rank());
        batch.to(words);
        for (int i = 0; i < a.size(); i++) {
            Operand left = a.get(i);
            Operand right = b.get(i);
            words.add(left.shape().size(-1), left.offset(), left.stride(-2), left.stride(-1));
            words.add(right.offset(), right.stride(-2), right.stride(-1));
        }
        Slab bias = epilogue.bias().map(Operand::slab).orElse(second.slab());
        return new Launch(
                Kernel.GEMM,
                List.of(first.slab(), second.slab(), bias, Slab.WORK),
                words.toArray(),
                new Launch.Groups(Math.ceilDiv(columns, Gemm.TILE), Math.ceilDiv(rows, Gemm.TILE), batch.count()),
                step);
    }
}
