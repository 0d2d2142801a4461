package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.util.function.Function;

/**
 * What an event camera reports between two frames: red where it became brighter, blue where it became darker, black
 * where nothing changed. It answers to ratios of brightness, so that it sees in dark places too. The first frame shows
 * the change to the second.
 *
 * @param clean pictures without noise of a sensor
 */
record Events(Frames clean) implements Frames {

    /** Change of log brightness that makes one event, thousandths: 15 %. */
    private static final int STEP = 140;

    private static final int MOST = 3;
    private static final int DARKNESS = 10;
    private static final int[] LOG = new int[256];

    static {
        for (int level = 0; level < LOG.length; level++) {
            LOG[level] = (int) StrictMath.rint(1000 * StrictMath.log(level + DARKNESS));
        }
    }

    @Override
    public int size() {
        return clean.size();
    }

    @Override
    public Image image(int index) {
        return image(index, size -> new PixelRect(0, 0, size.width(), size.height()));
    }

    @Override
    public Image image(int index, Function<FrameSize, PixelRect> wanted) {
        int later = Math.min(Math.max(1, index), size() - 1);
        Image before = clean.image(Math.max(0, later - 1), wanted);
        Image after = clean.image(later, wanted);
        byte[] rgb = new byte[before.rgb().length];
        for (int i = 0; i < rgb.length; i += 3) {
            int events = (LOG[luma(after.rgb(), i)] - LOG[luma(before.rgb(), i)]) / STEP;
            byte strength = (byte) (255 * Math.min(MOST, Math.abs(events)) / MOST);
            rgb[events > 0 ? i : i + 2] = strength;
        }
        return Image.of(before.width(), before.height(), rgb);
    }

    private static int luma(byte[] rgb, int at) {
        return 77 * (rgb[at] & 0xff) + 150 * (rgb[at + 1] & 0xff) + 29 * (rgb[at + 2] & 0xff) >> 8;
    }

    @Override
    public FrameSize frameSize() {
        return clean.frameSize();
    }
}
