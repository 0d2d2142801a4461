package io.spmtrack.eval.synthetic;

import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;

/** Draws one frame of a scene. Frames are independent of one another and of the thread that draws them. */
final class Stage {

    private static final double BLUR_STEP = 1.5;
    private static final int MOST_EXPOSURES = 4;

    private final Scene scene;
    private final int t;
    private final PixelRect window;
    private final int[] frame;

    private Stage(Scene scene, int t, PixelRect window) {
        this.scene = scene;
        this.t = t;
        this.window = window;
        this.frame = new int[window.width() * window.height()];
    }

    static Image render(Scene scene, int t) {
        return render(scene, t, new PixelRect(0, 0, scene.width(), scene.height()));
    }

    /**
     * Draws a part of a frame.
     *
     * @param wanted lies inside of the frame
     * @return the whole frame; pixels that are not wanted are black
     */
    static Image render(Scene scene, int t, PixelRect wanted) {
        Sensor sensor = new Sensor(scene, t, wanted);
        Stage stage = new Stage(scene, t, sensor.window());
        stage.backdrop();
        scene.back().forEach(stage::draw);
        stage.draw(scene.target());
        scene.front().forEach(stage::draw);
        return sensor.expose(stage.frame);
    }

    private void backdrop() {
        Vista vista = new Vista(scene, t, window);
        for (int y = window.y1(); y < window.y2(); y++) {
            vista.row(y, frame, (y - window.y1()) * window.width());
        }
    }

    private void draw(Actor actor) {
        Pose[] poses = actor.poses();
        Pose before = poses[Math.max(0, t - 1)];
        Pose after = poses[Math.min(poses.length - 1, t + 1)];
        double share = scene.light().shutter() / Math.max(1, Math.min(poses.length - 1, t + 1) - Math.max(0, t - 1));
        double blurX = share * (after.x() - before.x());
        double blurY = share * (after.y() - before.y());
        double length = Math.sqrt(blurX * blurX + blurY * blurY);
        int exposures = (int) Math.clamp(Math.ceil(length / BLUR_STEP), 1, MOST_EXPOSURES);
        for (Viewpoint view : actor.views(t)) {
            new Brush(view, poses[t].slide()).paint(frame, window, blurX, blurY, exposures);
        }
    }
}
