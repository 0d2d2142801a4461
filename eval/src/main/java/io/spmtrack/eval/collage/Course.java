package io.spmtrack.eval.collage;

/**
 * A quantity that changes smoothly over the frames: a slow and a fast wave around a middle.
 *
 * @param middle its mean
 * @param slow height of the slow wave
 * @param slowStep phase of the slow wave a frame
 * @param slowStart phase at frame 0
 * @param fast height of the fast wave
 * @param fastStep phase of the fast wave a frame
 * @param fastStart phase at frame 0
 */
record Course(
        double middle, double slow, double slowStep, double slowStart, double fast, double fastStep, double fastStart) {

    private static final double FAST_SHARE = 0.25;

    /** @param reach largest distance from the middle, of which a random part is used */
    static Course of(double middle, double reach, SequenceRandom draws) {
        double used = reach * draws.uniform();
        return new Course(
                middle,
                used * (1 - FAST_SHARE),
                draws.uniform(0.03, 0.3),
                draws.angle(),
                used * FAST_SHARE,
                draws.uniform(0.5, 1.5),
                draws.angle());
    }

    /** Stays where it is. */
    static Course still(double middle) {
        return new Course(middle, 0, 0, 0, 0, 0, 0);
    }

    double at(int frame) {
        return middle
                + slow * StrictMath.sin(slowStart + slowStep * frame)
                + fast * StrictMath.sin(fastStart + fastStep * frame);
    }
}
