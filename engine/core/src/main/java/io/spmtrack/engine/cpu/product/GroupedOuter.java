package io.spmtrack.engine.cpu.product;

import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;

import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Operand;
import io.spmtrack.engine.cpu.run.Share;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import io.spmtrack.engine.op.Grouped;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * {@link Grouped.Gradient}: the rows of a group are copied to one place some at a time, with zeros behind the last, so that every
 * product has the same depth; the products are added up in the order of the rows.
 */
public final class GroupedOuter implements Kernel {
    // Adding a product to the sum costs one pass over both; with so many rows that is little beside the product.
    private static final int ROWS = 256;

    private final Matrix x;
    private final Matrix g;
    private final GroupEnds ends;
    private final List<Optional<Matrix>> sums;
    private final int depth;
    private final int width;
    private final int height;
    private final Matrix someX;
    private final Matrix someG;
    private final Matrix product;
    private final Gemm gemm;
    private final Share gather = this::gather;
    private final Share add = this::add;
    private int from;
    private int end;
    private boolean first;
    private Matrix sum;

    private GroupedOuter(List<Operand> in, List<Optional<Operand>> out, int depth, Workspace workspace, int threads) {
        out.forEach(each -> each.ifPresent(GroupedOuter::requireRows));
        this.x = GroupedProducts.matrix(in.get(0));
        this.g = GroupedProducts.matrix(in.get(1));
        this.ends = new GroupEnds(in.get(2), in.get(0).layout().shape().size(0));
        this.sums = out.stream().map(each -> each.map(GroupedProducts::matrix)).toList();
        this.depth = depth;
        this.width = in.get(0).layout().shape().size(1);
        this.height = in.get(1).layout().shape().size(1);
        MemorySegment data = workspace.data();
        long at = workspace.offset();
        this.someX = Matrix.dense(data, at, width);
        this.someG = Matrix.dense(data, at + places(depth, width), height);
        this.product = Matrix.dense(data, at + places(depth, width) + places(depth, height), width);
        this.sum = product;
        this.gemm = Gemm.bind(
                size(depth, height, width),
                someG.transposed(),
                someX,
                product,
                Epilogue.NONE,
                workspace.after(own(depth, height, width)),
                threads);
    }

    private static void requireRows(Operand sum) {
        if (sum.layout().shape().size(1) > 1 && sum.layout().stride(1) != 1) {
            throw new IllegalArgumentException("grouped gradient: a result needs unit column stride");
        }
    }

    /** Lowers the gradient of a grouped layer's weights. */
    public static Lowered lower(Grouped.Gradient op, List<Operand> in, List<Optional<Operand>> out, int threads) {
        int rows = in.getFirst().layout().shape().size(0);
        int depth = Math.clamp(rows, 1, ROWS);
        int width = in.get(0).layout().shape().size(1);
        int height = in.get(1).layout().shape().size(1);
        Gemm.Size size = size(depth, height, width);
        return new Lowered(
                own(depth, height, width) + Gemm.workspace(size, false, threads),
                Gemm.strips(size),
                workspace -> new GroupedOuter(in, out, depth, workspace, threads));
    }

    private static Gemm.Size size(int depth, int height, int width) {
        return new Gemm.Size(1, height, width, depth);
    }

    private static long places(int rows, int columns) {
        return Workspace.lines((long) rows * columns);
    }

    private static long own(int depth, int height, int width) {
        return places(depth, width) + places(depth, height) + places(height, width);
    }

    @Override
    public void run(Workers workers) {
        int start = 0;
        for (int group = 0; group < sums.size(); group++) {
            int stop = ends.end(group, start);
            if (sums.get(group).isPresent()) {
                sum = sums.get(group).get();
                group(start, stop, workers);
            }
            start = stop;
        }
    }

    private void group(int start, int stop, Workers workers) {
        first = true;
        for (from = start; from < stop || first; from += depth) {
            end = Math.min(stop, from + depth);
            workers.run(gather);
            gemm.run(workers);
            workers.run(add);
            first = false;
        }
    }

    private void gather(int thread, int threads) {
        int last = Share.from(depth, thread + 1, threads);
        for (int row = Share.from(depth, thread, threads); row < last; row++) {
            copy(x, from + row, someX, row, width);
            copy(g, from + row, someG, row, height);
        }
    }

    private void copy(Matrix source, int row, Matrix target, int to, int columns) {
        long at = target.at(0, to, 0);
        if (row >= end) {
            Pack.zero(target.data(), at, 4L * columns);
        } else if (source.columnStride() == 1) {
            MemorySegment.copy(source.data(), source.at(0, row, 0), target.data(), at, 4L * columns);
        } else {
            for (int column = 0; column < columns; column++) {
                target.data().set(FLOAT, at + 4L * column, source.data().get(FLOAT, source.at(0, row, column)));
            }
        }
    }

    private void add(int thread, int threads) {
        int last = Share.from(height, thread + 1, threads);
        for (int row = Share.from(height, thread, threads); row < last; row++) {
            long more = product.at(0, row, 0);
            long at = sum.at(0, row, 0);
            if (first) {
                MemorySegment.copy(product.data(), more, sum.data(), at, 4L * width);
            } else {
                Epilogue.addTo(sum.data(), at, product.data(), more, width);
            }
        }
    }
}
