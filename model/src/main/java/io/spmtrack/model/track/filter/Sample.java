package io.spmtrack.model.track.filter;

import io.spmtrack.model.crop.ScoreMap;

/**
 * The features of a patch: gradients, colours and lightness of {@code N x N} cells, each kind scaled to the same mean energy,
 * faded out towards the border. Holds scratch memory.
 */
final class Sample {
    /** A multiple of 16; the last ones stay 0. */
    static final int CHANNELS = 48;

    private static final int N = Fourier.N;
    private static final int LIGHT = Gradients.CHANNELS + Colours.CHANNELS - 1;

    private final Gradients gradients = new Gradients();
    private final Colours colours = new Colours();
    private final float[] window = ScoreMap.hann(N, N);
    private final float[] cells = new float[N * N * CHANNELS];

    /** Features of a patch {@code [N, N, CHANNELS]}; overwritten by the next call. */
    float[] of(Patch patch) {
        gradients.describe(patch.rgb(), cells, CHANNELS);
        colours.describe(patch.rgb(), cells, Gradients.CHANNELS, CHANNELS);
        balance(0, Gradients.CHANNELS);
        balance(Gradients.CHANNELS, LIGHT);
        balance(LIGHT, LIGHT + 1);
        return cells;
    }

    private void balance(int from, int to) {
        double energy = 1e-6;
        for (int cell = 0; cell < N * N; cell++) {
            for (int i = cell * CHANNELS + from; i < cell * CHANNELS + to; i++) {
                energy += cells[i] * cells[i];
            }
        }
        float scale = (float) Math.sqrt((double) N * N * (to - from) / energy);
        for (int cell = 0; cell < N * N; cell++) {
            float factor = scale * window[cell];
            for (int i = cell * CHANNELS + from; i < cell * CHANNELS + to; i++) {
                cells[i] *= factor;
            }
        }
    }
}
