package io.spmtrack.model.track.filter;

import io.spmtrack.model.track.filter.Fourier.Spectrum;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A filter over the features of a sample that answers a sample with a narrow peak where the target is. Its values outside the target's size are held at zero
 * and it stays near the filter of the frame before (Li et al., STRCF, 2018); two steps of the alternating direction method of
 * multipliers find it: one in the Fourier domain, where every frequency is a small system of its own, one in space, where the
 * filter outside the target is taken away. The filter after the second is used: the one of the first still looks at surroundings.
 */
final class Filter {
    private static final int N = Fourier.N;
    private static final int D = Sample.CHANNELS;
    private static final int FREQUENCIES = N * Fourier.HALF;
    private static final int L = Fourier.F.length();
    /** Deviation of the wanted peak, in sides of the target. */
    private static final double PEAK_WIDTH = 1 / 16.0;
    /** Price of the difference from the filter of the frame before. */
    private static final float TEMPORAL = 15;
    /** Price of the difference between the two forms of the filter, step by step. */
    private static final float[] PENALTIES = {1, 0.1f};
    // Prices of a filter's values: outside the target's size they are practically zero.
    private static final double INSIDE = 1e-3;
    private static final double OUTSIDE = 1e5;

    private final Fourier fourier = new Fourier(D);
    private final Spectrum filter = Spectrum.of(D);
    private final Spectrum before = Spectrum.of(D);
    private final Spectrum sample = Spectrum.of(D);
    private final Spectrum local = Spectrum.of(D);
    private final Spectrum multiplier = Spectrum.of(D);
    private final Spectrum sum = Spectrum.of(D);
    private final float[] cells = new float[N * N * D];
    private final float[] weights = new float[N * N];
    private final float[] wanted = new float[FREQUENCIES];
    private boolean trained;

    /**
     * Forgets the target.
     *
     * @param columns cells that the new one is wide
     * @param rows cells that it is high
     */
    void start(double columns, double rows) {
        trained = false;
        double sigma = Math.sqrt(Math.max(1, Math.floor(columns)) * Math.max(1, Math.floor(rows))) * PEAK_WIDTH;
        double[] transformed = new double[N];
        for (int k = 0; k < N; k++) {
            for (int x = 0; x < N; x++) {
                double distance = Math.min(x, N - x);
                transformed[k] +=
                        Math.exp(-distance * distance / (2 * sigma * sigma)) * Math.cos(2 * Math.PI * k * x / N);
            }
        }
        for (int i = 0; i < FREQUENCIES; i++) {
            wanted[i] = (float) (transformed[i / Fourier.HALF] * transformed[i % Fourier.HALF]);
        }
        for (int y = 0; y < N; y++) {
            for (int x = 0; x < N; x++) {
                boolean inside = 2 * Math.abs(x - (N - 1) / 2.0) <= Math.max(1, columns)
                        && 2 * Math.abs(y - (N - 1) / 2.0) <= Math.max(1, rows);
                double weight = inside ? INSIDE : OUTSIDE;
                weights[y * N + x] = (float) (weight * weight);
            }
        }
    }

    /** Learns from a sample with the target in its middle. */
    void learn(float[] features) {
        fourier.forward(features, sample);
        copy(filter, before);
        for (Spectrum spectrum : new Spectrum[] {local, multiplier}) {
            Arrays.fill(spectrum.re(), 0);
            Arrays.fill(spectrum.im(), 0);
        }
        float temporal = trained ? TEMPORAL : 0;
        for (float penalty : PENALTIES) {
            solve(penalty, temporal);
            restrict(penalty);
        }
        trained = true;
    }

    private static void copy(Spectrum from, Spectrum to) {
        System.arraycopy(from.re(), 0, to.re(), 0, from.re().length);
        System.arraycopy(from.im(), 0, to.im(), 0, from.im().length);
    }

    /** The filter that fits sample, local filter and the one before best: one small system of rank one for each frequency. */
    private void solve(float penalty, float temporal) {
        float rho = penalty + temporal;
        for (int k = 0; k < FREQUENCIES; k++) {
            int at = k * D;
            FloatVector energy = FloatVector.zero(Fourier.F);
            FloatVector alongRe = FloatVector.zero(Fourier.F);
            FloatVector alongIm = FloatVector.zero(Fourier.F);
            for (int i = at; i < at + D; i += L) {
                FloatVector xr = FloatVector.fromArray(Fourier.F, sample.re(), i);
                FloatVector xi = FloatVector.fromArray(Fourier.F, sample.im(), i);
                FloatVector br = right(sample.re(), local.re(), multiplier.re(), before.re(), i, k, penalty, temporal);
                FloatVector bi = right(sample.im(), local.im(), multiplier.im(), before.im(), i, k, penalty, temporal);
                br.intoArray(filter.re(), i);
                bi.intoArray(filter.im(), i);
                energy = energy.add(xr.mul(xr)).add(xi.mul(xi));
                alongRe = alongRe.add(xr.mul(br)).add(xi.mul(bi));
                alongIm = alongIm.add(xr.mul(bi)).sub(xi.mul(br));
            }
            float scale = 1 / (add(energy) + N * N * rho);
            float re = add(alongRe) * scale;
            float im = add(alongIm) * scale;
            for (int i = at; i < at + D; i += L) {
                FloatVector xr = FloatVector.fromArray(Fourier.F, sample.re(), i);
                FloatVector xi = FloatVector.fromArray(Fourier.F, sample.im(), i);
                FloatVector.fromArray(Fourier.F, filter.re(), i)
                        .sub(xr.mul(re))
                        .add(xi.mul(im))
                        .intoArray(filter.re(), i);
                FloatVector.fromArray(Fourier.F, filter.im(), i)
                        .sub(xr.mul(im))
                        .sub(xi.mul(re))
                        .intoArray(filter.im(), i);
            }
        }
    }

    private FloatVector right(
            float[] x, float[] g, float[] h, float[] last, int i, int k, float penalty, float temporal) {
        float rho = penalty + temporal;
        return FloatVector.fromArray(Fourier.F, x, i)
                .mul(wanted[k] / (N * N * rho))
                .sub(FloatVector.fromArray(Fourier.F, h, i).mul(1 / rho))
                .add(FloatVector.fromArray(Fourier.F, g, i).mul(penalty / rho))
                .add(FloatVector.fromArray(Fourier.F, last, i).mul(temporal / rho));
    }

    /** In a fixed order, so that a run's numbers do not depend on when the compiler was ready. */
    private static float add(FloatVector values) {
        float sum = 0;
        for (int lane = 0; lane < L; lane++) {
            sum += values.lane(lane);
        }
        return sum;
    }

    /** The local filter: near the one that fits best, and zero outside the target; and the price of their difference. */
    private void restrict(float penalty) {
        combine(sum, multiplier, penalty, filter);
        fourier.inverse(sum, cells);
        for (int cell = 0; cell < N * N; cell++) {
            float scale = 1 / (weights[cell] + penalty);
            for (int i = cell * D; i < (cell + 1) * D; i += L) {
                FloatVector.fromArray(Fourier.F, cells, i).mul(scale).intoArray(cells, i);
            }
        }
        fourier.forward(cells, local);
        combine(multiplier, multiplier, penalty, filter);
        combine(multiplier, multiplier, -penalty, local);
    }

    /** {@code to = a + factor · b}. */
    private static void combine(Spectrum to, Spectrum a, float factor, Spectrum b) {
        for (int i = 0; i < to.re().length; i += L) {
            FloatVector.fromArray(Fourier.F, b.re(), i)
                    .mul(factor)
                    .add(FloatVector.fromArray(Fourier.F, a.re(), i))
                    .intoArray(to.re(), i);
            FloatVector.fromArray(Fourier.F, b.im(), i)
                    .mul(factor)
                    .add(FloatVector.fromArray(Fourier.F, a.im(), i))
                    .intoArray(to.im(), i);
        }
    }

    /**
     * Where a sample has the target.
     *
     * @param responses gets the response's spectrum as channel {@code number} of {@code count}
     */
    void answer(float[] features, Spectrum responses, int number, int count) {
        fourier.forward(features, sample);
        for (int k = 0; k < FREQUENCIES; k++) {
            FloatVector re = FloatVector.zero(Fourier.F);
            FloatVector im = FloatVector.zero(Fourier.F);
            for (int i = k * D; i < (k + 1) * D; i += L) {
                FloatVector xr = FloatVector.fromArray(Fourier.F, sample.re(), i);
                FloatVector xi = FloatVector.fromArray(Fourier.F, sample.im(), i);
                FloatVector fr = FloatVector.fromArray(Fourier.F, local.re(), i);
                FloatVector fi = FloatVector.fromArray(Fourier.F, local.im(), i);
                re = re.add(fr.mul(xr)).add(fi.mul(xi));
                im = im.add(fr.mul(xi)).sub(fi.mul(xr));
            }
            responses.re()[k * count + number] = add(re);
            responses.im()[k * count + number] = add(im);
        }
    }
}
