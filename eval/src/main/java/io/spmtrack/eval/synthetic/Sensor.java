package io.spmtrack.eval.synthetic;

import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.util.Arrays;

/** Turns the light of a frame into bytes: focus, camera blur, gain, tint and noise. */
final class Sensor {

    private static final int TABLE = 1 << 16;
    private static final int HALF = TABLE / 2;
    private static final int TABLE_DEVIATION = 32;
    private static final double LEAST_BLUR = 2;
    /** Normal deviates that a row walks along, those at even and those at odd places; they repeat. */
    private static final int[][] GAUSSIAN = new int[2][HALF + Synthetic.MOST_SIDE + 1];

    static {
        Draws draws = new Draws(20_04);
        for (int i = 0; i < TABLE; i++) {
            GAUSSIAN[i & 1][i >> 1] = (int) Math.clamp(Math.rint(TABLE_DEVIATION * draws.normal()), -128, 127);
        }
        for (int[] half : GAUSSIAN) {
            System.arraycopy(half, 0, half, HALF, half.length - HALF);
        }
    }

    private final Scene scene;
    private final int t;
    private final PixelRect wanted;
    /** Camera blur: the means of the picture seen from two places, then again from two others; 0 for none. */
    private final int nearX;

    private final int nearY;
    private final int farX;
    private final int farY;

    /** @param wanted the part of the frame that is looked at */
    Sensor(Scene scene, int t, PixelRect wanted) {
        this.scene = scene;
        this.t = t;
        this.wanted = wanted;
        Camera camera = scene.camera();
        int before = Math.max(0, t - 1);
        double blurX = scene.light().shutter() * (camera.shakeX()[t] - camera.shakeX()[before]);
        double blurY = scene.light().shutter() * (camera.shakeY()[t] - camera.shakeY()[before]);
        boolean blurred = blurX * blurX + blurY * blurY > LEAST_BLUR * LEAST_BLUR;
        nearX = blurred ? (int) Math.rint(blurX / 8) : 0;
        nearY = blurred ? (int) Math.rint(blurY / 8) : 0;
        farX = blurred ? (int) Math.rint(blurX / 4) : 0;
        farY = blurred ? (int) Math.rint(blurY / 4) : 0;
    }

    /** The part of the frame whose light reaches what is wanted. */
    PixelRect window() {
        int lens = scene.light().soft() ? 1 : 0;
        int reachX = lens + Math.abs(nearX) + Math.abs(farX);
        int reachY = lens + Math.abs(nearY) + Math.abs(farY);
        return new PixelRect(wanted.x1() - reachX, wanted.y1() - reachY, wanted.x2() + reachX, wanted.y2() + reachY)
                .clip(scene.width(), scene.height());
    }

    /** @param light packed colours of {@link #window()}, written over */
    Image expose(int[] light) {
        PixelRect window = window();
        Smear smear = new Smear(light, window.width(), window.height());
        if (scene.light().soft()) {
            // Binomial blur (1, 2, 1) in both directions.
            smear.mean(0, 0, 1, 0);
            smear.mean(-1, 0, 0, 0);
            smear.mean(0, 0, 0, 1);
            smear.mean(0, -1, 0, 0);
        }
        if (nearX != 0 || nearY != 0 || farX != 0 || farY != 0) {
            // Means of means: four pictures spread evenly over the movement.
            smear.mean(-nearX, -nearY, nearX, nearY);
            smear.mean(-farX, -farY, farX, farY);
        }
        return Image.of(scene.width(), scene.height(), develop(smear.picture(), window));
    }

    /** Gain with a slope across the frame, tint and noise: [height, width, 3]. */
    private byte[] develop(int[] picture, PixelRect window) {
        byte[] rgb = new byte[3 * scene.width() * scene.height()];
        Light light = scene.light();
        Row row = new Row(light, wanted.width());
        double middle = 65536 * light.gain()[t];
        int across = (int) (middle * light.slopeX()[t] * 2 / scene.width());
        for (int y = wanted.y1(); y < wanted.y2(); y++) {
            double share = 1 + light.slopeY()[t] * (2.0 * y / scene.height() - 1) - light.slopeX()[t];
            int gain = (int) (middle * share) + wanted.x1() * across;
            int noise = (int) Draws.mix(scene.noiseKey() + (long) t * scene.height() + y) + 2 * wanted.x1();
            row.load(picture, (y - window.y1()) * window.width() + wanted.x1() - window.x1());
            row.grain(noise);
            row.develop(gain, across, light);
            if (light.grey()) {
                row.grey();
            }
            row.store(rgb, 3 * (y * scene.width() + wanted.x1()));
        }
        return rgb;
    }

    /** One row being developed, colour by colour, in loops that the compiler turns into vectors. */
    private static final class Row {
        private final int grain;
        /** 0, 1, 2 and so on. */
        private final int[] columns;

        private final int[] strength;
        private final int[] colours;
        private final int[] luma;
        private final int[] chroma;
        private final int[] red;
        private final int[] green;
        private final int[] blue;

        Row(Light light, int count) {
            grain = (int) (light.noise() * 256 / TABLE_DEVIATION);
            columns = new int[count];
            Arrays.setAll(columns, x -> x);
            strength = new int[count];
            colours = new int[count];
            luma = new int[count];
            chroma = new int[count];
            red = new int[count];
            green = new int[count];
            blue = new int[count];
        }

        void load(int[] picture, int from) {
            System.arraycopy(picture, from, colours, 0, colours.length);
        }

        /** Reads the deviates from place {@code noise} on, turn by turn for luma and chroma. */
        void grain(int noise) {
            int first = noise & TABLE - 1;
            int second = noise + 1 & TABLE - 1;
            System.arraycopy(GAUSSIAN[first & 1], first >> 1, luma, 0, luma.length);
            System.arraycopy(GAUSSIAN[second & 1], second >> 1, chroma, 0, chroma.length);
        }

        /** @param gain in the first column, and {@code across} more in each further one */
        void develop(int gain, int across, Light light) {
            for (int x = 0; x < strength.length; x++) {
                strength[x] = Math.max(0, gain + columns[x] * across >> 8);
            }
            for (int x = 0; x < luma.length; x++) {
                luma[x] = luma[x] * grain >> 8;
                chroma[x] = chroma[x] * grain >> 10;
            }
            develop(16, (int) (256 * light.tint()[0]), 1, red);
            develop(8, 256, 0, green);
            develop(0, (int) (256 * light.tint()[2]), -1, blue);
        }

        /** @param place of the colour's lowest bit in a packed one */
        private void develop(int place, int tint, int sign, int[] bytes) {
            for (int x = 0; x < bytes.length; x++) {
                int value = (colours[x] >> place & 0xff) * strength[x] * tint >> 16;
                bytes[x] = Math.max(0, Math.min(255, value + luma[x] + sign * chroma[x]));
            }
        }

        /** Without colour: all three are the luminance. */
        void grey() {
            for (int x = 0; x < red.length; x++) {
                luma[x] = 77 * red[x] + 150 * green[x] + 29 * blue[x] >> 8;
            }
            System.arraycopy(luma, 0, red, 0, luma.length);
            System.arraycopy(luma, 0, green, 0, luma.length);
            System.arraycopy(luma, 0, blue, 0, luma.length);
        }

        void store(byte[] rgb, int start) {
            for (int x = 0, at = start; x < red.length; x++, at += 3) {
                rgb[at] = (byte) red[x];
                rgb[at + 1] = (byte) green[x];
                rgb[at + 2] = (byte) blue[x];
            }
        }
    }
}
