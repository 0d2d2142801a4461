package io.spmtrack.eval.synthetic;

import java.util.ArrayList;
import java.util.List;

/** Chooses and moves everything in a scene besides its target: clutter, look-alikes and what passes in front. */
final class Actors {

    private final Scene scene;
    private final Draws style;
    private final double side;
    private final double[] growth;
    private final int frames;

    /** @param style the target's, which look-alikes share */
    Actors(Scene scene, Draws style, double side, double[] growth) {
        this.scene = scene;
        this.style = style;
        this.side = side;
        this.growth = growth;
        this.frames = scene.frames();
    }

    Scene perform(Draws draws, int texels) {
        List<Actor> back = new ArrayList<>();
        List<Actor> front = new ArrayList<>();
        int things = draws.between(0, 4);
        for (int i = 0; i < things; i++) {
            addApart(back, clutter(draws.fork("clutter", i), texels));
        }
        int lookalikes = draws.between(0, Difficulty.LOOKALIKES);
        for (int i = 0; i < lookalikes; i++) {
            Draws own = draws.fork("lookalike", i);
            addApart(own.chance(0.25) ? front : back, lookalike(own, texels));
        }
        int occluders = draws.chance(0.4) ? 0 : draws.between(1, Difficulty.OCCLUDERS);
        for (int i = 0; i < occluders; i++) {
            addApart(front, occluder(draws.fork("occluder", i), texels));
        }
        return scene.with(back, front);
    }

    /** Only actors that stay clear of the target in the first frame take part. */
    private void addApart(List<Actor> actors, Actor actor) {
        if (actor.box(0).intersection(scene.target().box(0)) == 0) {
            actors.add(actor);
        }
    }

    /** A thing that stands in the world and moves with it. */
    private Actor clutter(Draws draws, int texels) {
        Figure figure = Things.of(draws.fork("style"), draws.fork("detail"), 0, texels);
        double[][] path = new double[2][frames];
        double x = draws.uniform(0, scene.width());
        double y = draws.uniform(0, scene.height());
        Camera camera = scene.camera();
        for (int t = 0; t < frames; t++) {
            path[0][t] = x + camera.x()[t] + camera.shakeX()[t];
            path[1][t] = y + camera.y()[t] + camera.shakeY()[t];
        }
        double radius = Actor.radius(figure, side * draws.ratio(0.5, 1.6));
        return new Actor(figure, Motion.poses(draws, figure, path, camera.zoom(), radius, draws.chance(0.7) ? 0 : 0.6));
    }

    /** The target's style with other detail, or other colours, or rarely a twin; it comes close once. */
    private Actor lookalike(Draws draws, int texels) {
        double kind = draws.uniform();
        double turn = kind < 0.3 ? draws.uniform(0.15, 0.85) : 0;
        Draws detail = draws.fork("detail", kind < 0.55 ? 0 : 1);
        Figure figure = Things.of(style, detail, turn, texels);
        double radius = Actor.radius(figure, side * draws.ratio(0.75, 1.35));
        double nearest = side * draws.uniform(0.9, 1.7);
        double speed = side * draws.ratio(0.01, 0.12);
        double[][] path = passing(draws, nearest, speed, draws.uniform(0.2, 0.95));
        return new Actor(figure, Motion.poses(draws, figure, path, growth, radius, draws.uniform(0, 0.8)));
    }

    /** Something that crosses the target, covering it wholly or in part. */
    private Actor occluder(Draws draws, int texels) {
        boolean pole = draws.chance(0.4);
        Figure figure = pole ? pole(draws, texels) : Things.of(draws.fork("style"), draws.fork("detail"), 0, texels);
        double wide = side * draws.uniform(0.45, 1.5);
        double radius = pole ? 1.6 * scene.height() : Actor.radius(figure, wide);
        double crossing = draws.uniform(5, 16);
        double speed = (wide + side) / crossing;
        double[][] path = passing(draws, pole ? 0 : side * draws.uniform(0, 0.5), speed, draws.uniform(0.2, 1));
        if (pole) {
            return new Actor(narrowed(figure, 0.5 * wide / radius), upright(draws, path, radius));
        }
        return new Actor(figure, Motion.poses(draws, figure, path, growth, radius, 0.3));
    }

    private static Figure pole(Draws draws, int texels) {
        Canvas canvas = Things.canvas(texels);
        Coat.of(draws.fork("pole"), 0).dress(canvas, draws.fork("bark"), draws.between(0, 3));
        canvas.shade(draws.around(0.3), 0, 0.2);
        return new Figure(List.of(Figure.Limb.body(new Sprite(canvas, Silhouette.slab(0, 0, 1, 1, 0, 0)), 1, 1)), true);
    }

    private static Figure narrowed(Figure figure, double share) {
        return new Figure(List.of(Figure.Limb.body(figure.limbs().getFirst().sprite(), share, 1)), true);
    }

    private Pose[] upright(Draws draws, double[][] path, double radius) {
        double angle = draws.around(0.25) + (draws.chance(0.25) ? StrictMath.PI / 2 : 0);
        Pose[] poses = new Pose[frames];
        for (int t = 0; t < frames; t++) {
            poses[t] = new Pose(path[0][t], path[1][t], angle, radius, radius, new double[8], 0, 0);
        }
        return poses;
    }

    /**
     * A path that meets the target's at a moment and passes it at a distance, straight relative to a smoothed course of
     * the target, with some wandering.
     *
     * @param moment when, as a share of the sequence
     */
    private double[][] passing(Draws draws, double distance, double speed, double moment) {
        int meeting = (int) Math.min(frames - 1, moment * frames);
        Pose[] poses = scene.target().poses();
        double direction = draws.angle();
        double cos = StrictMath.cos(direction);
        double sin = StrictMath.sin(direction);
        double loyal = draws.chance(0.5) ? 1 : draws.uniform(0, 1);
        double wander = draws.uniform(0, 0.25) * side;
        Wave waveX = new Wave(draws, 25);
        Wave waveY = new Wave(draws, 25);
        double[][] path = new double[2][frames];
        for (int t = 0; t < frames; t++) {
            double along = speed * (t - meeting);
            double x = poses[meeting].x() + loyal * (poses[t].x() - poses[meeting].x());
            double y = poses[meeting].y() + loyal * (poses[t].y() - poses[meeting].y());
            path[0][t] = x - sin * distance + cos * along + wander * (waveX.at(t) - waveX.at(meeting));
            path[1][t] = y + cos * distance + sin * along + wander * (waveY.at(t) - waveY.at(meeting));
        }
        return path;
    }
}
