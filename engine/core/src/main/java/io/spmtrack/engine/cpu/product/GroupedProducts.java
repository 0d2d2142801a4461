package io.spmtrack.engine.cpu.product;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.vector.Offsets;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Grouped;
import java.util.List;
import java.util.Optional;

/** {@link Grouped.Layer}: one product a group, each over the rows that a run finds its group to have. */
public final class GroupedProducts implements Kernel {
    private final Gemm[] products;
    private final GroupEnds ends;
    private final List<Matrix> results;
    private final int columns;

    private GroupedProducts(Gemm[] products, GroupEnds ends, List<Matrix> results, int columns) {
        this.products = products;
        this.ends = ends;
        this.results = results;
        this.columns = columns;
    }

    /**
     * Lowers a grouped layer.
     *
     * @param in the op's inputs
     * @param out its first result
     * @param before the sums before the activation, where they are wanted
     */
    public static Lowered linear(
            Grouped.Layer op,
            Activation activation,
            List<Operand> in,
            Operand out,
            Optional<Operand> before,
            PackedWeights weights,
            int threads) {
        int groups = op.groups();
        Operand x = in.getFirst();
        Operand first = in.get(2);
        Gemm.Size size = new Gemm.Size(
                1,
                x.layout().shape().size(0),
                first.layout().shape().size(0),
                first.layout().shape().size(1));
        Matrix left = matrix(x);
        Matrix result = matrix(out);
        Optional<Matrix> sums = before.map(GroupedProducts::matrix);
        RightOperand[] right = new RightOperand[groups];
        boolean packed = true;
        for (int group = 0; group < groups; group++) {
            right[group] = weights.of(matrix(in.get(2 + group)).transposed(), size.k(), size.n());
            packed &= right[group] instanceof PackedB;
        }
        boolean ahead = packed;
        return new Lowered(Gemm.workspace(size, ahead, threads), Gemm.strips(size), workspace -> {
            Gemm[] products = new Gemm[groups];
            for (int group = 0; group < groups; group++) {
                Optional<Matrix> bias =
                        op.biased() ? Optional.of(vector(in.get(2 + groups + group))) : Optional.empty();
                Epilogue epilogue = new Epilogue(bias, activation, sums, Optional.empty(), Optional.empty());
                products[group] = Gemm.bind(size, left, right[group], result, epilogue, workspace, threads);
            }
            List<Matrix> all = sums.map(each -> List.of(result, each)).orElse(List.of(result));
            return new GroupedProducts(products, new GroupEnds(in.get(1), size.m()), all, size.n());
        });
    }

    static Matrix matrix(Operand operand) {
        boolean one = operand.layout().shape().size(1) <= 1;
        return new Matrix(
                operand.data(),
                Offsets.of(operand.layout().offset()),
                operand.layout().stride(0),
                one ? 1 : operand.layout().stride(1));
    }

    private static Matrix vector(Operand operand) {
        return new Matrix(operand.data(), Offsets.of(operand.layout().offset()), 0, 1);
    }

    @Override
    public void run(Workers workers) {
        int from = 0;
        for (int group = 0; group < products.length; group++) {
            int end = ends.end(group, from);
            if (end > from) {
                products[group].rows(from, end);
                products[group].run(workers);
            }
            from = end;
        }
        for (int row = from; row < ends.rows(); row++) {
            for (int i = 0; i < results.size(); i++) {
                Pack.zero(results.get(i).data(), results.get(i).at(0, row, 0), 4L * columns);
            }
        }
    }
}
