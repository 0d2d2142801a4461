package io.spmtrack.model.track.filter;

import io.spmtrack.model.crop.ScoreMap;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The features of {@code N x N} cells of a field: histograms of oriented gradients as in Felzenszwalb et al. (2010; 18 directions,
 * 9 orientations and 4 measures of texture, each normalised by the energy of the four blocks around the cell), colours and
 * lightness. Each of the three kinds is scaled to the same mean energy; all fade out towards the border. Holds scratch memory.
 */
final class Sample {
    /** A multiple of 16: directions, colours, two that stay 0; orientations, textures, three that stay 0. */
    static final int CHANNELS = 48;

    private static final int N = Fourier.N;
    private static final int C = Field.CHANNELS;
    private static final int L = Fourier.F.length();
    private static final int DIRECTIONS = Field.DIRECTIONS;
    private static final int ORIENTATIONS = DIRECTIONS / 2;
    private static final int LIGHT = DIRECTIONS + Colours.CHANNELS - 1;
    private static final int TEXTURES = C + ORIENTATIONS;
    private static final int GRADIENTS = DIRECTIONS + ORIENTATIONS + 4;
    private static final float CLIP = 0.2f;
    private static final float TEXTURE = 0.2357f;
    /** What channels are of a field: 1 for directions. */
    private static final float[] DIRECTED = ones(C, DIRECTIONS);

    private static final float[] OTHER = ones(C, C);
    private static final float[] ORIENTED = ones(CHANNELS - C, ORIENTATIONS);

    static {
        Arrays.fill(OTHER, 0, DIRECTIONS, 0);
    }

    private final Sampling sampling = new Sampling();
    private final float[] window = ScoreMap.hann(N, N);
    private final float[] drawn = new float[N * N * C];
    private final float[] energy = new float[N * N];
    private final float[] block = new float[(N + 1) * (N + 1)];
    private final float[] cells = new float[N * N * CHANNELS];
    private final float[] sums = new float[CHANNELS];
    private final float[] textures = new float[4 * L];

    private static float[] ones(int length, int count) {
        float[] values = new float[length];
        Arrays.fill(values, 0, count, 1);
        return values;
    }

    /**
     * Features {@code [N, N, CHANNELS]}; overwritten by the next call.
     *
     * @param x of their middle, in places from the field's
     * @param scale size of a cell; see {@link Sampling#draw}
     */
    float[] of(Field field, double x, double y, double scale) {
        sampling.draw(field, x, y, scale, drawn);
        energies();
        blocks();
        Arrays.fill(sums, 0);
        for (int row = 0; row < N; row++) {
            for (int column = 0; column < N; column++) {
                int corner = row * (N + 1) + column;
                normalise(
                        row * N + column,
                        block[corner],
                        block[corner + 1],
                        block[corner + N + 1],
                        block[corner + N + 2]);
            }
        }
        balance();
        return cells;
    }

    private void energies() {
        for (int cell = 0; cell < N * N; cell++) {
            float sum = 0;
            for (int i = cell * C; i < cell * C + ORIENTATIONS; i++) {
                float both = drawn[i] + drawn[i + ORIENTATIONS];
                sum += both * both;
            }
            energy[cell] = sum;
        }
    }

    /** The inverse norm of two by two cells; block (x, y) ends at cell (x, y). */
    private void blocks() {
        for (int y = 0; y <= N; y++) {
            for (int x = 0; x <= N; x++) {
                int left = Math.max(0, x - 1);
                int right = Math.min(x, N - 1);
                int above = Math.max(0, y - 1) * N;
                int below = Math.min(y, N - 1) * N;
                float sum = energy[above + left] + energy[above + right] + energy[below + left] + energy[below + right];
                block[y * (N + 1) + x] = (float) (1 / Math.sqrt(sum + 1e-4));
            }
        }
    }

    private void normalise(int cell, float a, float b, float c, float d) {
        int from = cell * C;
        int to = cell * CHANNELS;
        FloatVector textureA = FloatVector.zero(Fourier.F);
        FloatVector textureB = textureA;
        FloatVector textureC = textureA;
        FloatVector textureD = textureA;
        for (int i = 0; i < C; i += L) {
            FloatVector values = FloatVector.fromArray(Fourier.F, drawn, from + i);
            FloatVector directed = FloatVector.fromArray(Fourier.F, DIRECTED, i);
            FloatVector gradient = values.mul(directed);
            FloatVector inA = gradient.mul(a).min(CLIP);
            FloatVector inB = gradient.mul(b).min(CLIP);
            FloatVector inC = gradient.mul(c).min(CLIP);
            FloatVector inD = gradient.mul(d).min(CLIP);
            textureA = textureA.add(inA);
            textureB = textureB.add(inB);
            textureC = textureC.add(inC);
            textureD = textureD.add(inD);
            FloatVector colour = values.mul(FloatVector.fromArray(Fourier.F, OTHER, i));
            keep(inA.add(inB).add(inC).add(inD).mul(0.5f).add(colour), to, i);
        }
        for (int i = 0; i < CHANNELS - C; i += L) {
            FloatVector values = FloatVector.fromArray(Fourier.F, drawn, from + i)
                    .add(FloatVector.fromArray(Fourier.F, drawn, from + i + ORIENTATIONS))
                    .mul(FloatVector.fromArray(Fourier.F, ORIENTED, i));
            FloatVector sum = values.mul(a).min(CLIP).add(values.mul(b).min(CLIP));
            keep(sum.add(values.mul(c).min(CLIP)).add(values.mul(d).min(CLIP)).mul(0.5f), to, C + i);
        }
        textureA.intoArray(textures, 0);
        textureB.intoArray(textures, L);
        textureC.intoArray(textures, 2 * L);
        textureD.intoArray(textures, 3 * L);
        for (int i = 0; i < 4; i++) {
            float sum = 0;
            for (int lane = i * L; lane < (i + 1) * L; lane++) {
                sum += textures[lane];
            }
            cells[to + TEXTURES + i] = TEXTURE * sum;
            sums[TEXTURES + i] += TEXTURE * sum * TEXTURE * sum;
        }
    }

    /** Writes some channels of a cell and adds up their squares. */
    private void keep(FloatVector values, int to, int channel) {
        values.intoArray(cells, to + channel);
        values.mul(values).add(FloatVector.fromArray(Fourier.F, sums, channel)).intoArray(sums, channel);
    }

    private void balance() {
        double gradients = 1e-6;
        double colours = 1e-6;
        for (int i = 0; i < CHANNELS; i++) {
            if (i >= DIRECTIONS && i < LIGHT) {
                colours += sums[i];
            } else if (i != LIGHT) {
                gradients += sums[i];
            }
        }
        float[] scales = new float[CHANNELS];
        Arrays.fill(scales, (float) Math.sqrt((double) N * N * GRADIENTS / gradients));
        Arrays.fill(scales, DIRECTIONS, LIGHT, (float) Math.sqrt((double) N * N * (LIGHT - DIRECTIONS) / colours));
        scales[LIGHT] = (float) Math.sqrt(N * N / (1e-6 + sums[LIGHT]));
        for (int cell = 0; cell < N * N; cell++) {
            for (int i = 0; i < CHANNELS; i += L) {
                FloatVector.fromArray(Fourier.F, cells, cell * CHANNELS + i)
                        .mul(FloatVector.fromArray(Fourier.F, scales, i))
                        .mul(window[cell])
                        .intoArray(cells, cell * CHANNELS + i);
            }
        }
    }
}
