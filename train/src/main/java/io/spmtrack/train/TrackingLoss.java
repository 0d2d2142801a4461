package io.spmtrack.train;

import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.UnaryKind;
import io.spmtrack.model.SpmTrack;

/**
 * The loss of one search frame: binary cross-entropy against the IoU of the predicted boxes, and GIoU
 * (docs/spec/training.md §2).
 *
 * @param classification {@code Σ BCE / n} over all cells
 * @param box {@code Σ (1 − GIoU) / n} over the positive cells
 */
record TrackingLoss(Tensor classification, Tensor box) {
    private static final double FLOOR = 1e-6;

    /**
     * Labels of a search frame.
     *
     * @param positive 1 for each cell the target's box touches, else 0, {@code [B, cells]}
     * @param box the target's corners relative to the crop {@code [B, 4]}
     * @param count number of positive cells n, at least 1, a scalar
     */
    record Labels(Tensor positive, Tensor box, Tensor count) {}

    /** Corners of boxes as four tensors {@code [B, cells]}. */
    private record Corners(Tensor x1, Tensor y1, Tensor x2, Tensor y2) {
        /** {@code [.., 4]} taken apart. */
        static Corners of(Tensor boxes) {
            Tensor[] parts = new Tensor[4];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = boxes.slice(-1, i, 1)
                        .reshape(boxes.shape().axes(0, boxes.shape().rank() - 1));
            }
            return new Corners(parts[0], parts[1], parts[2], parts[3]);
        }

        Tensor area() {
            return x2.sub(x1).mul(y2.sub(y1));
        }
    }

    /**
     * How well boxes fit, {@code [B, cells]} each.
     *
     * @param iou intersection over union
     * @param giou that, less the share of the enclosing box that neither covers (Rezatofighi et al. 2019)
     */
    record Overlap(Tensor iou, Tensor giou) {
        /**
         * Areas of union and enclosing box are at least {@value #FLOOR}.
         *
         * @param predicted corners {@code [.., 4]}
         * @param truth corners {@code [.., 4]} that expand to those
         */
        static Overlap of(Tensor predicted, Tensor truth) {
            Corners one = Corners.of(predicted);
            Corners other = Corners.of(truth);
            Tensor width = positivePart(one.x2().min(other.x2()).sub(one.x1().max(other.x1())));
            Tensor height = positivePart(one.y2().min(other.y2()).sub(one.y1().max(other.y1())));
            Tensor intersection = width.mul(height);
            Tensor floor = predicted.tape().constant(FLOOR);
            Tensor union = one.area().add(other.area()).sub(intersection).max(floor);
            Tensor iou = intersection.div(union);
            Tensor enclosing = positivePart(
                            one.x2().max(other.x2()).sub(one.x1().min(other.x1())))
                    .mul(positivePart(one.y2().max(other.y2()).sub(one.y1().min(other.y1()))))
                    .max(floor);
            return new Overlap(iou, iou.sub(enclosing.sub(union).div(enclosing)));
        }
    }

    static TrackingLoss of(SpmTrack.Output output, Labels labels) {
        Tensor scores = output.scores(); // [B, cells]
        Overlap overlap =
                Overlap.of(output.boxes(), labels.box().reshape(scores.shape().size(0), 1, 4));
        Tensor zeros = scores.tape().constant(0).expand(scores.shape());
        Tensor target = labels.positive().select(overlap.iou().detach(), zeros);
        Tensor missed = labels.positive().select(overlap.giou().rsub(1), zeros);
        return new TrackingLoss(
                crossEntropy(scores, target).sumAll().div(labels.count()),
                missed.sumAll().div(labels.count()));
    }

    /** Binary cross-entropy of logits, element by element, without overflow: max(x, 0) − x·t + log(1 + e^−|x|). */
    static Tensor crossEntropy(Tensor logits, Tensor targets) {
        return logits.unary(UnaryKind.RELU)
                .sub(logits.mul(targets))
                .add(logits.unary(UnaryKind.ABS).negate().exp().unary(UnaryKind.LOG1P));
    }

    /** Like a rectifier, but of slope 1 at 0: boxes that only touch are drawn together. */
    private static Tensor positivePart(Tensor x) {
        Tensor zero = x.tape().constant(0);
        return x.binary(BinaryKind.GREATER_EQUAL, zero).select(x, zero.expand(x.shape()));
    }
}
