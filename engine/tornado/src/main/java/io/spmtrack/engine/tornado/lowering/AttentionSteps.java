package io.spmtrack.engine.tornado.lowering;

import io.spmtrack.engine.Layout;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.AttentionBackward;
import io.spmtrack.engine.tornado.device.Launch;
import io.spmtrack.engine.tornado.device.Operand;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.device.Slab;
import io.spmtrack.engine.tornado.device.Words;
import io.spmtrack.engine.tornado.kernels.AttentionBackwardKernel;
import io.spmtrack.engine.tornado.kernels.AttentionKernel;
import io.spmtrack.engine.tornado.kernels.Functions;
import io.spmtrack.engine.tornado.kernels.Kernel;
import io.spmtrack.engine.tornado.library.LargeAttention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Attention and its gradient as launches of {@link AttentionKernel} and {@link AttentionBackwardKernel}, or of cuDNN where the profile
 * has it and nobody wants the logarithms.
 */
final class AttentionSteps {
    private static final int ABSENT = -1;
    private static final int AXES = 4;

    private final Step step;
    private final Profile profile;
    private final Scratch scratch;

    AttentionSteps(Step step, Profile profile, Scratch scratch) {
        this.step = step;
        this.profile = profile;
        this.scratch = scratch;
    }

    private static void strided(Words words, Optional<Operand> operand, int axes) {
        words.add(operand.map(Operand::offset).orElse(ABSENT));
        for (int axis = 0; axis < axes; axis++) {
            int number = axis;
            words.add(operand.map(each -> each.stride(number)).orElse(0));
        }
    }

    /** Inputs and results as {@link Attention} has them. */
    List<Launch> forward(Attention op, List<Operand> in, List<Optional<Operand>> results) {
        Operand q = in.get(0);
        Operand k = in.get(1);
        Operand v = in.get(2);
        Shape shape = q.shape();
        if (shape.count() == 0) {
            return List.of();
        }
        Operand y = results.get(0).orElseGet(() -> scratch.take(shape));
        Optional<Operand> logarithms = results.get(1);
        LargeAttention large = new LargeAttention(
                shape.size(0), shape.size(2), shape.size(1), k.shape().size(1), shape.size(3), (float) op.scale());
        if (logarithms.isEmpty() && profile.large().stream().anyMatch(each -> each.takes(large))) {
            return byCuDnn(large, q, k, v, y);
        }
        Words words = new Words()
                .at(AttentionKernel.TOKENS, shape.size(1))
                .at(AttentionKernel.OTHERS, k.shape().size(1))
                .at(AttentionKernel.HEAD_WIDTH, shape.size(3))
                .at(AttentionKernel.Q);
        Stream.of(q, k, v, y).forEach(each -> strided(words, Optional.of(each), AXES));
        strided(words.at(AttentionKernel.LOGARITHMS), logarithms, AXES - 1);
        words.real(AttentionKernel.SCALE, op.scale());
        List<Operand> writes = new ArrayList<>(List.of(y));
        logarithms.ifPresent(writes::add);
        return List.of(new Launch(
                Kernel.ATTENTION,
                List.of(q.slab(), k.slab(), v.slab(), Slab.WORK),
                words.toArray(),
                groups(AttentionKernel.QUERIES, shape.size(1), shape),
                List.of(q, k, v),
                writes,
                step));
    }

    /** Copies to arrays of their own {@code [batch, heads, tokens, width]}, the library's call, and back. */
    private List<Launch> byCuDnn(LargeAttention attention, Operand q, Operand k, Operand v, Operand y) {
        Elements elements = new Elements(step, scratch);
        List<Operand> in =
                List.of(staged(Slab.LEFT, q.shape()), staged(Slab.RIGHT, k.shape()), staged(Slab.VALUES, v.shape()));
        Operand out = staged(Slab.ATTENDED, y.shape());
        List<Launch> launches = new ArrayList<>();
        launches.addAll(elements.apply(Kernel.TO_HALF, Functions.IDENTITY, List.of(q), in.get(0)));
        launches.addAll(elements.apply(Kernel.TO_HALF, Functions.IDENTITY, List.of(k), in.get(1)));
        launches.addAll(elements.apply(Kernel.TO_HALF, Functions.IDENTITY, List.of(v), in.get(2)));
        launches.add(new Launch(
                Kernel.CUDNN,
                List.of(Slab.LEFT, Slab.RIGHT, Slab.VALUES, Slab.ATTENDED),
                new int[0],
                Launch.Groups.row(1),
                in,
                List.of(out),
                step,
                Optional.of(attention)));
        launches.addAll(elements.apply(Kernel.FROM_HALF, Functions.IDENTITY, List.of(out), y));
        return launches;
    }

    private static Operand staged(Slab slab, Shape shape) {
        Shape stored = Shape.of(shape.size(0), shape.size(2), shape.size(1), shape.size(3));
        return new Operand(slab, Layout.contiguous(stored, 0).permute(0, 2, 1, 3));
    }

    private static Launch.Groups groups(int tile, int tokens, Shape shape) {
        return new Launch.Groups(Math.ceilDiv(tokens, tile), shape.size(2), shape.size(0));
    }

    /** Inputs, all in the work slab, and results as {@link AttentionBackward} has them. */
    List<Launch> backward(AttentionBackward op, List<Operand> in, List<Optional<Operand>> results) {
        Shape q = in.get(0).shape();
        Shape k = in.get(1).shape();
        if (q.count() == 0 || k.count() == 0) {
            throw new IllegalArgumentException(
                    "the gradient of attention to nothing has no kernel: " + step.describe());
        }
        Operand means = scratch.take(in.get(4).shape());
        Words words = new Words()
                .at(AttentionBackwardKernel.QUERY_COUNT, q.size(1))
                .at(AttentionBackwardKernel.KEY_COUNT, k.size(1))
                .at(AttentionBackwardKernel.HEAD_WIDTH, q.size(3))
                .at(AttentionBackwardKernel.HEADS, q.size(2))
                .at(AttentionBackwardKernel.Q);
        List<Operand> operands = List.of(in.get(0), in.get(1), in.get(2), in.get(3), in.get(5));
        operands.forEach(each -> strided(words, Optional.of(each), AXES));
        strided(words.at(AttentionBackwardKernel.LOGARITHMS), Optional.of(in.get(4)), AXES - 1);
        words.at(AttentionBackwardKernel.MEANS, means.offset()).at(AttentionBackwardKernel.DQ);
        results.forEach(each -> strided(words, each, AXES));
        words.real(AttentionBackwardKernel.SCALE, op.scale());
        List<Operand> writes = new ArrayList<>(List.of(means));
        results.getFirst().ifPresent(writes::add);
        List<Launch> launches = new ArrayList<>();
        launches.add(launch(Kernel.ATTENTION_QUERIES, words, q.size(1), q, in, writes));
        List<Operand> others =
                results.subList(1, 3).stream().flatMap(Optional::stream).toList();
        if (!others.isEmpty()) {
            List<Operand> reads = new ArrayList<>(in);
            reads.add(means);
            launches.add(launch(Kernel.ATTENTION_KEYS, words, k.size(1), q, reads, others));
        }
        return launches;
    }

    private Launch launch(
            Kernel kernel, Words words, int tokens, Shape shape, List<Operand> reads, List<Operand> writes) {
        return new Launch(
                kernel,
                List.of(Slab.WORK),
                words.toArray(),
                groups(AttentionBackwardKernel.TILE, tokens, shape),
                reads,
                writes,
                step);
    }
}
