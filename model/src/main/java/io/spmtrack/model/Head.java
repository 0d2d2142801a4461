package io.spmtrack.model;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.op.Activation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Scores and boxes from the search tokens (docs/spec/model.md §6, docs/spec/variants.md §8). */
public sealed interface Head extends Module permits Head.Mlps, ConvHead, FoldedHead {
    /**
     * What a head finds.
     *
     * @param scores logits {@code [B, cells]}
     * @param boxes corners x1, y1, x2, y2 relative to the search crop {@code [B, cells, 4]}
     */
    record Found(Tensor scores, Tensor boxes) {}

    /**
     * Looks for the target in every cell.
     *
     * @param weighted search tokens {@code [B, cells, D]}
     * @param grid cells along a side
     */
    Found find(Tensor weighted, int grid, Pass pass);

    /** The head that settings ask for. */
    static Head of(ModelSettings settings) {
        int width = settings.backbone().embedDim();
        int channels = settings.head().headChannels();
        return switch (settings.head().head()) {
            case MLP -> settings.scratch() ? Mlps.fromScratch(width) : Mlps.of(width);
            case OSTRACK -> ConvHead.Ostrack.of(width, channels);
            case CONV -> ConvHead.Sides.of(width, channels);
        };
    }

    /** Distances of a cell's centre to the four sides, as logits {@code [B, cells, 4]}, made boxes. */
    static Tensor sides(Tensor logits, int grid) {
        Tensor signs = logits.tape().constant(Shape.of(4), List.of(-1.0, -1.0, 1.0, 1.0));
        return logits.sigmoid().mul(signs).add(centres(logits.tape(), grid, 2));
    }

    /** Offsets from a cell's centre {@code [B, cells, 2]} and sizes as logits {@code [B, cells, 2]}, made boxes. */
    static Tensor centred(Tensor offsets, Tensor sizes, int grid) {
        Tensor centre = offsets.add(centres(offsets.tape(), grid, 1));
        Tensor half = sizes.sigmoid().mul(0.5);
        return Tensor.concat(-1, centre.sub(half), centre.add(half));
    }

    /** Centre x, y of every cell, row-major, each pair {@code times} times. */
    private static Tensor centres(Tape tape, int grid, int times) {
        List<Double> values = new ArrayList<>();
        for (int row = 0; row < grid; row++) {
            for (int column = 0; column < grid; column++) {
                List<Double> centre = List.of((column + 0.5) / grid, (row + 0.5) / grid);
                Collections.nCopies(times, centre).forEach(values::addAll);
            }
        }
        return tape.constant(Shape.of(grid * grid, 2 * times), values);
    }

    /** Linear layers for each cell. */
    record Mlps(Mlp clsMlp, Mlp regMlp) implements Head {
        private static final double RARELY = 0.02;
        private static final double USUAL_DISTANCE = 0.125;

        /** Linear layers with GELU between. */
        record Mlp(List<Linear> layers) implements Module {
            static Mlp of(int width, int out, Init hidden, double bias) {
                Init init = new Init.Normal(0.02);
                return new Mlp(List.of(
                        Linear.of(width, width, Role.TRAINED, hidden),
                        Linear.of(width, width, Role.TRAINED, hidden),
                        new Linear(Param.trained(init, out, width), Param.trained(new Init.Constant(bias), out))));
            }

            /** {@code [B, cells, D] → [B, cells, out]}. */
            Tensor apply(Tensor x) {
                Tensor value = x;
                for (Linear layer : layers.subList(0, layers.size() - 1)) {
                    value = layer.apply(value, Activation.GELU);
                }
                return layers.getLast().apply(value);
            }
        }

        /** The official start: small weights, no biases. */
        static Mlps of(int width) {
            Init hidden = new Init.Normal(0.02);
            return new Mlps(Mlp.of(width, 1, hidden, 0), Mlp.of(width, 4, hidden, 0));
        }

        /** A start without a pretrained backbone: scores say "rarely", boxes "about an eighth to each side" (docs/adr/0006). */
        static Mlps fromScratch(int width) {
            Init hidden = new Init.Normal(1 / Math.sqrt(width));
            return new Mlps(Mlp.of(width, 1, hidden, logit(RARELY)), Mlp.of(width, 4, hidden, logit(USUAL_DISTANCE)));
        }

        private static double logit(double probability) {
            return Math.log(probability / (1 - probability));
        }

        @Override
        public Found find(Tensor weighted, int grid, Pass pass) {
            Tensor scores = clsMlp.apply(weighted)
                    .reshape(weighted.shape().size(0), weighted.shape().size(1));
            Tensor raw = regMlp.apply(weighted);
            pass.probe().see("head.reg_mlp", raw);
            return new Found(scores, sides(raw, grid));
        }
    }
}
