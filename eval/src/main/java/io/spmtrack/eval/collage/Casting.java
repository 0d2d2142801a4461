package io.spmtrack.eval.collage;

import io.spmtrack.eval.collage.Cut.Shape;
import io.spmtrack.model.image.Box;
import java.util.ArrayList;
import java.util.List;

/** SequenceRandom the scene of one sequence: its target, where all moves, look-alikes and what passes before it. */
final class Casting {

    private static final double LEAST_SIDE = 18; // of a target in a frame, mean of both sides
    private static final double MOST_SIDE = 115;
    private static final double LEAST_ASPECT = 0.4;
    private static final double MOST_SHARE = 0.7; // of a picture's sides that a rectangle takes
    private static final int TRIES = 8;
    private static final double ZOOM_REACH = 0.4;
    private static final double ANGLE_REACH = 0.35;
    private static final double CAMERA_ANGLE_REACH = 0.12;
    private static final double LOOK_ALIKES = 0.5;
    private static final double OCCLUDERS = 0.3;
    private static final double LOOK_ALIKE_TINT = 0.35;

    private final Collage collage;
    private final SequenceRandom draws;
    private final int width;
    private final int height;

    Casting(Collage collage, SequenceRandom draws) {
        this.collage = collage;
        this.draws = draws;
        this.width = collage.size().width();
        this.height = collage.size().height();
    }

    CollageScene scene() {
        double side = draws.ratio(LEAST_SIDE, MOST_SIDE);
        Picture picture = collage.objects().get(draws.below(collage.objects().size()));
        Texture texture = PictureStore.SHARED.texture(picture);
        return switch (collage.subject()) {
            case OBJECT -> still(texture, object(picture, texture), side);
            case RECTANGLE ->
                draws.chance(collage.against())
                        ? pasted(texture, rectangle(texture, side / draws.ratio(0.6, 1.8), shape()), side)
                        : still(texture, rectangle(texture, side / zoom(texture), Shape.RECTANGLE), side);
            case CUTOUT -> pasted(texture, cutout(picture, texture), side);
        };
    }

    private Shape shape() {
        return draws.chance(0.7) ? Shape.RECTANGLE : Shape.ELLIPSE;
    }

    /** A zoom at which the picture covers the frame. */
    private double zoom(Texture texture) {
        return cover(texture) * draws.ratio(1, 2.2);
    }

    private double cover(Texture texture) {
        return Math.max((double) width / texture.width(), (double) height / texture.height());
    }

    private Cut object(Picture picture, Texture texture) {
        Box box = picture.objects().get(draws.below(picture.objects().size()));
        return Cut.of(box.clip(texture.width(), texture.height()), Shape.RECTANGLE);
    }

    /** A rectangle with enough contrast, if one is found soon. */
    private Cut rectangle(Texture texture, double side, Shape shape) {
        Cut cut = anywhere(texture, side, shape);
        for (int i = 1; i < TRIES && !textured(texture, cut); i++) {
            cut = anywhere(texture, side, shape);
        }
        return cut;
    }

    private Cut anywhere(Texture texture, double side, Shape shape) {
        double aspect = draws.ratio(LEAST_ASPECT, 1 / LEAST_ASPECT);
        double w = Math.min(side * Math.sqrt(aspect), MOST_SHARE * texture.width());
        double h = Math.min(side / Math.sqrt(aspect), MOST_SHARE * texture.height());
        return new Cut(draws.uniform(0, texture.width() - w), draws.uniform(0, texture.height() - h), w, h, shape);
    }

    private static boolean textured(Texture texture, Cut cut) {
        return texture.textured((int) cut.x(), (int) cut.y(), (int) cut.width(), (int) cut.height());
    }

    /** What is opaque in a picture; or one of its objects where it has any. */
    private Cut cutout(Picture picture, Texture texture) {
        if (picture.objects().isEmpty()) {
            return new Cut(0, 0, texture.width(), texture.height(), Shape.OPACITY);
        }
        Cut object = object(picture, texture);
        return new Cut(object.x(), object.y(), object.width(), object.height(), shape());
    }

    /** The target is a part of the picture that the camera looks at. */
    private CollageScene still(Texture texture, Cut cut, double side) {
        double cover = cover(texture);
        double zoom = Math.max(cover, side / cut.side());
        Move.Change change = Move.Change.of(StrictMath.log(zoom), ZOOM_REACH, CAMERA_ANGLE_REACH, draws);
        Move camera = new Move.Camera(
                texture,
                width,
                height,
                Course.of(cut.centerX(), 0.4 * width / zoom, draws),
                Course.of(cut.centerY(), 0.4 * height / zoom, draws),
                change,
                cover);
        CollageScene.Target target = new CollageScene.Target(List.of(), cut.outline(texture));
        return scene(texture, camera, List.of(), target, cut.side() * zoom);
    }

    /** The target is pasted over another picture. */
    private CollageScene pasted(Texture texture, Cut cut, double side) {
        Texture backdrop = backdrop(texture);
        Layer layer = new Layer(
                texture,
                cut,
                flight(cut, side, width / 2.0, height / 2.0, 0.3),
                draws.chance(0.5) ? Layer.Tint.NONE : Layer.Tint.draw(draws, 0.2));
        List<Layer> below = new ArrayList<>();
        for (int i = draws.chance(LOOK_ALIKES) ? 1 + draws.below(2) : 0; i > 0; i--) {
            below.add(lookAlike(texture, cut, side));
        }
        CollageScene.Target target = new CollageScene.Target(List.of(layer), cut.outline(texture));
        return scene(backdrop, pan(backdrop), below, target, side);
    }

    private Texture backdrop(Texture other) {
        boolean own = collage.subject() == Collage.Subject.RECTANGLE && draws.chance(0.3);
        return own
                ? other
                : PictureStore.SHARED.texture(
                        collage.backdrops().get(draws.below(collage.backdrops().size())));
    }

    private Move pan(Texture picture) {
        double cover = cover(picture);
        double zoom = cover * draws.ratio(1, 1.8);
        return new Move.Camera(
                picture,
                width,
                height,
                Course.of(draws.uniform(0, picture.width()), 0.4 * width / zoom, draws),
                Course.of(draws.uniform(0, picture.height()), 0.4 * height / zoom, draws),
                Move.Change.of(StrictMath.log(zoom), ZOOM_REACH / 2, CAMERA_ANGLE_REACH, draws),
                cover);
    }

    /** Around a place in the frame, at most a share of the frame away from it. */
    private Move flight(Cut cut, double side, double x, double y, double reach) {
        return new Move.Flight(
                cut.centerX(),
                cut.centerY(),
                Course.of(x, reach * width, draws),
                Course.of(y, reach * height, draws),
                Move.Change.of(StrictMath.log(side / cut.side()), ZOOM_REACH, ANGLE_REACH, draws));
    }

    /** Another part of the same picture, or another cut-out, or the same one in other colours. */
    private Layer lookAlike(Texture texture, Cut cut, double side) {
        double size = side * draws.ratio(0.75, 1.33);
        double x = draws.uniform(0, width);
        double y = draws.uniform(0, height);
        if (cut.shape() != Shape.OPACITY) {
            Cut other = new Cut(
                    draws.uniform(0, texture.width() - cut.width()),
                    draws.uniform(0, texture.height() - cut.height()),
                    cut.width(),
                    cut.height(),
                    cut.shape());
            return new Layer(texture, other, flight(other, size, x, y, 0.3), Layer.Tint.NONE);
        }
        if (draws.chance(0.5)) {
            Layer.Tint tint = Layer.Tint.draw(draws, LOOK_ALIKE_TINT);
            return new Layer(texture, cut, flight(cut, size, x, y, 0.3), tint);
        }
        Picture picture = collage.objects().get(draws.below(collage.objects().size()));
        Texture another = PictureStore.SHARED.texture(picture);
        Cut whole = cutout(picture, another);
        return new Layer(another, whole, flight(whole, size, x, y, 0.3), Layer.Tint.NONE);
    }

    private CollageScene scene(
            Texture backdrop, Move camera, List<Layer> below, CollageScene.Target target, double side) {
        List<Layer> above = new ArrayList<>();
        if (draws.chance(OCCLUDERS)) {
            Picture picture =
                    collage.backdrops().get(draws.below(collage.backdrops().size()));
            Texture texture = PictureStore.SHARED.texture(picture);
            Cut cut = anywhere(texture, side * draws.ratio(0.4, 1.1), shape());
            double size = Math.min(cut.side(), side) * draws.ratio(0.6, 1.2);
            above.add(new Layer(
                    texture,
                    cut,
                    flight(cut, size, draws.uniform(0.2, 0.8) * width, draws.uniform(0.2, 0.8) * height, 0.5),
                    Layer.Tint.NONE));
        }
        return new CollageScene(width, height, backdrop, camera, below, target, above);
    }
}
