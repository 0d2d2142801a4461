package io.spmtrack.model;

import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.BatchNorm;
import io.spmtrack.engine.nn.Conv;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.op.Activation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/** A {@link ConvHead} for tracking: the running statistics are part of the convolutions, whose weights lie as they are used. */
public record FoldedHead(List<Branch> branches) implements Head {
    /**
     * One branch.
     *
     * @param layers of weights {@code [out, k·k·in]}
     */
    record Branch(List<Linear> layers) implements Module {
        Tensor apply(Tensor x) {
            Tensor value = x;
            for (Linear layer : layers.subList(0, layers.size() - 1)) {
                value = layer.apply(Conv.neighbours(value, ConvHead.KERNEL), Activation.RELU);
            }
            return layers.getLast().apply(value);
        }
    }

    /** A head of the same sizes, to be filled. */
    public static FoldedHead of(ConvHead head) {
        return new FoldedHead(head.branches().stream()
                .map(branch ->
                        new Branch(convolutions(branch).map(FoldedHead::layer).toList()))
                .toList());
    }

    private static Stream<Conv> convolutions(ConvHead.Branch branch) {
        return Stream.concat(branch.blocks().stream().map(ConvHead.Block::conv), Stream.of(branch.conv5()));
    }

    private static Linear layer(Conv conv) {
        int[] sizes = conv.weight().shape().sizes();
        return new Linear(Param.buffer(sizes[0], sizes[1] * sizes[2] * sizes[3]), Param.buffer(sizes[0]));
    }

    /** Takes the values of a head. */
    public void fill(ConvHead head) {
        for (int i = 0; i < branches.size(); i++) {
            ConvHead.Branch from = head.branches().get(i);
            List<Linear> to = branches.get(i).layers();
            for (int j = 0; j < from.blocks().size(); j++) {
                BatchNorm norm = from.blocks().get(j).norm();
                fold(from.blocks().get(j).conv(), norm::factor, norm::shift, to.get(j));
            }
            fold(from.conv5(), channel -> 1, channel -> 0, to.getLast());
        }
    }

    private static void fold(Conv conv, IntToDoubleFunction factor, IntToDoubleFunction shift, Linear to) {
        int[] sizes = conv.weight().shape().sizes();
        int in = sizes[1];
        int area = sizes[2] * sizes[3];
        MemorySegment from = conv.weight().segment();
        for (int out = 0; out < sizes[0]; out++) {
            double scale = factor.applyAsDouble(out);
            long row = (long) out * in * area;
            for (int i = 0; i < in * area; i++) {
                double value = from.getAtIndex(ValueLayout.JAVA_FLOAT, row + i) * scale;
                long place = row + (long) i % area * in + i / area;
                to.weight().segment().setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) value);
            }
            double bias = conv.bias().segment().getAtIndex(ValueLayout.JAVA_FLOAT, out) * scale;
            to.bias().segment().setAtIndex(ValueLayout.JAVA_FLOAT, out, (float) (bias + shift.applyAsDouble(out)));
        }
    }

    @Override
    public Found find(Tensor weighted, int grid, Pass pass) {
        Tensor image = ConvHead.image(weighted, grid);
        List<Tensor> values = new ArrayList<>();
        branches.forEach(branch -> values.add(branch.apply(image)));
        return ConvHead.found(values, grid);
    }
}
