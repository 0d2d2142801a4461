package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Step;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Indexed;
import io.spmtrack.engine.tornado.kernels.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of tables by index, and sums into them, as launches of {@link Indexed}. */
final class Lookups {
    private final Step step;

    Lookups(Step step) {
        this.step = step;
    }

    List<Launch> gather(Operand table, Operand indices, Operand rows) {
        return launch(Kernel.GATHER, words(table, indices, rows), List.of(table, indices), rows);
    }

    List<Launch> scatterAdd(Operand rows, Operand indices, Operand table) {
        return launch(Kernel.SCATTER_ADD, words(table, indices, rows), List.of(rows, indices), table);
    }

    private List<Launch> launch(Kernel kernel, Words words, List<Operand> in, Operand out) {
        if (out.shape().count() == 0) {
            return List.of();
        }
        int items = Math.toIntExact(out.shape().count());
        List<Slab> slabs = List.of(in.getFirst().slab(), Slab.INTEGERS, out.slab());
        return List.of(Launch.items(step, kernel, words, items, slabs, in, out));
    }

    private static Words words(Operand table, Operand indices, Operand rows) {
        int axes = indices.shape().rank();
        int[] front = IntStream.range(0, axes).toArray();
        Walk positions = Walk.of(indices.layout(), Walk.axes(rows.layout(), front));
        int[] inTable = IntStream.range(1, table.shape().rank()).toArray();
        int[] inRows = Arrays.stream(inTable).map(axis -> axis - 1 + axes).toArray();
        Walk row = Walk.of(Walk.axes(table.layout(), inTable), Walk.axes(rows.layout(), inRows));
        Words words = new Words()
                .at(Indexed.COUNT, positions.count())
                .at(Indexed.WIDTH, row.count())
                .at(Indexed.TABLE_ROWS, table.shape().size(0))
                .at(Indexed.TABLE_STRIDE, table.stride(0))
                .at(Indexed.TABLE, table.offset())
                .at(Indexed.INDICES, indices.offset())
                .at(Indexed.ROWS, rows.offset())
                .at(Indexed.INDEX_RANK, positions.rank())
                .at(Indexed.ROW_RANK, row.rank())
                .at(Indexed.AXES);
        positions.to(words);
        row.to(words);
        return words;
    }
}
