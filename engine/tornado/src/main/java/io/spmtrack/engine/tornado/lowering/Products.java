package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Functions;
import io.spmtrack.engine.tornado.kernels.Gemm;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.library.LargeProduct;
import io.spmtrack.engine.tornado.library.LargeProducts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Matrix products as launches of {@link Gemm}, or of NVIDIA's library where the profile has it and they are large. */
final class Products {
    private static final int ABSENT = -1;

    private final Step step;
    private final Profile profile;
    private final Elements elements;

    Products(Step step, Profile profile, Scratch scratch) {
        this.step = step;
        this.profile = profile;
        this.elements = new Elements(step, scratch);
    }

    /** {@code [.., m, k] · [.., k, n]}, of 32-bit floats whatever the precision. */
    List<Launch> matMul(Operand a, Operand b, Operand c) {
        return sum(List.of(a), List.of(b), Epilogue.NONE, c, true);
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
        return sum(a, b, epilogue, c, false);
    }

    /** @param exact whether factors must not be rounded */
    private List<Launch> sum(List<Operand> a, List<Operand> b, Epilogue epilogue, Operand c, boolean exact) {
        if (c.shape().count() == 0) {
            return List.of();
        }
        return profile.large()
                .flatMap(large -> staged(large, a, b, epilogue, c, exact))
                .orElseGet(() -> portable(a, b, epilogue, c));
    }

    private Optional<List<Launch>> staged(
            LargeProducts large, List<Operand> a, List<Operand> b, Epilogue epilogue, Operand c, boolean exact) {
        if (c.shape().axes(0, c.shape().rank() - 2).count() != 1) {
            return Optional.empty();
        }
        List<Operand> left = a.stream().map(Products::matrix).toList();
        List<Operand> right = b.stream().map(Products::matrix).toList();
        LargeProduct product = Staged.product(left, right, large.precision(exact));
        if (!large.takes(product, exact)) {
            return Optional.empty();
        }
        Operand sums = Staged.result(product, large.by());
        Launch last = Launch.items(
                step,
                Kernel.FINISH,
                words(0, epilogue, c).add(sums.stride(0)),
                Math.multiplyExact(product.rows(), product.columns()),
                List.of(Slab.PRODUCT, vectors(epilogue, Slab.WORK), Slab.WORK),
                reads(List.of(sums), epilogue),
                writes(epilogue, c));
        return Optional.of(new Staged(step, elements).launches(product, large.by(), left, right, last));
    }

    /** The two last axes of one with no more. */
    private static Operand matrix(Operand x) {
        int rank = x.shape().rank();
        return new Operand(x.slab(), Walk.axes(x.layout(), rank - 2, rank - 1));
    }

    private static Slab vectors(Epilogue epilogue, Slab otherwise) {
        return epilogue.bias().or(epilogue::factor).map(Operand::slab).orElse(otherwise);
    }

    private static List<Operand> reads(List<Operand> factors, Epilogue epilogue) {
        List<Operand> reads = new ArrayList<>(factors);
        Stream.of(epilogue.bias(), epilogue.factor(), epilogue.residual()).forEach(each -> each.ifPresent(reads::add));
        return reads;
    }

    private static Operand[] writes(Epilogue epilogue, Operand c) {
        return Stream.concat(Stream.of(c), epilogue.before().stream()).toArray(Operand[]::new);
    }

    /** What a kernel reads about the result and what follows the sum of so many products. */
    private static Words words(int products, Epilogue epilogue, Operand c) {
        Operand before = epilogue.before().orElse(c);
        Operand residual = epilogue.residual().orElse(c);
        Words words = new Words()
                .at(Gemm.ROWS, c.shape().size(-2))
                .at(Gemm.COLUMNS, c.shape().size(-1))
                .at(Gemm.PRODUCTS, products)
                .at(Gemm.RESULT, c.offset(), c.stride(-2), c.stride(-1));
        vector(words.at(Gemm.BIAS), epilogue.bias());
        words.at(Gemm.ACTIVATION, Functions.code(epilogue.activation()));
        words.at(Gemm.BEFORE, offset(epilogue.before()), before.stride(-2), before.stride(-1));
        vector(words.at(Gemm.FACTOR), epilogue.factor());
        return words.at(Gemm.RESIDUAL, offset(epilogue.residual()), residual.stride(-2), residual.stride(-1));
    }

    private List<Launch> portable(List<Operand> a, List<Operand> b, Epilogue epilogue, Operand c) {
        Operand first = a.getFirst();
        Operand second = b.getFirst();
        Operand before = epilogue.before().orElse(c);
        Operand residual = epilogue.residual().orElse(c);
        Words words = words(a.size(), epilogue, c);
        Walk batch = Walk.of(
                0,
                c.shape().rank() - 2,
                first.layout(),
                second.layout(),
                c.layout(),
                before.layout(),
                residual.layout());
        words.at(Gemm.BATCH_RANK, batch.rank()).at(Gemm.AXES);
        batch.to(words);
        for (int i = 0; i < a.size(); i++) {
            Operand left = a.get(i);
            Operand right = b.get(i);
            words.add(left.shape().size(-1), left.offset(), left.stride(-2), left.stride(-1));
            words.add(right.offset(), right.stride(-2), right.stride(-1));
        }
        int high = Math.ceilDiv(c.shape().size(-2), profile.tile());
        int wide = Math.ceilDiv(c.shape().size(-1), profile.tile());
        List<Operand> factors = new ArrayList<>(a);
        factors.addAll(b);
        return List.of(Launch.groups(
                step,
                Kernel.GEMM,
                words,
                Math.multiplyExact(wide, Math.multiplyExact(high, batch.count())),
                List.of(first.slab(), second.slab(), vectors(epilogue, second.slab()), Slab.WORK),
                reads(factors, epilogue),
                writes(epilogue, c)));
    }

    private static int offset(Optional<Operand> operand) {
        return operand.map(Operand::offset).orElse(ABSENT);
    }

    private static void vector(Words words, Optional<Operand> vector) {
        words.add(offset(vector), vector.map(each -> each.stride(-1)).orElse(0));
    }
}
