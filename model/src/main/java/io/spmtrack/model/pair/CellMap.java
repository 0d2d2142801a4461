package io.spmtrack.model.pair;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import java.util.stream.IntStream;

/**
 * A square map of cells whose squares of {@code pool} by {@code pool} cells become one node; squares at the far edges may hold fewer.
 *
 * @param side cells along a side
 */
record CellMap(int side, int pool) {
    private int squares() {
        return Math.ceilDiv(side, pool);
    }

    int nodes() {
        return squares() * squares();
    }

    /** The mean of the cells of each square, {@code [B, cells, d] → [B, nodes, d]}. */
    Tensor pool(Tensor x) {
        if (pool == 1) {
            return x;
        }
        int samples = x.shape().size(0);
        int width = x.shape().size(2);
        int beyond = squares() * pool - side;
        return x.reshape(samples, side, side, width)
                .pad(1, 0, beyond)
                .pad(2, 0, beyond)
                .reshape(samples, squares(), pool, squares(), pool * width)
                .sum(2) // [B, g, 1, g, p·d]
                .reshape(samples, nodes(), pool, width)
                .sum(2)
                .reshape(samples, nodes(), width)
                .mul(x.tape()
                        .constant(
                                Shape.of(nodes(), 1),
                                IntStream.range(0, nodes())
                                        .mapToObj(node -> 1.0 / cells(node / squares()) / cells(node % squares()))
                                        .toList()));
    }

    /** Cells along a side of a square, by its row or column. */
    private int cells(int square) {
        return Math.min(pool, side - square * pool);
    }

    /** Gives every cell the value of its square, {@code [B, nodes, d] → [B, cells, d]}. */
    Tensor spread(Tensor x) {
        if (pool == 1) {
            return x;
        }
        int samples = x.shape().size(0);
        int width = x.shape().size(2);
        int all = squares() * pool;
        return x.reshape(samples, squares(), 1, squares(), 1, width)
                .expand(Shape.of(samples, squares(), pool, squares(), pool, width))
                .reshape(samples, all, all, width)
                .slice(1, 0, side)
                .slice(2, 0, side)
                .reshape(samples, side * side, width);
    }
}
