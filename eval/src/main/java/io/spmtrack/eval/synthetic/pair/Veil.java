package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.synthetic.Draws;
import io.spmtrack.model.image.Image;
import java.util.Objects;

/**
 * Pictures that show nothing of a scene: grey with drifting clouds and the sensor's noise.
 *
 * @param grain largest change of a pixel by noise, grey levels
 * @param clouds largest change by clouds
 * @param draws where noise and clouds come from; not read on, so that each frame is a function of its number
 */
record Veil(FrameSize frameSize, int size, int grey, int grain, int clouds, Draws draws) implements Frames {

    private static final double DRIFT = 0.07;
    private static final double FINEST = 0.06;

    @Override
    public Image image(int index) {
        Objects.checkIndex(index, size);
        int width = frameSize.width();
        int height = frameSize.height();
        double[] across = wave(width, index, "across");
        double[] down = wave(height, index, "down");
        long key = draws.fork("grain").fork("frame", index).bits();
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                int noise = grain == 0 ? 0 : (int) Math.floorMod(Draws.mix(key + at), 2L * grain + 1) - grain;
                int value = Math.clamp(grey + noise + (int) (clouds * across[x] * down[y]), 0, 255);
                rgb[at] = (byte) value;
                rgb[at + 1] = (byte) value;
                rgb[at + 2] = (byte) value;
            }
        }
        return Image.of(width, height, rgb);
    }

    private double[] wave(int count, int frame, String axis) {
        Draws own = draws.fork(axis);
        double pitch = own.uniform(FINEST / 4, FINEST);
        double phase = own.uniform(0, 6) + own.uniform(-DRIFT, DRIFT) * frame;
        double[] wave = new double[count];
        for (int i = 0; i < count; i++) {
            wave[i] = StrictMath.sin(pitch * i + phase);
        }
        return wave;
    }
}
