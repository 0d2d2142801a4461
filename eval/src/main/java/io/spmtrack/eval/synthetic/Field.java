package io.spmtrack.eval.synthetic;

/**
 * A square grey field that repeats in both directions, the raw matter of every texture: 1/f noise, stripes, checks,
 * dots or panes, bent and stained by noise.
 *
 * @param size side in texels, a power of two
 * @param values [size, size], mostly in [0, 1]
 */
record Field(int size, float[] values) {

    /** Families of pattern. */
    enum Pattern {
        NOISE,
        STRIPES,
        CHECKS,
        DOTS,
        PANES
    }

    private static final int TABLE = 1024;
    private static final float[] SINE = new float[TABLE];

    static {
        for (int i = 0; i < TABLE; i++) {
            SINE[i] = (float) StrictMath.sin(2 * StrictMath.PI * i / TABLE);
        }
    }

    /** Sine of a phase in turns, from a table. */
    static float sine(float turns) {
        return SINE[(int) Math.floor(turns * TABLE) & TABLE - 1];
    }

    /**
     * Noise with a power-law spectrum, built from coarse to fine: each octave doubles the resolution smoothly and adds
     * weaker noise.
     *
     * @param coarsest cells a side of the first octave, a power of two
     * @param persistence amplitude of an octave over that of the one before: 0.5 is photo-like, 0.9 is sand
     */
    static Field noise(Draws draws, int size, int coarsest, double persistence) {
        float[] values = new float[coarsest * coarsest];
        int cells = coarsest;
        float amplitude = 1;
        sprinkle(values, amplitude, draws.bits());
        while (cells < size) {
            values = doubled(values, cells);
            cells *= 2;
            amplitude *= (float) persistence;
            if (amplitude > 0.004f) {
                sprinkle(values, amplitude, draws.bits());
            }
        }
        normalise(values);
        return new Field(size, values);
    }

    /** A field of a family, with random pitch, direction, sharpness, bending and stains. */
    static Field pattern(Draws draws, int size, Pattern pattern, double pitch) {
        Field noise = noise(draws, size, draws.chance(0.5) ? 4 : 8, draws.uniform(0.35, 0.8));
        if (pattern == Pattern.NOISE) {
            return noise;
        }
        float[] values = noise.values;
        // Whole numbers of periods make the field repeat without a seam.
        double angle = draws.angle();
        double waves = size / pitch;
        int acrossX = (int) StrictMath.rint(waves * StrictMath.cos(angle));
        int acrossY = (int) StrictMath.rint(waves * StrictMath.sin(angle));
        if (acrossX == 0 && acrossY == 0 || pattern == Pattern.PANES) {
            acrossX = (int) Math.max(1, waves);
            acrossY = 0;
        }
        float bend = draws.chance(0.4) ? (float) draws.uniform(0.2, 1.2) : 0;
        float stain = (float) draws.uniform(0.1, 0.5);
        float sharp = (float) draws.ratio(1, 8);
        float offset = (float) draws.around(0.6);
        for (int y = 0, at = 0; y < size; y++) {
            for (int x = 0; x < size; x++, at++) {
                float n = values[at] - 0.5f;
                float u = (float) (acrossX * x + acrossY * y) / size + bend * n;
                float v = (float) (acrossX * y - acrossY * x) / size + bend * n;
                float wave = Math.clamp(0.5f + 0.5f * sharp * shape(pattern, u, v, offset), 0, 1);
                values[at] = wave * (1 - stain) + stain * (0.5f + n);
            }
        }
        return noise;
    }

    private static float shape(Pattern pattern, float u, float v, float offset) {
        return switch (pattern) {
            case NOISE -> 0;
            case STRIPES -> sine(u) + offset;
            case CHECKS -> sine(u) * sine(v);
            case DOTS -> 0.5f * (sine(u) + sine(v)) - 0.2f + 0.5f * offset;
            case PANES -> Math.min(sine(u), sine(v * 0.5f)) + 0.3f + 0.5f * offset;
        };
    }

    /** Twice the resolution by the quadratic B-spline's subdivision rule (¾, ¼), which leaves no grid to be seen. */
    private static float[] doubled(float[] values, int cells) {
        int wide = 2 * cells;
        float[] finer = new float[wide * wide];
        float[] line = new float[cells];
        for (int y = 0; y < wide; y++) {
            int near = (y >> 1) * cells;
            int far = ((y >> 1) + ((y & 1) == 0 ? -1 : 1) & cells - 1) * cells;
            for (int x = 0; x < cells; x++) {
                line[x] = 0.75f * values[near + x] + 0.25f * values[far + x];
            }
            int at = y * wide;
            for (int x = 0; x < cells; x++) {
                float middle = 0.75f * line[x];
                finer[at + 2 * x] = middle + 0.25f * line[x - 1 & cells - 1];
                finer[at + 2 * x + 1] = middle + 0.25f * line[x + 1 & cells - 1];
            }
        }
        return finer;
    }

    /** Adds white noise of the given amplitude, four texels a hash. */
    private static void sprinkle(float[] values, float amplitude, long key) {
        float scale = amplitude / 32768;
        for (int i = 0; i < values.length; i += 4) {
            long bits = Draws.mix(key + i);
            values[i] += scale * (short) bits;
            values[i + 1] += scale * (short) (bits >> 16);
            values[i + 2] += scale * (short) (bits >> 32);
            values[i + 3] += scale * (short) (bits >> 48);
        }
    }

    /** Moves the mean to 0.5 and the standard deviation to 0.22. */
    private static void normalise(float[] values) {
        double sum = 0;
        double square = 0;
        for (float value : values) {
            sum += value;
            square += value * value;
        }
        double mean = sum / values.length;
        double deviation = Math.sqrt(Math.max(1e-12, square / values.length - mean * mean));
        float scale = (float) (0.22 / deviation);
        float shift = (float) (0.5 - mean * scale);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp(values[i] * scale + shift, 0, 1);
        }
    }
}
