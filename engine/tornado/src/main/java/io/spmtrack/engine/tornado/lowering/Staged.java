package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Functions;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.kernels.TensorCores;
import io.spmtrack.engine.tornado.library.LargeProduct;
import io.spmtrack.engine.tornado.library.LargeProducts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Matrix products by NVIDIA's library or by tensor cores. The library takes whole arrays from their first element, tensor cores take 16-bit
 * floats, so the factors are copied to arrays of their own: those of several products that are summed lie one after the other along the
 * inner axis and become a single one. A last kernel does what follows the product.
 */
final class Staged {
    private static final List<Slab> SLABS = List.of(Slab.LEFT, Slab.RIGHT, Slab.PRODUCT);

    private final Step step;
    private final Elements elements;

    Staged(Step step, Elements elements) {
        this.step = step;
        this.elements = elements;
    }

    /** The product {@code Σ a_s · b_s} of plain matrices. */
    static LargeProduct product(List<Operand> a, List<Operand> b, Precision precision) {
        int inner = a.stream().mapToInt(each -> each.shape().size(-1)).reduce(0, Math::addExact);
        return new LargeProduct(
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
     * @param by what multiplies
     * @param last reads the product
     */
    List<Launch> launches(LargeProduct product, LargeProducts.By by, List<Operand> a, List<Operand> b, Launch last) {
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
        launches.add(
                switch (by) {
                    case CUBLAS -> library(product, left, right);
                    case TENSOR_CORES -> tensorCores(product, left, right);
                });
        launches.add(last);
        return launches;
    }

    private Launch library(LargeProduct product, Operand left, Operand right) {
        return new Launch(
                Kernel.CUBLAS,
                SLABS,
                new int[0],
                Launch.Groups.row(1),
                List.of(left, right),
                List.of(stored(product, LargeProducts.By.CUBLAS)),
                step,
                Optional.of(product));
    }

    private Launch tensorCores(LargeProduct product, Operand left, Operand right) {
        Operand stored = stored(product, LargeProducts.By.TENSOR_CORES);
        Words words = new Words()
                .at(TensorCores.ROWS, product.rows())
                .at(TensorCores.COLUMNS, product.columns())
                .at(TensorCores.INNER, product.inner())
                .at(TensorCores.LEFT_ROW, left.stride(0))
                .at(TensorCores.LEFT_STEP, left.stride(1))
                .at(TensorCores.RIGHT_STEP, right.stride(0))
                .at(TensorCores.RIGHT_COLUMN, right.stride(1))
                .at(TensorCores.STORED_ROW, stored.shape().size(1));
        int groups = Math.toIntExact(stored.shape().count() / (TensorCores.TILE * TensorCores.TILE));
        return Launch.groups(step, Kernel.TENSOR_CORES, words, groups, SLABS, List.of(left, right), stored);
    }

    /** Where a product is left, with the rows and columns behind its edges that are written. */
    private static Operand stored(LargeProduct product, LargeProducts.By by) {
        int multiple = by == LargeProducts.By.TENSOR_CORES ? TensorCores.TILE : 1;
        int rows = Math.ceilDiv(product.rows(), multiple);
        int columns = Math.ceilDiv(product.columns(), multiple);
        return array(Slab.PRODUCT, false, Math.multiplyExact(multiple, rows), Math.multiplyExact(multiple, columns));
    }

    /** Where a product is left. */
    static Operand result(LargeProduct product, LargeProducts.By by) {
        return slice(slice(stored(product, by), 0, 0, product.rows()), 1, 0, product.columns());
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
