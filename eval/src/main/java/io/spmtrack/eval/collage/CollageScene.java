package io.spmtrack.eval.collage;

import io.spmtrack.eval.Truth;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that happens in one sequence.
 *
 * @param width of its frames
 * @param height of its frames
 * @param backdrop the picture behind everything
 * @param camera where it lies
 * @param below layers under the target
 * @param target where the target is
 * @param above layers that may hide it
 */
record CollageScene(
        int width, int height, Texture backdrop, Move camera, List<Layer> below, Target target, List<Layer> above) {

    private static final double HIDDEN = 0.7;
    private static final double INSIDE = 0.4;
    private static final double LEAST_SIDE = 5;

    /**
     * What is followed.
     *
     * @param layer the cut-out; empty when the target is a part of the backdrop
     * @param outline points in the picture it belongs to, x and y in turn
     */
    @SuppressWarnings("ArrayRecordComponent") // points, never compared
    record Target(List<Layer> layer, double[] outline) {}

    CollageScene {
        below = List.copyOf(below);
        above = List.copyOf(above);
    }

    Image image(int frame, PixelRect wanted) {
        Painting canvas = new Painting(width, height, wanted);
        canvas.cover(backdrop, camera.at(frame));
        below.forEach(layer -> canvas.paint(layer, frame));
        target.layer().forEach(layer -> canvas.paint(layer, frame));
        above.forEach(layer -> canvas.paint(layer, frame));
        return canvas.image();
    }

    /** Boxes of all frames; the target does not exist where little of it is left to be seen. */
    Truth truth(int length) {
        List<Box> boxes = new ArrayList<>(length);
        for (int frame = 0; frame < length; frame++) {
            boxes.add(seen(box(frame), frame));
        }
        return Truth.of(boxes);
    }

    private Box box(int frame) {
        Move move =
                target.layer().isEmpty() ? camera : target.layer().getFirst().move();
        return Layer.hull(target.outline(), move.at(frame));
    }

    private Box seen(Box box, int frame) {
        Box inside = box.clip(width, height);
        boolean outside = inside.area() < INSIDE * box.area() || Math.min(box.width(), box.height()) < LEAST_SIDE;
        boolean hidden = above.stream()
                .map(layer -> layer.box(layer.cut().outline(layer.texture()), frame))
                .anyMatch(other -> other.intersection(inside) > HIDDEN * inside.area());
        return outside || hidden ? Box.NONE : inside;
    }
}
