package io.spmtrack.eval.synthetic;

import io.spmtrack.model.image.Image;

/** Turns the light of a frame into bytes: focus, camera blur, gain, tint and noise. */
final class Sensor {

    private static final int TABLE = 1 << 16;
    private static final byte[] GAUSSIAN = new byte[TABLE];
    private static final int TABLE_DEVIATION = 32;
    private static final double LEAST_BLUR = 2;

    static {
        Draws draws = new Draws(20_04);
        for (int i = 0; i < TABLE; i++) {
            GAUSSIAN[i] = (byte) Math.clamp(Math.rint(TABLE_DEVIATION * draws.normal()), -128, 127);
        }
    }

    private final Scene scene;
    private final int t;
    private final int width;
    private final int height;

    Sensor(Scene scene, int t) {
        this.scene = scene;
        this.t = t;
        this.width = scene.width();
        this.height = scene.height();
    }

    Image expose(int[] frame) {
        int[] seen = scene.light().soft() ? soft(frame) : frame;
        double[] shake = shake();
        double blurX = scene.light().shutter() * shake[0];
        double blurY = scene.light().shutter() * shake[1];
        if (blurX * blurX + blurY * blurY > LEAST_BLUR * LEAST_BLUR) {
            // Means of means: four pictures spread evenly over the movement.
            seen = spread(seen, (int) Math.rint(blurX / 8), (int) Math.rint(blurY / 8));
            seen = spread(seen, (int) Math.rint(blurX / 4), (int) Math.rint(blurY / 4));
        }
        byte[] rgb = develop(seen);
        return Image.of(width, height, scene.light().grey() ? greyed(rgb) : rgb);
    }

    /** Binomial blur (1, 2, 1) in both directions. */
    private int[] soft(int[] frame) {
        int[] across = mean(mean(frame, 0, 0, 1, 0), -1, 0, 0, 0);
        return mean(mean(across, 0, 0, 0, 1), 0, -1, 0, 0);
    }

    private int[] spread(int[] frame, int stepX, int stepY) {
        return mean(frame, -stepX, -stepY, stepX, stepY);
    }

    /** How far the camera's shaking moves the picture from the last frame to this one, pixels. */
    private double[] shake() {
        Camera camera = scene.camera();
        int before = Math.max(0, t - 1);
        return new double[] {camera.shakeX()[t] - camera.shakeX()[before], camera.shakeY()[t] - camera.shakeY()[before]
        };
    }

    /** The mean of the picture seen with two offsets; what lies outside is the nearest pixel. */
    private int[] mean(int[] frame, int firstX, int firstY, int secondX, int secondY) {
        int[] result = new int[frame.length];
        int from = Math.clamp(-Math.min(firstX, secondX), 0, width);
        int to = Math.clamp(width - Math.max(Math.max(firstX, secondX), 0), from, width);
        for (int y = 0; y < height; y++) {
            int first = Math.clamp(y + firstY, 0, height - 1) * width;
            int second = Math.clamp(y + secondY, 0, height - 1) * width;
            for (int x = 0; x < from; x++) {
                result[y * width + x] = mean(frame[first + inside(x + firstX)], frame[second + inside(x + secondX)]);
            }
            for (int x = from; x < to; x++) {
                result[y * width + x] = mean(frame[first + firstX + x], frame[second + secondX + x]);
            }
            for (int x = to; x < width; x++) {
                result[y * width + x] = mean(frame[first + inside(x + firstX)], frame[second + inside(x + secondX)]);
            }
        }
        return result;
    }

    private int inside(int x) {
        return Math.clamp(x, 0, width - 1);
    }

    private static int mean(int a, int b) {
        return (a & b) + ((a ^ b) >>> 1 & 0x7f7f7f);
    }

    /** Gain with a slope across the frame, tint and noise: [height, width, 3]. */
    private byte[] develop(int[] frame) {
        Light light = scene.light();
        byte[] rgb = new byte[3 * frame.length];
        int grain = (int) (light.noise() * 256 / TABLE_DEVIATION);
        double middle = 65536 * light.gain()[t];
        int across = (int) (middle * light.slopeX()[t] * 2 / width);
        int red = (int) (256 * light.tint()[0]);
        int blue = (int) (256 * light.tint()[2]);
        for (int y = 0; y < height; y++) {
            double row = 1 + light.slopeY()[t] * (2.0 * y / height - 1) - light.slopeX()[t];
            int gain = (int) (middle * row);
            int noise = (int) Draws.mix(scene.noiseKey() + (long) t * height + y);
            for (int x = 0; x < width; x++) {
                int colour = frame[y * width + x];
                int strength = Math.max(0, gain >> 8);
                int at = 3 * (y * width + x);
                int luma = GAUSSIAN[noise++ & TABLE - 1] * grain >> 8;
                int chroma = GAUSSIAN[noise++ & TABLE - 1] * grain >> 10;
                rgb[at] = clamped(((colour >> 16 & 0xff) * strength * red >> 16) + luma + chroma);
                rgb[at + 1] = clamped(((colour >> 8 & 0xff) * strength >> 8) + luma);
                rgb[at + 2] = clamped(((colour & 0xff) * strength * blue >> 16) + luma - chroma);
                gain += across;
            }
        }
        return rgb;
    }

    private static byte[] greyed(byte[] rgb) {
        for (int at = 0; at < rgb.length; at += 3) {
            int luma = 77 * (rgb[at] & 0xff) + 150 * (rgb[at + 1] & 0xff) + 29 * (rgb[at + 2] & 0xff) >> 8;
            rgb[at] = (byte) luma;
            rgb[at + 1] = (byte) luma;
            rgb[at + 2] = (byte) luma;
        }
        return rgb;
    }

    private static byte clamped(int value) {
        return (byte) Math.clamp(value, 0, 255);
    }
}
