package io.spmtrack.model.track.filter;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Discrete Fourier transforms of real maps of {@value #N} x {@value #N} cells with many channels, all channels at once: the
 * channels of a cell lie together, so every butterfly is a few vector operations (Stockham's form with radices 4, 4 and 3).
 * Spectra keep the columns 0 … N/2, from which the others follow. Holds scratch memory: one instance serves one thread.
 */
final class Fourier {
    static final int N = 48;
    /** Columns kept of a spectrum. */
    static final int HALF = N / 2 + 1;

    static final VectorSpecies<Float> F = species();
    private static final int L = F.length();
    private static final float HALF_ROOT_3 = (float) Math.sqrt(0.75);
    private static final float[] COS = new float[N];
    private static final float[] SIN = new float[N];

    static {
        for (int i = 0; i < N; i++) {
            COS[i] = (float) Math.cos(2 * Math.PI * i / N);
            SIN[i] = (float) -Math.sin(2 * Math.PI * i / N);
        }
    }

    private final int channels;
    private final Spectrum first;
    private final Spectrum second;

    /**
     * Complex values {@code [N, N/2 + 1, channels]}, or as many for other uses.
     *
     * @param re real parts
     * @param im imaginary parts
     */
    record Spectrum(float[] re, float[] im) {
        static Spectrum of(int channels) {
            return new Spectrum(new float[N * HALF * channels], new float[N * HALF * channels]);
        }

        private Spectrum swapped() {
            return new Spectrum(im, re);
        }
    }

    /** @param channels a multiple of 16, the most lanes of a vector */
    Fourier(int channels) {
        if (channels % 16 != 0) {
            throw new IllegalArgumentException("channels come in multiples of 16, not " + channels);
        }
        this.channels = channels;
        this.first = Spectrum.of(channels);
        this.second = Spectrum.of(channels);
    }

    /** The engine's vectors, so that the compiler sees one kind. */
    private static VectorSpecies<Float> species() {
        return switch (System.getProperty("lanes", "")) {
            case "128" -> FloatVector.SPECIES_128;
            case "256" -> FloatVector.SPECIES_256;
            case "512" -> FloatVector.SPECIES_512;
            case String _ -> FloatVector.SPECIES_PREFERRED;
        };
    }

    /**
     * Transforms a map.
     *
     * @param cells {@code [N, N, channels]}
     * @param to gets {@code Σ cells · exp(−2πi(x·kx + y·ky)/N)}
     */
    void forward(float[] cells, Spectrum to) {
        int line = N * channels;
        for (int y = 0; y < N; y += 2) { // two real rows are one complex row
            radix4(cells, cells, y * line, (y + 1) * line, first, 2 * line, N, channels);
            radix4(first.re, first.im, 2 * line, 2 * line, first, 0, N / 4, 4 * channels);
            radix3(first, first, 2 * line, 16 * channels);
            split(y * HALF * channels, (y + 1) * HALF * channels);
        }
        columns(second, first, to);
    }

    /**
     * Transforms back; {@link #forward} and this leave a map as it was.
     *
     * @param from stays as it is
     * @param cells gets {@code [N, N, channels]}
     */
    void inverse(Spectrum from, float[] cells) {
        // With real and imaginary parts exchanged, the forward transform is the inverse one.
        columns(from.swapped(), first.swapped(), second.swapped());
        int line = N * channels;
        Spectrum exchanged = first.swapped();
        for (int y = 0; y < N; y += 2) {
            join(y * HALF * channels, (y + 1) * HALF * channels);
            radix4(first.im, first.re, 0, 0, exchanged, 2 * line, N, channels);
            radix4(first.im, first.re, 2 * line, 2 * line, exchanged, 0, N / 4, 4 * channels);
            radix3(exchanged, exchanged, 2 * line, 16 * channels);
            scale(first, 2 * line, cells, y * line, line);
        }
    }

    /** Transforms along the columns; the scratch spectrum is overwritten, {@code from} stays unless it is {@code to}. */
    private void columns(Spectrum from, Spectrum scratch, Spectrum to) {
        int row = HALF * channels;
        radix4(from.re, from.im, 0, 0, scratch, 0, N, row);
        radix4(scratch.re, scratch.im, 0, 0, to, 0, N / 4, 4 * row);
        radix3(to, scratch, 0, 16 * row);
        System.arraycopy(scratch.re, 0, to.re, 0, N * row);
        System.arraycopy(scratch.im, 0, to.im, 0, N * row);
    }

    /** One pass with radix 4: {@code n} elements are left to transform, {@code s} floats lie between neighbours. */
    private static void radix4(float[] xr, float[] xi, int fromRe, int fromIm, Spectrum y, int to, int n, int s) {
        int m = n / 4;
        int quarter = s * m;
        int step = N / n;
        for (int p = 0; p < m; p++) {
            int re = fromRe + s * p;
            int im = fromIm + s * p;
            int at = to + 4 * s * p;
            float c1 = COS[p * step];
            float s1 = SIN[p * step];
            float c2 = COS[2 * p * step];
            float s2 = SIN[2 * p * step];
            float c3 = COS[3 * p * step];
            float s3 = SIN[3 * p * step];
            for (int i = 0; i < s; i += L) {
                FloatVector ar = FloatVector.fromArray(F, xr, re + i);
                FloatVector br = FloatVector.fromArray(F, xr, re + quarter + i);
                FloatVector cr = FloatVector.fromArray(F, xr, re + 2 * quarter + i);
                FloatVector dr = FloatVector.fromArray(F, xr, re + 3 * quarter + i);
                FloatVector ai = FloatVector.fromArray(F, xi, im + i);
                FloatVector bi = FloatVector.fromArray(F, xi, im + quarter + i);
                FloatVector ci = FloatVector.fromArray(F, xi, im + 2 * quarter + i);
                FloatVector di = FloatVector.fromArray(F, xi, im + 3 * quarter + i);
                FloatVector sumR = ar.add(cr);
                FloatVector sumI = ai.add(ci);
                FloatVector differenceR = ar.sub(cr);
                FloatVector differenceI = ai.sub(ci);
                FloatVector otherR = br.add(dr);
                FloatVector otherI = bi.add(di);
                FloatVector turnedR = bi.sub(di); // −i(b − d)
                FloatVector turnedI = dr.sub(br);
                sumR.add(otherR).intoArray(y.re, at + i);
                sumI.add(otherI).intoArray(y.im, at + i);
                turn(differenceR.add(turnedR), differenceI.add(turnedI), c1, s1, y, at + s + i);
                turn(sumR.sub(otherR), sumI.sub(otherI), c2, s2, y, at + 2 * s + i);
                turn(differenceR.sub(turnedR), differenceI.sub(turnedI), c3, s3, y, at + 3 * s + i);
            }
        }
    }

    private static void turn(FloatVector re, FloatVector im, float c, float s, Spectrum y, int at) {
        re.mul(c).sub(im.mul(s)).intoArray(y.re, at);
        re.mul(s).add(im.mul(c)).intoArray(y.im, at);
    }

    /** The last pass, with radix 3 and no twiddles: from offset 0 of {@code x} to {@code to} of {@code y}. */
    private static void radix3(Spectrum x, Spectrum y, int to, int s) {
        for (int i = 0; i < s; i += L) {
            FloatVector ar = FloatVector.fromArray(F, x.re, i);
            FloatVector ai = FloatVector.fromArray(F, x.im, i);
            FloatVector br = FloatVector.fromArray(F, x.re, s + i);
            FloatVector bi = FloatVector.fromArray(F, x.im, s + i);
            FloatVector cr = FloatVector.fromArray(F, x.re, 2 * s + i);
            FloatVector ci = FloatVector.fromArray(F, x.im, 2 * s + i);
            FloatVector sumR = br.add(cr);
            FloatVector sumI = bi.add(ci);
            FloatVector middleR = ar.sub(sumR.mul(0.5f));
            FloatVector middleI = ai.sub(sumI.mul(0.5f));
            FloatVector turnedR = bi.sub(ci).mul(HALF_ROOT_3); // −i(b − c)·√¾
            FloatVector turnedI = cr.sub(br).mul(HALF_ROOT_3);
            ar.add(sumR).intoArray(y.re, to + i);
            ai.add(sumI).intoArray(y.im, to + i);
            middleR.add(turnedR).intoArray(y.re, to + s + i);
            middleI.add(turnedI).intoArray(y.im, to + s + i);
            middleR.sub(turnedR).intoArray(y.re, to + 2 * s + i);
            middleI.sub(turnedI).intoArray(y.im, to + 2 * s + i);
        }
    }

    /** Separates the spectra of two real rows that were transformed as one: from the first scratch to the second. */
    private void split(int a, int b) {
        int line = N * channels;
        Spectrum z = first;
        Spectrum rows = second;
        for (int k = 0; k < HALF; k++) {
            int at = k * channels;
            int plain = 2 * line + at;
            int mirror = 2 * line + (k == 0 ? 0 : line - at);
            for (int i = 0; i < channels; i += L) {
                FloatVector re = FloatVector.fromArray(F, z.re, plain + i).mul(0.5f);
                FloatVector im = FloatVector.fromArray(F, z.im, plain + i).mul(0.5f);
                FloatVector otherRe = FloatVector.fromArray(F, z.re, mirror + i).mul(0.5f);
                FloatVector otherIm = FloatVector.fromArray(F, z.im, mirror + i).mul(0.5f);
                re.add(otherRe).intoArray(rows.re, a + at + i);
                im.sub(otherIm).intoArray(rows.im, a + at + i);
                im.add(otherIm).intoArray(rows.re, b + at + i);
                otherRe.sub(re).intoArray(rows.im, b + at + i);
            }
        }
    }

    /** The spectrum of one row and i times that of another, whole: from the second scratch to the first. */
    private void join(int a, int b) {
        int line = N * channels;
        Spectrum z = first;
        Spectrum rows = second;
        for (int k = 0; k < HALF; k++) {
            int at = k * channels;
            for (int i = 0; i < channels; i += L) {
                FloatVector aRe = FloatVector.fromArray(F, rows.re, a + at + i);
                FloatVector aIm = FloatVector.fromArray(F, rows.im, a + at + i);
                FloatVector bRe = FloatVector.fromArray(F, rows.re, b + at + i);
                FloatVector bIm = FloatVector.fromArray(F, rows.im, b + at + i);
                aRe.sub(bIm).intoArray(z.re, at + i);
                aIm.add(bRe).intoArray(z.im, at + i);
                if (k > 0 && k < N / 2) {
                    aRe.add(bIm).intoArray(z.re, line - at + i);
                    bRe.sub(aIm).intoArray(z.im, line - at + i);
                }
            }
        }
    }

    private static void scale(Spectrum z, int from, float[] cells, int to, int line) {
        float scale = 1f / (N * N);
        for (int i = 0; i < line; i += L) {
            FloatVector.fromArray(F, z.re, from + i).mul(scale).intoArray(cells, to + i);
            FloatVector.fromArray(F, z.im, from + i).mul(scale).intoArray(cells, to + line + i);
        }
    }
}
