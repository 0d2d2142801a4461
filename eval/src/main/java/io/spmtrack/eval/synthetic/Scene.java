package io.spmtrack.eval.synthetic;

import io.spmtrack.eval.synthetic.SceneFrames.Look;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything one sequence shows, decided once: the rest is drawing.
 *
 * @param backdrop packed texels [512, 512] that repeat
 * @param back actors behind the target, in drawing order
 * @param front actors before the target, in drawing order
 */
record Scene(
        int width,
        int height,
        int[] backdrop,
        Camera camera,
        Light light,
        List<Actor> back,
        Actor target,
        List<Actor> front,
        long noiseKey) {

    private static final int MAIN = 128;
    private static final int SMALL = 64;

    Scene {
        back = List.copyOf(back);
        front = List.copyOf(front);
    }

    int frames() {
        return target.poses().length;
    }

    static Scene of(Draws draws, int frames, int width, int height) {
        double unit = Math.sqrt((double) width * height / (320 * 240));
        double side = unit * draws.ratio(Difficulty.LEAST_START, Difficulty.MOST_START);
        Draws style = draws.fork("style");
        Figure figure = Things.of(style, draws.fork("detail"), 0, MAIN);
        double[] growth = Motion.growth(draws.fork("growth"), frames, side / unit);
        double[][] path = Motion.walk(draws.fork("walk"), frames, width, height, side);
        Camera camera = Camera.of(draws.fork("camera"), path, growth);
        if (draws.chance(Difficulty.LEAVING)) {
            Motion.leave(draws.fork("leave"), path, width, height, side);
        }
        shift(path, camera.shakeX(), camera.shakeY());
        Draws moves = draws.fork("moves");
        double lively = moves.uniform(Difficulty.LEAST_LIVELY, 1);
        double radius = Actor.radius(figure, side);
        Actor target = new Actor(figure, Motion.poses(moves, figure, path, growth, radius, lively));
        target = framed(target, width, height);
        Draws hue = draws.chance(Difficulty.CAMOUFLAGE) ? style.fork("thing").fork("main") : draws.fork("ground");
        Scene empty = new Scene(
                width,
                height,
                Backdrop.paint(draws.fork("backdrop"), Palette.of(hue, 0)),
                camera,
                Light.of(draws.fork("light"), frames),
                List.of(),
                target,
                List.of(),
                draws.fork("noise").bits());
        return new Actors(empty, style, side, growth).perform(draws.fork("cast"), SMALL);
    }

    Scene with(List<Actor> behind, List<Actor> before) {
        return new Scene(width, height, backdrop, camera, light, behind, target, before, noiseKey);
    }

    /** The same things in the same places, as another kind of camera sees them. */
    Scene seen(Look look) {
        return switch (look) {
            case Look.Colours colours ->
                new Scene(
                        width,
                        height,
                        backdrop,
                        camera,
                        colours.noise() ? light : light.clean(),
                        back,
                        colours.target() ? target : target.painted(sprite -> hidden(sprite)),
                        front,
                        noiseKey);
            case Look.Levels levels -> levelled(levels);
        };
    }

    private static Sprite hidden(Sprite sprite) {
        return new Sprite(sprite, sprite.colours[0], false);
    }

    private Scene levelled(Look.Levels look) {
        List<Actor> actors = new ArrayList<>(back);
        actors.add(target);
        actors.addAll(front);
        for (int i = 0; i < actors.size(); i++) {
            int level = look.things().get(i);
            actors.set(
                    i, actors.get(i).painted(sprite -> level < 0 ? hidden(sprite) : grey(sprite, level, look.rim())));
        }
        return new Scene(
                width,
                height,
                Backdrop.grey(new Draws(noiseKey).fork("ground"), look.groundLeast(), look.groundMost()),
                camera,
                Light.even(frames(), light.shutter(), look.noise()),
                actors.subList(0, back.size()),
                actors.get(back.size()),
                actors.subList(back.size() + 1, actors.size()),
                Draws.mix(noiseKey));
    }

    private static Sprite grey(Sprite sprite, int level, double rim) {
        Canvas canvas = Things.canvas(sprite.size);
        Arrays.fill(canvas.colours, 0x10101 * level);
        if (rim != 0) {
            canvas.shade(0, 0, rim);
        }
        return new Sprite(sprite, canvas.colours, true);
    }

    private static void shift(double[][] path, double[] x, double[] y) {
        for (int t = 0; t < x.length; t++) {
            path[0][t] += x[t];
            path[1][t] += y[t];
        }
    }

    /** The same actor moved so that its first box lies inside of the frame. */
    private static Actor framed(Actor actor, int width, int height) {
        var box = actor.box(0);
        double shiftX = Math.max(0, 1 - box.x1()) - Math.max(0, box.x2() - width + 1);
        double shiftY = Math.max(0, 1 - box.y1()) - Math.max(0, box.y2() - height + 1);
        Pose[] poses = new Pose[actor.poses().length];
        for (int t = 0; t < poses.length; t++) {
            poses[t] = actor.poses()[t].moved(shiftX, shiftY);
        }
        return new Actor(actor.figure(), poses);
    }
}
