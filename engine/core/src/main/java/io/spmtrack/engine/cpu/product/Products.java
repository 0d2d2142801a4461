package io.spmtrack.engine.cpu.product;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.cpu.elementwise.CopyKernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.cpu.vector.Offsets;
import io.spmtrack.engine.cpu.vector.Strided;
import io.spmtrack.engine.op.Activation;
import java.util.List;
import java.util.Optional;

/** Lowers matrix products and linear layers of any layout to {@link Gemm}. */
public final class Products {
    private Products() {}

    /** {@code [.., m, k] · [.., k, n] → [.., m, n]}. */
    public static Lowered matMul(Operand a, Operand b, Operand c, PackedWeights weights, int threads) {
        int rank = c.layout().shape().rank();
        Shape shape = c.layout().shape();
        if (shape.size(-1) > 1 && c.layout().stride(-1) != 1) {
            return shape.size(-2) == 1 || c.layout().stride(-2) == 1
                    ? matMul(swapped(b), swapped(a), swapped(c), weights, threads)
                    : throughCopy(a, b, c, weights, threads);
        }
        Strided batch = Strided.of(rank - 2, a.layout(), b.layout(), c.layout());
        Gemm.Size size = new Gemm.Size(
                Math.toIntExact(batch.count()),
                shape.size(-2),
                shape.size(-1),
                a.layout().shape().size(-1));
        Matrix left = matrix(a, batch, 0);
        Matrix matrix = matrix(b, batch, 1);
        RightOperand right = size.batch() == 1 ? weights.of(matrix, size.k(), size.n()) : matrix;
        Matrix out = matrix(c, batch, 2);
        return new Lowered(
                Gemm.workspace(size, right instanceof PackedB, threads),
                Gemm.strips(size),
                workspace -> Gemm.bind(size, left, right, out, Epilogue.NONE, workspace, threads));
    }

    private static Operand swapped(Operand operand) {
        int rank = operand.layout().shape().rank();
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i < rank - 2 ? i : 2 * rank - 3 - i;
        }
        return new Operand(operand.data(), operand.layout().permute(order));
    }

    // A result without a contiguous axis is computed aside and copied.
    private static Lowered throughCopy(Operand a, Operand b, Operand c, PackedWeights weights, int threads) {
        long elements = Workspace.lines(c.layout().shape().count());
        Lowered product =
                matMul(a, b, new Operand(c.data(), Layout.contiguous(c.layout().shape(), 0)), weights, threads);
        return new Lowered(elements + product.workspace(), product.strips(), workspace -> {
            Operand aside =
                    new Operand(workspace.data(), Layout.contiguous(c.layout().shape(), workspace.offset()));
            Workspace rest = workspace.after(elements);
            return Lowered.sequence(List.of(
                            matMul(a, b, aside, weights, threads),
                            Lowered.of(new CopyKernel(CopyKernel.Conversion.NONE, aside, c))))
                    .bind()
                    .apply(rest);
        });
    }

    private static Matrix matrix(Operand operand, Strided batch, int index) {
        return new Matrix(
                operand.data(),
                batch.starts(index),
                operand.layout().stride(-2),
                operand.layout().stride(-1));
    }

    /**
     * {@code activation(x · Wᵀ + b)}: the outer axes of x are merged to rows where its layout and those of the results allow it,
     * the rest is a batch. {@code before} receives the sums before the activation.
     */
    public static Lowered linear(
            Activation activation,
            Operand x,
            Operand weight,
            Optional<Operand> bias,
            Operand out,
            Optional<Operand> before,
            PackedWeights weights,
            int threads) {
        int outer = x.layout().shape().rank() - 1;
        Strided rows =
                Strided.of(outer, x.layout(), out.layout(), before.orElse(out).layout());
        int n = weight.layout().shape().size(0);
        Gemm.Size size = new Gemm.Size(
                Math.toIntExact(rows.outer()),
                rows.inner(),
                n,
                weight.layout().shape().size(1));
        Offsets same = Offsets.repeated(weight.layout().offset(), size.batch());
        Matrix matrix = new Matrix(
                weight.data(), same, weight.layout().stride(1), weight.layout().stride(0));
        RightOperand right = size.batch() == 0 ? matrix : weights.of(matrix, size.k(), size.n());
        Matrix left =
                new Matrix(x.data(), rows.offsets(0), rows.step(0), x.layout().stride(-1));
        Epilogue epilogue = new Epilogue(
                bias.map(b -> new Matrix(b.data(), Offsets.repeated(b.layout().offset(), size.batch()), 0, 1)),
                activation,
                before.map(b -> new Matrix(b.data(), rows.offsets(2), rows.step(2), 1)),
                Optional.empty(),
                Optional.empty());
        Matrix result = new Matrix(
                out.data(), rows.offsets(1), rows.step(1), n > 1 ? out.layout().stride(-1) : 1);
        return new Lowered(
                Gemm.workspace(size, right instanceof PackedB, threads),
                Gemm.strips(size),
                workspace -> Gemm.bind(size, left, right, result, epilogue, workspace, threads));
    }
}
