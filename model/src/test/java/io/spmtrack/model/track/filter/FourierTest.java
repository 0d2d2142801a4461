package io.spmtrack.model.track.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spmtrack.engine.Philox;
import org.junit.jupiter.api.Test;

/** Transforms against their definition, and back. */
class FourierTest {
    private static final int N = Fourier.N;
    private static final int CHANNELS = 16;
    private static final double TOLERANCE = 1e-4;

    private static float[] noise() {
        Philox.Stream random = new Philox.Stream(1, 0);
        float[] cells = new float[N * N * CHANNELS];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (float) random.normal();
        }
        return cells;
    }

    @Test
    void everyFrequencyIsTheDefinitions() {
        float[] cells = noise();
        Fourier.Spectrum spectrum = Fourier.Spectrum.of(CHANNELS);
        new Fourier(CHANNELS).forward(cells, spectrum);
        for (int k = 0; k < N * Fourier.HALF; k += 7) { // every residue of a row and a column comes up
            double re = 0;
            double im = 0;
            int channel = k % CHANNELS;
            for (int cell = 0; cell < N * N; cell++) {
                int turns = (k / Fourier.HALF) * (cell / N) + (k % Fourier.HALF) * (cell % N);
                double angle = -2 * Math.PI * (turns % N) / N;
                re += cells[cell * CHANNELS + channel] * Math.cos(angle);
                im += cells[cell * CHANNELS + channel] * Math.sin(angle);
            }
            assertEquals(re, spectrum.re()[k * CHANNELS + channel], TOLERANCE, "real part of " + k);
            assertEquals(im, spectrum.im()[k * CHANNELS + channel], TOLERANCE, "imaginary part of " + k);
        }
    }

    @Test
    void thereAndBackIsNoChange() {
        float[] cells = noise();
        float[] back = new float[cells.length];
        Fourier fourier = new Fourier(CHANNELS);
        Fourier.Spectrum spectrum = Fourier.Spectrum.of(CHANNELS);
        fourier.forward(cells, spectrum);
        float[] re = spectrum.re().clone();
        fourier.inverse(spectrum, back);
        assertArrayEquals(cells, back, 1e-5f);
        assertArrayEquals(re, spectrum.re(), "the spectrum stays");
    }

    @Test
    void channelsComeInWholeVectors() {
        assertThrows(IllegalArgumentException.class, () -> new Fourier(12));
    }
}
