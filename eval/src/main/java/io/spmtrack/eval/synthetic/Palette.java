package io.spmtrack.eval.synthetic;

/**
 * A ramp of 256 packed RGB colours that turns a grey field into coloured matter: greyish, muted or vivid, of low or
 * high contrast.
 */
record Palette(int[] ramp) {

    private static final int STEPS = 256;

    /** A random palette; {@code turn} rotates its hues (in turns), for look-alikes of another colour. */
    static Palette of(Draws draws, double turn) {
        double hue = draws.uniform() + turn;
        double kind = draws.uniform();
        double saturation = kind < 0.35 ? draws.uniform(0, 0.18) : draws.uniform(0.1, kind < 0.75 ? 0.5 : 0.95);
        double spread = draws.chance(0.3) ? 0.5 : draws.uniform(0.02, 0.15);
        double contrast = draws.chance(0.25) ? draws.uniform(0.12, 0.3) : draws.uniform(0.3, 0.85);
        double dark = draws.uniform(0.04, 1 - contrast);
        int stops = draws.between(2, 5);
        double[][] colours = new double[stops][];
        boolean ordered = draws.chance(0.6);
        for (int i = 0; i < stops; i++) {
            double level = ordered ? (double) i / (stops - 1) : draws.uniform();
            double value = dark + contrast * level;
            colours[i] = rgb(hue + draws.around(spread), saturation * draws.uniform(0.5, 1), value);
        }
        return new Palette(interpolate(colours));
    }

    /** A palette between two given colours, each hue in turns, saturation and value in [0, 1]. */
    static Palette between(double[] dark, double[] light) {
        return new Palette(
                interpolate(new double[][] {rgb(dark[0], dark[1], dark[2]), rgb(light[0], light[1], light[2])}));
    }

    /** The colour at a level of 0..255, clamped. */
    int at(double level) {
        return ramp[Math.clamp((int) level, 0, STEPS - 1)];
    }

    private static int[] interpolate(double[][] colours) {
        int[] ramp = new int[STEPS];
        for (int i = 0; i < STEPS; i++) {
            double position = (double) i / STEPS * (colours.length - 1);
            int stop = (int) position;
            double share = position - stop;
            int packed = 0;
            for (int channel = 0; channel < 3; channel++) {
                double value = colours[stop][channel] * (1 - share) + colours[stop + 1][channel] * share;
                packed = packed << 8 | (int) (255 * Math.clamp(value, 0, 1) + 0.5);
            }
            ramp[i] = packed;
        }
        return ramp;
    }

    private static double[] rgb(double hue, double saturation, double value) {
        return new double[] {
            channel(hue, 5, saturation, value), channel(hue, 3, saturation, value), channel(hue, 1, saturation, value)
        };
    }

    private static double channel(double hue, int offset, double saturation, double value) {
        double k = (offset + 6 * (hue - Math.floor(hue))) % 6;
        return value - value * saturation * Math.clamp(Math.min(k, 4 - k), 0, 1);
    }
}
