package io.spmtrack.model;

import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.op.Activation;
import java.util.ArrayList;
import java.util.List;

/** Scores and boxes from the search tokens (docs/spec/model.md §6). */
record Head(Mlp clsMlp, Mlp regMlp) implements Module {
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
    static Head of(int width) {
        Init hidden = new Init.Normal(0.02);
        return new Head(Mlp.of(width, 1, hidden, 0), Mlp.of(width, 4, hidden, 0));
    }

    /** A start without a pretrained backbone: scores say "rarely", boxes "about an eighth to each side" (docs/adr/0006). */
    static Head fromScratch(int width) {
        Init hidden = new Init.Normal(1 / Math.sqrt(width));
        return new Head(Mlp.of(width, 1, hidden, logit(RARELY)), Mlp.of(width, 4, hidden, logit(USUAL_DISTANCE)));
    }

    private static double logit(double probability) {
        return Math.log(probability / (1 - probability));
    }

    /** Score logits {@code [B, cells]}. */
    Tensor scores(Tensor weighted) {
        return clsMlp.apply(weighted)
                .reshape(weighted.shape().size(0), weighted.shape().size(1));
    }

    /** Boxes {@code [B, cells, 4]}: corners x1, y1, x2, y2 relative to the search crop. */
    Tensor boxes(Tensor weighted, int grid, Probe probe) {
        Tensor raw = regMlp.apply(weighted);
        probe.see("head.reg_mlp", raw);
        Tensor signs = raw.tape().constant(Shape.of(4), List.of(-1.0, -1.0, 1.0, 1.0));
        Tensor centres = raw.tape().constant(Shape.of(grid * grid, 4), centres(grid));
        return raw.sigmoid().mul(signs).add(centres);
    }

    /** Centre x, y, x, y of every cell, row-major. */
    private static List<Double> centres(int grid) {
        List<Double> values = new ArrayList<>();
        for (int row = 0; row < grid; row++) {
            for (int column = 0; column < grid; column++) {
                double x = (column + 0.5) / grid;
                double y = (row + 0.5) / grid;
                values.addAll(List.of(x, y, x, y));
            }
        }
        return values;
    }
}
