package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.LayerNorm;
import io.spmtrack.engine.op.LayerNormBackward;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.kernels.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Steps along rows as launches of {@link Rows}. */
final class RowSteps {
    private static final int ABSENT = -1;

    /** Rows that one partial sum of scale's and shift's gradients takes, and most such sums. */
    private static final int PART = 16;

    private static final int PARTS = 64;

    private final Step step;
    private final Scratch scratch;

    RowSteps(Step step, Scratch scratch) {
        this.step = step;
        this.scratch = scratch;
    }

    List<Launch> softmax(Operand x, Operand y) {
        if (y.shape().count() == 0) {
            return List.of();
        }
        int last = y.shape().rank() - 1;
        Walk rows = Walk.of(0, last, x.layout(), y.layout());
        Words words = new Words()
                .at(Rows.ROWS, rows.count())
                .at(Rows.WIDTH, y.shape().size(last))
                .at(Rows.X, x.offset())
                .at(Rows.Y, y.offset())
                .at(Rows.X_STRIDE, x.stride(last))
                .at(Rows.Y_STRIDE, y.stride(last))
                .at(Rows.SOFTMAX_ROW_RANK, rows.rank())
                .at(Rows.SOFTMAX_AXES);
        rows.to(words);
        return List.of(
                Launch.groups(step, Kernel.SOFTMAX, words, rows.count(), List.of(x.slab(), y.slab()), List.of(x), y));
    }

    List<Launch> layerNorm(LayerNorm op, List<Operand> in, Operand y) {
        if (y.shape().count() == 0) {
            return List.of();
        }
        Operand x = in.get(0);
        Operand scale = in.get(1);
        Operand shift = in.get(2);
        int last = y.shape().rank() - 1;
        Walk rows = Walk.of(0, last, x.layout(), y.layout());
        Words words = new Words()
                .at(Rows.ROWS, rows.count())
                .at(Rows.WIDTH, y.shape().size(last))
                .at(Rows.X, x.offset())
                .at(Rows.Y, y.offset())
                .at(Rows.X_STRIDE, x.stride(last))
                .at(Rows.Y_STRIDE, y.stride(last))
                .at(Rows.SCALE, scale.offset(), scale.stride(0))
                .at(Rows.SHIFT, shift.offset(), shift.stride(0))
                .real(Rows.EPSILON, op.epsilon())
                .at(Rows.ROW_RANK, rows.rank())
                .at(Rows.AXES);
        rows.to(words);
        List<Slab> slabs = List.of(x.slab(), scale.slab(), shift.slab(), y.slab());
        return List.of(Launch.groups(step, Kernel.LAYER_NORM, words, rows.count(), slabs, in, y));
    }

    /**
     * Gradients of x, scale and shift, those that are wanted.
     *
     * @param g the output's gradient, in the work slab
     */
    List<Launch> layerNormBackward(
            LayerNormBackward op, Operand x, Operand scale, Operand g, List<Optional<Operand>> results) {
        int last = x.shape().rank() - 1;
        if (x.shape().count() == 0) {
            throw new IllegalArgumentException(
                    "the gradient of a layerNorm of nothing has no kernel: " + step.describe());
        }
        Operand dx = results.getFirst().orElse(g);
        Walk rows = Walk.of(0, last, x.layout(), g.layout(), dx.layout());
        Operand statistics = scratch.take(Shape.of(rows.count(), 2));
        Words words = new Words()
                .at(Rows.ROWS, rows.count())
                .at(Rows.WIDTH, x.shape().size(last))
                .at(Rows.X, x.offset())
                .at(Rows.BACK_G, g.offset())
                .at(Rows.BACK_DX, results.getFirst().map(Operand::offset).orElse(ABSENT))
                .at(Rows.BACK_X_STRIDE, x.stride(last))
                .at(Rows.BACK_G_STRIDE, g.stride(last))
                .at(Rows.BACK_DX_STRIDE, dx.stride(last))
                .at(Rows.BACK_SCALE, scale.offset(), scale.stride(0))
                .at(Rows.BACK_STATISTICS, statistics.offset())
                .real(Rows.BACK_EPSILON, op.epsilon())
                .at(Rows.BACK_ROW_RANK, rows.rank())
                .at(Rows.BACK_AXES);
        rows.to(words);
        List<Launch> launches = new ArrayList<>();
        launches.add(Launch.groups(
                step,
                Kernel.LAYER_NORM_BACKWARD,
                words,
                rows.count(),
                List.of(x.slab(), scale.slab(), Slab.WORK),
                List.of(x, scale, g),
                dx,
                statistics));
        if (results.get(1).isPresent() || results.get(2).isPresent()) {
            affine(x, g, statistics, results, launches);
        }
        return launches;
    }

    /** Gradients of scale and shift: partial sums over parts of the rows, then their sums. */
    private void affine(
            Operand x, Operand g, Operand statistics, List<Optional<Operand>> results, List<Launch> launches) {
        int last = x.shape().rank() - 1;
        int width = x.shape().size(last);
        Walk rows = Walk.of(0, last, x.layout(), g.layout());
        int parts = Math.max(1, Math.min(PARTS, rows.count() / PART));
        Operand scale = scratch.take(Shape.of(parts, width));
        Operand shift = scratch.take(Shape.of(parts, width));
        Words words = new Words()
                .at(Rows.ROWS, rows.count())
                .at(Rows.WIDTH, width)
                .at(Rows.AFFINE_SHARE, Math.ceilDiv(rows.count(), parts))
                .at(Rows.AFFINE_X, x.offset())
                .at(Rows.AFFINE_G, g.offset())
                .at(Rows.AFFINE_X_STRIDE, x.stride(last))
                .at(Rows.AFFINE_G_STRIDE, g.stride(last))
                .at(Rows.AFFINE_STATISTICS, statistics.offset())
                .at(Rows.AFFINE_SCALE, scale.offset())
                .at(Rows.AFFINE_SHIFT, shift.offset())
                .at(Rows.AFFINE_PARTIALS, parts)
                .at(Rows.AFFINE_ROW_RANK, rows.rank())
                .at(Rows.AFFINE_AXES);
        rows.to(words);
        launches.add(Launch.items(
                step,
                Kernel.AFFINE,
                words,
                width * parts,
                List.of(x.slab(), Slab.WORK),
                List.of(x, g, statistics),
                scale,
                shift));
        Reducing reducing = new Reducing(step, scratch);
        results.get(1).ifPresent(to -> launches.addAll(reducing.columns(scale, to)));
        results.get(2).ifPresent(to -> launches.addAll(reducing.columns(shift, to)));
    }
}
