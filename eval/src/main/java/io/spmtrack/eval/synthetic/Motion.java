package io.spmtrack.eval.synthetic;

/** Random paths, sizes and deformations over the frames of a sequence. */
final class Motion {

    private static final int BENDS = 8;
    /** What a unit of each coefficient of {@link Viewpoint}'s polynomial adds to its derivative near the outline. */
    private static final double[] STEEPNESS = {2.7, 1.35, 1, 5.5, 2.7, 1.35, 1, 5.5};

    private Motion() {}

    /** Size relative to the first frame: {@code [frames]}, its extremes at most {@link Difficulty#GROWTH} apart. */
    static double[] growth(Draws draws, int frames, double side) {
        Wave wave = new Wave(draws, draws.uniform(0.5, 1.5) * frames);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < frames; t++) {
            least = Math.min(least, wave.at(t));
            most = Math.max(most, wave.at(t));
        }
        double range = StrictMath.log(draws.uniform(1.15, Difficulty.GROWTH)) / Math.max(1e-9, most - least);
        double[] growth = new double[frames];
        for (int t = 0; t < frames; t++) {
            double factor = StrictMath.exp(range * (wave.at(t) - wave.at(0)));
            growth[t] = Math.clamp(factor, Difficulty.LEAST_SIDE / side, Difficulty.MOST_SIDE / side);
        }
        return growth;
    }

    /**
     * A walk inside the frame: drifting, turning, stopping, jerking, turned back at the margins.
     *
     * @return columns and rows: [2][frames]
     */
    static double[][] walk(Draws draws, int frames, int width, int height, double side) {
        double margin = 0.6 * side;
        double[][] path = new double[2][frames];
        double x = draws.uniform(margin, width - margin);
        double y = draws.uniform(margin, height - margin);
        double pace = side * draws.ratio(Difficulty.SLOWEST, Difficulty.FASTEST);
        Wave haste = new Wave(draws, 20);
        Wave turning = new Wave(draws, 15);
        double curl = draws.uniform(0, 0.2);
        double jerks = draws.chance(0.5) ? Difficulty.JERKS : 0;
        double restless = draws.chance(0.3) ? draws.uniform(0, 0.03) * side : 0;
        double heading = draws.angle();
        double velocityX = 0;
        double velocityY = 0;
        for (int t = 0; t < frames; t++) {
            path[0][t] = x + restless * draws.normal();
            path[1][t] = y + restless * draws.normal();
            double speed = pace * StrictMath.exp(0.8 * haste.at(t));
            heading += curl * turning.at(t) + (draws.chance(0.02) ? draws.around(2.5) : 0);
            double wantedX = speed * StrictMath.cos(heading);
            double wantedY = speed * StrictMath.sin(heading);
            if (x < margin && wantedX < 0 || x > width - margin && wantedX > 0) {
                heading = StrictMath.PI - heading;
                wantedX = -wantedX;
            }
            if (y < margin && wantedY < 0 || y > height - margin && wantedY > 0) {
                heading = -heading;
                wantedY = -wantedY;
            }
            velocityX += 0.4 * (wantedX - velocityX);
            velocityY += 0.4 * (wantedY - velocityY);
            x += velocityX;
            y += velocityY;
            if (draws.chance(jerks)) {
                double jerk = side * draws.uniform(0.15, Difficulty.JERK);
                double direction = draws.angle();
                x = Math.clamp(x + jerk * StrictMath.cos(direction), margin, width - margin);
                y = Math.clamp(y + jerk * StrictMath.sin(direction), margin, height - margin);
            }
        }
        return path;
    }

    /** Bends a path out of the frame across its nearest edge and back, for about twenty frames. */
    static void leave(Draws draws, double[][] path, int width, int height, double side) {
        int frames = path[0].length;
        int middle = draws.between(frames / 4, frames - 1);
        double span = draws.uniform(9, 16);
        double x = path[0][middle];
        double y = path[1][middle];
        double beyond = side * draws.uniform(0.1, 1.1);
        double nearest = Math.min(Math.min(x, width - x), Math.min(y, height - y));
        double stepX = nearest == x ? -1 : nearest == width - x ? 1 : 0;
        double stepY = stepX != 0 ? 0 : nearest == y ? -1 : 1;
        for (int t = 1; t < frames; t++) {
            double phase = Math.min(1, Math.abs(t - middle) / span);
            double bump = 0.5 + 0.5 * StrictMath.cos(StrictMath.PI * phase);
            path[0][t] += stepX * bump * (nearest + beyond);
            path[1][t] += stepY * bump * (nearest + beyond);
        }
    }

    /**
     * Puts a figure on a path.
     *
     * @param radius pixels per figure unit in the first frame
     * @param lively 0 for a stiff figure, 1 for all the deformation and rotation there is
     */
    static Pose[] poses(Draws draws, Figure figure, double[][] path, double[] growth, double radius, double lively) {
        int frames = growth.length;
        boolean spins = !figure.steady() && draws.chance(0.3);
        double sway = lively * (figure.steady() ? 0.25 : 1) * draws.uniform(0, Difficulty.SWAY);
        double spin = spins ? lively * draws.sign() * draws.uniform(0.01, Difficulty.SPIN) : 0;
        double start = figure.steady() ? 0 : draws.angle();
        double stretch = lively * draws.uniform(0, Difficulty.ASPECT);
        double slide = draws.chance(0.6) ? lively * draws.uniform(0, Difficulty.SLIDE) : 0;
        double[] softness = softness(draws, lively * draws.uniform(0, Difficulty.SOFTNESS));
        Wave turning = new Wave(draws, 30);
        Wave stretching = new Wave(draws, 30);
        Wave striding = new Wave(draws, draws.uniform(7, 20));
        Wave sliding = new Wave(draws, 35);
        Wave[] bending = new Wave[BENDS];
        for (int i = 0; i < BENDS; i++) {
            bending[i] = new Wave(draws, 25);
        }
        Pose[] poses = new Pose[frames];
        for (int t = 0; t < frames; t++) {
            double[] bends = new double[BENDS];
            for (int i = 0; i < BENDS; i++) {
                bends[i] = softness[i] * bending[i].at(t);
            }
            double aspect = StrictMath.exp(0.5 * stretch * stretching.at(t));
            poses[t] = new Pose(
                    path[0][t],
                    path[1][t],
                    start + spin * t + sway * turning.at(t),
                    radius * growth[t] * aspect,
                    radius * growth[t] / aspect,
                    bends,
                    Math.clamp(striding.at(t), -1, 1),
                    slide * sliding.at(t));
        }
        return poses;
    }

    /** Splits a bound of the derivative at random among the coefficients of each row of the polynomial. */
    private static double[] softness(Draws draws, double bound) {
        double[] shares = new double[BENDS];
        for (int row = 0; row < BENDS; row += BENDS / 2) {
            double sum = 0;
            for (int i = row; i < row + BENDS / 2; i++) {
                shares[i] = draws.uniform();
                sum += shares[i];
            }
            for (int i = row; i < row + BENDS / 2; i++) {
                shares[i] *= bound / (sum * STEEPNESS[i]);
            }
        }
        return shares;
    }
}
