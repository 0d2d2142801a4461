package io.spmtrack.eval.synthetic;

/** A smooth random function of time, mostly within [-1, 1]: three sinusoids of random period and phase. */
final class Wave {

    private static final int TERMS = 3;

    private final double[] rates = new double[TERMS];
    private final double[] phases = new double[TERMS];
    private final double[] sizes = new double[TERMS];

    /** @param period the shortest time of one swing, in frames; the longest is three times that */
    Wave(Draws draws, double period) {
        double sum = 0;
        for (int i = 0; i < TERMS; i++) {
            rates[i] = 2 * StrictMath.PI / (period * draws.uniform(1, 3));
            phases[i] = draws.angle();
            sizes[i] = draws.uniform(0.3, 1);
            sum += sizes[i] * sizes[i];
        }
        for (int i = 0; i < TERMS; i++) {
            sizes[i] /= Math.sqrt(sum);
        }
    }

    double at(double time) {
        double value = 0;
        for (int i = 0; i < TERMS; i++) {
            value += sizes[i] * StrictMath.sin(rates[i] * time + phases[i]);
        }
        return value;
    }
}
