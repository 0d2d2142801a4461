package io.spmtrack.eval.synthetic;

/**
 * The camera of one sequence: where the backdrop lies in each frame and how the whole picture shakes.
 *
 * @param x how far the backdrop has moved to the right since the first frame, pixels, per frame
 * @param shakeX sudden shift of everything in view, pixels, per frame
 * @param zoom magnification of the backdrop, per frame
 */
record Camera(double[] x, double[] y, double[] shakeX, double[] shakeY, double[] zoom, double[] roll) {

    /**
     * @param path centre of the target, two arrays per frame, which a following camera answers
     * @param growth size of the target per frame relative to the first, which an approaching camera explains
     */
    static Camera of(Draws draws, double[][] path, double[] growth) {
        int frames = growth.length;
        Camera camera = new Camera(
                new double[frames],
                new double[frames],
                new double[frames],
                new double[frames],
                new double[frames],
                new double[frames]);
        double approach = draws.chance(0.5) ? draws.uniform(0.3, 1) : 0;
        double tilt = draws.chance(0.3) ? draws.uniform(0.01, 0.12) : 0;
        Wave roll = new Wave(draws, 50);
        for (int t = 0; t < frames; t++) {
            camera.zoom[t] = StrictMath.exp(approach * StrictMath.log(growth[t]));
            camera.roll[t] = tilt * roll.at(t);
        }
        camera.pan(draws.fork("pan"), path);
        camera.shake(draws.fork("shake"));
        return camera;
    }

    /** Standing, drifting, swaying or following the target. */
    private void pan(Draws draws, double[][] path) {
        double follow = draws.chance(0.35) ? draws.uniform(0.3, 1.2) : 0;
        boolean moves = draws.chance(0.5);
        double speed = moves ? draws.ratio(0.2, 3.5) : 0;
        double direction = draws.angle();
        double sway = draws.chance(0.4) ? draws.uniform(1, 14) : 0;
        Wave swayX = new Wave(draws, 25);
        Wave swayY = new Wave(draws, 25);
        for (int t = 0; t < x.length; t++) {
            x[t] = speed * t * StrictMath.cos(direction) + sway * swayX.at(t) - follow * (path[0][t] - path[0][0]);
            y[t] = 0.4 * speed * t * StrictMath.sin(direction)
                    + sway * swayY.at(t)
                    - follow * (path[1][t] - path[1][0]);
        }
    }

    /** Hand-held trembling and, rarely, blows that die away within a few frames. */
    private void shake(Draws draws) {
        double tremble = draws.chance(0.35) ? draws.uniform(0.3, 1.8) : 0;
        double blows = draws.chance(0.3) ? 0.06 : 0;
        double blowX = 0;
        double blowY = 0;
        for (int t = 1; t < shakeX.length; t++) {
            blowX *= 0.5;
            blowY *= 0.5;
            if (draws.chance(blows)) {
                blowX += draws.normal() * 11;
                blowY += draws.normal() * 8;
            }
            shakeX[t] = blowX + tremble * draws.normal();
            shakeY[t] = blowY + tremble * draws.normal();
        }
    }
}
