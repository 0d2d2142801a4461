package io.spmtrack.model.track.filter;

import jdk.incubator.vector.FloatVector;

/**
 * Draws {@code N x N} cells from a field, at any place and size: each cell is a weighted sum of the places around it, less of the
 * farther ones, first along the rows, then along the columns.
 */
final class Sampling {
    private static final int N = Fourier.N;
    private static final int C = Field.CHANNELS;
    private static final int L = Fourier.F.length();
    /** Places of a field that a cell spans, at most. */
    private static final int TAPS = 5;
    /** Places of a field from one cell to the next, at size 1. */
    static final int PITCH = 2;

    private final float[] along = new float[Field.SIDE * N * C];
    private final int[] first = new int[N];
    private final float[] weights = new float[N * TAPS];

    /**
     * Draws cells.
     *
     * @param x of their middle, in places from the field's
     * @param scale size of a cell, 1 for {@value #PITCH} places; at most 1.1
     * @param cells gets {@code [N, N, Field.CHANNELS]}
     */
    void draw(Field field, double x, double y, double scale, float[] cells) {
        weigh(x, scale);
        for (int row = 0; row < Field.SIDE; row++) {
            for (int cell = 0; cell < N; cell++) {
                int from = (row * Field.SIDE + first[cell]) * C;
                sum(field.cells(), from, C, cell * TAPS, along, (row * N + cell) * C, C);
            }
        }
        weigh(y, scale);
        for (int cell = 0; cell < N; cell++) {
            sum(along, first[cell] * N * C, N * C, cell * TAPS, cells, cell * N * C, N * C);
        }
    }

    private void weigh(double middle, double scale) {
        double reach = PITCH * scale;
        for (int cell = 0; cell < N; cell++) {
            double at = Field.SIDE / 2.0 + middle + (cell + 0.5 - N / 2.0) * reach;
            first[cell] = (int) Math.clamp(Math.ceil(at - reach - 0.5), 0, Field.SIDE - TAPS);
            for (int i = 0; i < TAPS; i++) {
                double distance = Math.abs(first[cell] + i + 0.5 - at);
                weights[cell * TAPS + i] = (float) Math.max(0, 1 - distance / reach);
            }
        }
    }

    /** Sums as many vectors as there are taps, {@code stride} apart. */
    private void sum(float[] from, int at, int stride, int tap, float[] to, int toAt, int count) {
        float a = weights[tap];
        float b = weights[tap + 1];
        float c = weights[tap + 2];
        float d = weights[tap + 3];
        float e = weights[tap + 4];
        for (int i = 0; i < count; i += L) {
            FloatVector.fromArray(Fourier.F, from, at + i)
                    .mul(a)
                    .add(FloatVector.fromArray(Fourier.F, from, at + stride + i).mul(b))
                    .add(FloatVector.fromArray(Fourier.F, from, at + 2 * stride + i)
                            .mul(c))
                    .add(FloatVector.fromArray(Fourier.F, from, at + 3 * stride + i)
                            .mul(d))
                    .add(FloatVector.fromArray(Fourier.F, from, at + 4 * stride + i)
                            .mul(e))
                    .intoArray(to, toAt + i);
        }
    }
}
