package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Matrix products as launches of {@link Gemm}. */
final class Products {
    private static final int ABSENT = -1;

    private final Step step;
    private final int tile;

    /** @param tile results of a work-group along each axis */
    Products(Step step, int tile) {
        this.step = step;
        this.tile = tile;
    }

    /** {@code [.., m, k] · [.., k, n]}. */
    List<Launch> matMul(Operand a, Operand b, Operand c) {
        return sum(List.of(a), List.of(b), Epilogue.NONE, c);
    }

    /** {@code epilogue(x · Wᵀ)}. */
    List<Launch> linear(Operand x, Operand weight, Epilogue epilogue, Operand y) {
        if (y.shape().count() == 0) {
            return List.of();
        }
        Operand before = epilogue.before().orElse(y);
        Operand residual = epilogue.residual().orElse(y);
        Walk rows = Walk.of(0, y.shape().rank() - 1, x.layout(), y.layout(), before.layout(), residual.layout());
        Operand left = matrices(rows, 0, x);
        Layout transposed = weight.layout().permute(1, 0);
        Shape wide = left.shape()
                .with(-2, transposed.shape().size(0))
                .with(-1, transposed.shape().size(1));
        Operand right = new Operand(weight.slab(), transposed.expand(wide));
        Epilogue folded = new Epilogue(
                epilogue.bias(),
                epilogue.activation(),
                epilogue.before().map(each -> matrices(rows, 2, each)),
                epilogue.factor(),
                epilogue.residual().map(each -> matrices(rows, 3, each)));
        return sum(List.of(left), List.of(right), folded, matrices(rows, 1, y));
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

    static Operand transposed(Operand x) {
        return new Operand(x.slab(), x.layout().permute(1, 0));
    }

    /** {@code c = epilogue(Σ a_s · b_s)}: all a in one slab with the strides of the first along batch axes, all b too. */
    List<Launch> sum(List<Operand> a, List<Operand> b, Epilogue epilogue, Operand c) {
        if (c.shape().count() == 0) {
            return List.of();
        }
        Operand first = a.getFirst();
        Operand second = b.getFirst();
        Operand before = epilogue.before().orElse(c);
        Operand residual = epilogue.residual().orElse(c);
        int rows = c.shape().size(-2);
        int columns = c.shape().size(-1);
        Words words = new Words().add(rows, columns, a.size(), c.offset(), c.stride(-2), c.stride(-1));
        vector(words, epilogue.bias());
        words.add(Functions.code(epilogue.activation()));
        words.add(offset(epilogue.before()), before.stride(-2), before.stride(-1));
        vector(words, epilogue.factor());
        words.add(offset(epilogue.residual()), residual.stride(-2), residual.stride(-1));
        Walk batch = Walk.of(
                0,
                c.shape().rank() - 2,
                first.layout(),
                second.layout(),
                c.layout(),
                before.layout(),
                residual.layout());
        words.add(batch.rank());
        batch.to(words);
        for (int i = 0; i < a.size(); i++) {
            Operand left = a.get(i);
            Operand right = b.get(i);
            words.add(left.shape().size(-1), left.offset(), left.stride(-2), left.stride(-1));
            words.add(right.offset(), right.stride(-2), right.stride(-1));
        }
        int tiles = Math.multiplyExact(
                Math.ceilDiv(columns, tile), Math.multiplyExact(Math.ceilDiv(rows, tile), batch.count()));
        Slab vectors = epilogue.bias().or(epilogue::factor).map(Operand::slab).orElse(second.slab());
        List<Operand> reads = new ArrayList<>(a);
        reads.addAll(b);
        Stream.of(epilogue.bias(), epilogue.factor(), epilogue.residual()).forEach(each -> each.ifPresent(reads::add));
        List<Operand> writes = new ArrayList<>(List.of(c));
        epilogue.before().ifPresent(writes::add);
        return List.of(new Launch(
                Kernel.GEMM,
                List.of(first.slab(), second.slab(), vectors, Slab.WORK),
                words.toArray(),
                Launch.Groups.row(tiles),
                reads,
                writes,
                step));
    }

    private static int offset(Optional<Operand> operand) {
        return operand.map(Operand::offset).orElse(ABSENT);
    }

    private static void vector(Words words, Optional<Operand> vector) {
        words.add(offset(vector), vector.map(each -> each.stride(-1)).orElse(0));
    }
}
