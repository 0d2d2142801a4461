package io.spmtrack.model.pair;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.LayerNorm;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.op.UnaryKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fuses search tokens of several depths and both pictures: aligns the channels of the second picture with those of the visible one,
 * joins tokens that are alike by a hypergraph, and adds what its convolutions find to the mean of both streams (docs/adr/0022). The
 * last layer starts at 0, so it starts by adding nothing.
 *
 * @param levels a weight for each depth and picture {@code [2·L]}
 */
public record Gsahf(
        Linear down,
        LayerNorm norm,
        GramAlignment gram,
        List<Param> layers,
        Param levels,
        Linear up,
        GsahfSettings settings)
        implements Module {
    private static final double EPSILON = 1e-6;
    private static final int STREAMS = 2;

    /** A fusion in a network of the given width. */
    public static Gsahf of(GsahfSettings settings, int width) {
        int inner = settings.width(width);
        int parts = STREAMS * settings.gsahfLevels();
        return new Gsahf(
                Sdmoe.layer(width, inner),
                LayerNorm.of(inner, Role.TRAINED, EPSILON),
                GramAlignment.of(settings),
                Stream.generate(() -> Param.trained(Sdmoe.xavier(inner, inner), inner, inner))
                        .limit(settings.gsahfLayers())
                        .toList(),
                Param.trained(new Init.Constant(1.0 / parts), parts),
                Linear.of(inner, width, Role.TRAINED, Init.zeros()),
                settings);
    }

    /**
     * What is to be added to the mean of both streams, {@code [B, cells, C]}.
     *
     * @param depths search tokens of each depth, {@code [2·B, cells, C]}, the visible picture of a sample before the other
     * @param losses takes a scalar to be added to the loss
     */
    public Tensor apply(List<Tensor> depths, Optional<Consumer<Tensor>> losses) {
        int samples = depths.getFirst().shape().size(0) / STREAMS;
        int cells = depths.getFirst().shape().size(1);
        CellMap map = new CellMap((int) Math.round(Math.sqrt(cells)), settings.gsahfPool());
        List<Tensor> parts = new ArrayList<>();
        for (Tensor tokens : depths) {
            parts.addAll(aligned(tokens, losses).stream().map(map::pool).toList());
        }
        Tensor nodes = Tensor.concat(1, parts.toArray(Tensor[]::new)); // [B, V, d]
        Tensor found = convolved(nodes, settings.members(map.side()));
        Shape split = Shape.of(samples, parts.size(), map.nodes(), nodes.shape().size(2));
        Tensor sum = found.reshape(split)
                .mul(found.tape().param(levels).reshape(parts.size(), 1, 1))
                .sum(1)
                .reshape(samples, map.nodes(), nodes.shape().size(2));
        return map.spread(up.apply(sum));
    }

    /** Narrowed rows of length 1 of the visible picture and, aligned, of the other, {@code [B, cells, d]} each. */
    private List<Tensor> aligned(Tensor tokens, Optional<Consumer<Tensor>> losses) {
        Tensor narrow = norm.apply(down.apply(tokens)); // [2·B, cells, d]
        Tensor length = narrow.mul(narrow).sum(-1).add(EPSILON).unary(UnaryKind.SQRT);
        Tensor rows = narrow.div(length);
        Shape shape = rows.shape();
        int samples = shape.size(0) / STREAMS;
        Tensor both = rows.reshape(samples, STREAMS, shape.size(1), shape.size(2));
        Shape one = shape.with(0, samples);
        Tensor visible = both.slice(1, 0, 1).reshape(one);
        Tensor other = gram.apply(visible, both.slice(1, 1, 1).reshape(one));
        if (settings.gsahfGram() > 0) {
            double factor = settings.gsahfGram() / settings.gsahfLevels();
            losses.ifPresent(
                    to -> to.accept(GramAlignment.difference(visible, other).mul(factor)));
        }
        return List.of(visible, other);
    }

    private Tensor convolved(Tensor nodes, int members) {
        Shape shape = nodes.shape();
        Hypergraph graph = Hypergraph.of(nodes, settings, members);
        Tensor x = nodes.reshape(shape.size(0) * shape.size(1), shape.size(2));
        for (Param layer : layers) {
            x = graph.convolve(x, x.tape().param(layer));
        }
        return x;
    }
}
