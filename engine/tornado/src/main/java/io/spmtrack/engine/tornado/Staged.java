package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Matrix products by NVIDIA's library. It takes whole arrays from their first element, so the factors are copied to arrays of
 * their own: those of several products that are summed lie one after the other along the inner axis and become a single one. A last
 * kernel does what follows the product.
 */
final class Staged {
    private final Step step;
    private final Elements elements;

    Staged(Step step, Elements elements) {
        this.step = step;
        this.elements = elements;
    }

    /** The product {@code Σ a_s · b_s} of plain matrices. */
    static LibraryProduct product(List<Operand> a, List<Operand> b, Precision precision) {
        int inner = a.stream().mapToInt(each -> each.shape().size(-1)).reduce(0, Math::addExact);
        return new LibraryProduct(
                a.getFirst().shape().size(-2),
                b.getFirst().shape().size(-1),
                inner,
                isAcross(a.getFirst()),
                isAcross(b.getFirst()),
                precision);
    }

    /** Whether a matrix lies column by column: then it is copied so. */
    private static boolean isAcross(Operand matrix) {
        return matrix.stride(-1) != 1 && matrix.stride(-2) == 1;
    }

    /**
     * Copies, product and what follows.
     *
     * @param product made of a and b
     * @param last reads the product
     */
    List<Launch> launches(LibraryProduct product, List<Operand> a, List<Operand> b, Launch last) {
        List<Launch> launches = new ArrayList<>();
        Kernel kernel = product.precision() == Precision.FP16 ? Kernel.TO_HALF : Kernel.UNARY;
        Operand left = array(Slab.LEFT, product.leftAcross(), product.rows(), product.inner());
        Operand right = array(Slab.RIGHT, product.rightAcross(), product.inner(), product.columns());
        int start = 0;
        for (int i = 0; i < a.size(); i++) {
            int inner = a.get(i).shape().size(-1);
            copy(kernel, a.get(i), slice(left, 1, start, inner), product.leftAcross(), launches);
            copy(kernel, b.get(i), slice(right, 0, start, inner), product.rightAcross(), launches);
            start += inner;
        }
        launches.add(new Launch(
                Kernel.LIBRARY,
                List.of(Slab.LEFT, Slab.RIGHT, Slab.PRODUCT),
                new int[0],
                Launch.Groups.row(1),
                List.of(left, right),
                List.of(result(product)),
                step,
                Optional.of(product)));
        launches.add(last);
        return launches;
    }

    /** Where the library leaves a product. */
    static Operand result(LibraryProduct product) {
        return array(Slab.PRODUCT, false, product.rows(), product.columns());
    }

    private static Operand array(Slab slab, boolean across, int rows, int columns) {
        Layout stored = across
                ? Layout.contiguous(Shape.of(columns, rows), 0).permute(1, 0)
                : Layout.contiguous(Shape.of(rows, columns), 0);
        return new Operand(slab, stored);
    }

    private static Operand slice(Operand x, int axis, int start, int length) {
        return new Operand(x.slab(), x.layout().slice(axis, start, length));
    }

    /** Neighbouring work-items write neighbours. */
    private void copy(Kernel kernel, Operand from, Operand to, boolean across, List<Launch> launches) {
        Operand source = across ? Products.transposed(from) : from;
        Operand target = across ? Products.transposed(to) : to;
        launches.addAll(elements.apply(kernel, Functions.IDENTITY, List.of(source), target));
    }
}
