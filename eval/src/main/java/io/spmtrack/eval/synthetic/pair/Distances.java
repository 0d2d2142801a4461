package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.pair.ColourOrder;
import io.spmtrack.eval.pair.Depth;
import io.spmtrack.model.image.Image;

/**
 * Depth in the colours in which trackers get it. They are scaled by the whole frame, so that it is always drawn whole.
 *
 * @param levels grey pictures, brighter where it is farther
 */
record Distances(Frames levels, ColourOrder order) implements Frames {

    private static final int MILLIMETRES = 20;

    @Override
    public int size() {
        return levels.size();
    }

    @Override
    public Image image(int index) {
        Image image = levels.image(index);
        byte[] rgb = image.rgb();
        int[] millimetres = new int[image.width() * image.height()];
        for (int i = 0; i < millimetres.length; i++) {
            millimetres[i] = MILLIMETRES * (rgb[3 * i] & 0xff);
        }
        return new Depth(image.width(), image.height(), millimetres).coloured(order);
    }

    @Override
    public FrameSize frameSize() {
        return levels.frameSize();
    }
}
