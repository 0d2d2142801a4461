package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Reduce;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Functions;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.kernels.Reductions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reductions as launches of {@link Reductions}: long ones in two, so that the whole device works on them. */
final class Reducing {
    /** Work-items that keep a device busy. */
    private static final int BUSY = 16_384;

    /** A part is worth its own partial result from so many elements. */
    private static final int PART = 256;

    private static final int SHORT = 16;
    private static final int NEIGHBOURS = 32;

    private final Step step;
    private final Scratch scratch;

    Reducing(Step step, Scratch scratch) {
        this.step = step;
        this.scratch = scratch;
    }

    List<Launch> reduce(Reduce op, Operand x, Operand y) {
        int rank = x.shape().rank();
        int[] kept = IntStream.range(0, rank)
                .filter(axis -> !op.axes().contains(axis))
                .toArray();
        int[] reduced = op.axes().stream().mapToInt(Integer::intValue).toArray();
        return reduce(Functions.code(op.kind()), x, kept, reduced, Walk.axes(y.layout(), kept), y.slab());
    }

    /** The sums of the columns of a matrix. */
    List<Launch> columns(Operand matrix, Operand y) {
        return reduce(Functions.REDUCE_SUM, matrix, new int[] {1}, new int[] {0}, y.layout(), y.slab());
    }

    private List<Launch> reduce(int code, Operand x, int[] kept, int[] reduced, Layout y, Slab slab) {
        Layout results = Walk.axes(x.layout(), kept);
        Walk terms = Walk.of(Walk.axes(x.layout(), reduced));
        int count = Math.toIntExact(results.shape().count());
        int length = Math.toIntExact(Walk.axes(x.layout(), reduced).shape().count());
        if (count == 0) {
            return List.of();
        }
        int rank = results.shape().rank();
        boolean neighbours =
                rank > 0 && results.stride(rank - 1) == 1 && results.shape().size(rank - 1) >= NEIGHBOURS;
        boolean narrow = length <= SHORT || neighbours;
        int wanted = Math.ceilDiv(BUSY, narrow ? count : Math.multiplyExact(count, Reductions.GROUP));
        int parts = Math.max(1, Math.min(wanted, length / PART));
        if (parts == 1) {
            return List.of(launch(code, narrow, x, new Partials(1, length), results, terms, y, slab));
        }
        Operand partial = scratch.take(results.shape().append(parts));
        List<Launch> launches = new ArrayList<>();
        Partials split = new Partials(parts, Math.ceilDiv(length, parts));
        Layout to = Layout.contiguous(results.shape(), partial.layout().offset());
        launches.add(launch(code, narrow, x, split, results, terms, to, Slab.WORK));
        int again = code == Functions.REDUCE_MAX ? code : Functions.REDUCE_SUM;
        int[] front = IntStream.range(0, rank).toArray();
        launches.addAll(reduce(again, partial, front, new int[] {rank}, y, slab));
        return launches;
    }

    /** CallList that a reduction is split into, and elements of each. */
    private record Partials(int parts, int elements) {}

    private Launch launch(
            int code, boolean narrow, Operand x, Partials split, Layout results, Walk terms, Layout y, Slab slab) {
        Walk kept = Walk.of(results, y);
        int length = Math.toIntExact(Math.max(0, terms.count()));
        Words words = new Words()
                .at(Reductions.RESULTS, kept.count())
                .at(Reductions.LENGTH, length)
                .at(Reductions.FUNCTION, code)
                .at(Reductions.PARTIALS, split.parts())
                .at(Reductions.SHARE, split.elements())
                .at(Reductions.X, x.offset())
                .at(Reductions.Y, Math.toIntExact(y.offset()))
                .at(Reductions.KEPT_RANK, kept.rank())
                .at(Reductions.REDUCED_RANK, terms.rank())
                .at(Reductions.AXES);
        kept.to(words);
        terms.to(words);
        int items = Math.multiplyExact(kept.count(), split.parts());
        List<Slab> slabs = List.of(x.slab(), slab);
        Operand to = new Operand(slab, split.parts() == 1 ? y : Layout.contiguous(Shape.of(items), y.offset()));
        return narrow
                ? Launch.items(step, Kernel.REDUCE_NARROW, words, items, slabs, List.of(x), to)
                : Launch.groups(step, Kernel.REDUCE_WIDE, words, items, slabs, List.of(x), to);
    }
}
