package io.spmtrack.eval.synthetic;

import java.util.Arrays;

/**
 * Lighting, exposure and sensor of one sequence.
 *
 * @param gain overall gain, per frame
 * @param tint gain of red, green and blue
 * @param slopeX relative change of gain over half the frame's width, per frame
 * @param shutter share of the time between frames during which the shutter is open
 * @param noise standard deviation of the sensor's noise, grey levels
 * @param soft whether the lens is slightly out of focus
 * @param grey whether the camera sees no colour
 */
record Light(
        double[] gain,
        double[] tint,
        double[] slopeX,
        double[] slopeY,
        double shutter,
        double noise,
        boolean soft,
        boolean grey) {

    static Light of(Draws draws, int frames) {
        double change = draws.chance(0.6) ? draws.uniform(0, Difficulty.LIGHT) : 0;
        double slope = draws.chance(0.5) ? draws.uniform(0, 0.35) : 0;
        double flicker = draws.chance(0.15) ? draws.uniform(0, 0.06) : 0;
        Wave wave = new Wave(draws, 25);
        Wave slopeX = new Wave(draws, 40);
        Wave slopeY = new Wave(draws, 40);
        double middle = draws.uniform(0.8, 1.15);
        double[][] courses = new double[3][frames];
        for (int t = 0; t < frames; t++) {
            courses[0][t] = middle * StrictMath.exp(change * wave.at(t) + flicker * draws.normal());
            courses[1][t] = slope * slopeX.at(t);
            courses[2][t] = slope * slopeY.at(t);
        }
        double[] tint = {draws.uniform(0.9, 1.1), 1, draws.uniform(0.9, 1.1)};
        double shutter = draws.chance(0.45) ? draws.uniform(0.2, 0.9) : 0;
        double noise = draws.ratio(0.5, Difficulty.NOISE);
        return new Light(
                courses[0], tint, courses[1], courses[2], shutter, noise, draws.chance(0.35), draws.chance(0.1));
    }

    /** The same light on a sensor without noise. */
    Light clean() {
        return new Light(gain, tint, slopeX, slopeY, shutter, 0, soft, grey);
    }

    /** Of a sensor that no light changes: what is drawn is what it reports, but for noise. */
    static Light even(int frames, double shutter, double noise) {
        double[] gain = new double[frames];
        Arrays.fill(gain, 1);
        double[] level = new double[frames];
        return new Light(gain, new double[] {1, 1, 1}, level, level, shutter, noise, false, true);
    }
}
