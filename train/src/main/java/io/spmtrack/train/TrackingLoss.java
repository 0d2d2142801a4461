package io.spmtrack.train;

import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.UnaryKind;
import io.spmtrack.model.SpmTrack;

/**
 * The loss of one search frame: binary cross-entropy against the IoU of the predicted boxes, and GIoU (spec/training.md §2).
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

    static TrackingLoss of(SpmTrack.Output output, Labels labels) {
        Tensor scores = output.scores(); // [B, cells]
        Tensor zero = scores.tape().constant(0);
        Corners predicted = Corners.of(output.boxes());
        Corners truth = Corners.of(labels.box().reshape(scores.shape().size(0), 1, 4)); // [B, 1]
        Tensor width =
                positivePart(predicted.x2().min(truth.x2()).sub(predicted.x1().max(truth.x1())));
        Tensor height =
                positivePart(predicted.y2().min(truth.y2()).sub(predicted.y1().max(truth.y1())));
        Tensor intersection = width.mul(height);
        Tensor floor = scores.tape().constant(FLOOR);
        Tensor union = predicted.area().add(truth.area()).sub(intersection).max(floor);
        Tensor iou = intersection.div(union); // [B, cells]
        Tensor enclosing = positivePart(
                        predicted.x2().max(truth.x2()).sub(predicted.x1().min(truth.x1())))
                .mul(positivePart(
                        predicted.y2().max(truth.y2()).sub(predicted.y1().min(truth.y1()))))
                .max(floor);
        Tensor giou = iou.sub(enclosing.sub(union).div(enclosing));
        Tensor zeros = zero.expand(scores.shape());
        Tensor target = labels.positive().select(iou.detach(), zeros);
        Tensor entropy = scores.unary(UnaryKind.RELU)
                .sub(scores.mul(target))
                .add(scores.unary(UnaryKind.ABS).negate().exp().unary(UnaryKind.LOG1P));
        Tensor missed = labels.positive().select(giou.rsub(1), zeros);
        return new TrackingLoss(
                entropy.sumAll().div(labels.count()), missed.sumAll().div(labels.count()));
    }

    private static Tensor positivePart(Tensor x) {
        return x.unary(UnaryKind.RELU);
    }
}
