package io.spmtrack.eval.synthetic;

import io.spmtrack.model.image.Image;

/** Draws one frame of a scene. Frames are independent of one another and of the thread that draws them. */
final class Stage {

    private static final double BLUR_STEP = 1.5;
    private static final int MOST_EXPOSURES = 4;

    private final Scene scene;
    private final int t;
    private final int width;
    private final int height;
    private final int[] frame;

    private Stage(Scene scene, int t) {
        this.scene = scene;
        this.t = t;
        this.width = scene.width();
        this.height = scene.height();
        this.frame = new int[width * height];
    }

    static Image render(Scene scene, int t) {
        Stage stage = new Stage(scene, t);
        stage.backdrop();
        scene.back().forEach(stage::draw);
        stage.draw(scene.target());
        scene.front().forEach(stage::draw);
        return new Sensor(scene, t).expose(stage.frame);
    }

    /** The backdrop, turned, zoomed and shifted, interpolated in 8-bit fixed point. */
    private void backdrop() {
        Camera camera = scene.camera();
        double inverse = 1 / camera.zoom()[t];
        double stepX = inverse * StrictMath.cos(camera.roll()[t]);
        double stepY = inverse * StrictMath.sin(camera.roll()[t]);
        double middleX = width / 2.0 + camera.shakeX()[t] - 0.5;
        double middleY = height / 2.0 + camera.shakeY()[t] - 0.5;
        int acrossX = (int) (65536 * stepX);
        int acrossY = (int) (65536 * stepY);
        for (int y = 0; y < height; y++) {
            double dy = y - middleY;
            int u = (int) (long) (65536 * (-middleX * stepX - dy * stepY - camera.x()[t]));
            int v = (int) (long) (65536 * (-middleX * stepY + dy * stepX - camera.y()[t]));
            backdropRow(y * width, u, v, acrossX, acrossY);
        }
    }

    private void backdropRow(int start, int fromU, int fromV, int acrossX, int acrossY) {
        int[] texels = scene.backdrop();
        int mask = Backdrop.SIZE - 1;
        int u = fromU;
        int v = fromV;
        for (int x = 0; x < width; x++) {
            int column = u >> 16 & mask;
            int next = column + 1 & mask;
            int row = (v >> 16 & mask) * Backdrop.SIZE;
            int below = ((v >> 16) + 1 & mask) * Backdrop.SIZE;
            frame[start + x] = mix(
                    texels[row + column],
                    texels[row + next],
                    texels[below + column],
                    texels[below + next],
                    u >> 8 & 255,
                    v >> 8 & 255);
            u += acrossX;
            v += acrossY;
        }
    }

    /** Bilinear interpolation of packed colours, fractions of 256. */
    static int mix(int a, int b, int c, int d, int right, int down) {
        int wd = right * down >> 8;
        int wb = right - wd;
        int wc = down - wd;
        int wa = 256 - right - down + wd;
        int redBlue = (a & 0xff00ff) * wa + (b & 0xff00ff) * wb + (c & 0xff00ff) * wc + (d & 0xff00ff) * wd;
        int green = (a & 0xff00) * wa + (b & 0xff00) * wb + (c & 0xff00) * wc + (d & 0xff00) * wd;
        return redBlue >>> 8 & 0xff00ff | green >>> 8 & 0xff00;
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
        for (View view : actor.views(t)) {
            new Brush(view, poses[t].slide()).paint(frame, width, height, blurX, blurY, exposures);
        }
    }
}
