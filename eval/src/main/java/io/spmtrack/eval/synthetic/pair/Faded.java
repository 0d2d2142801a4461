package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * Frames that pass into others of the same size.
 *
 * @param share how much of a frame is of the others, 0 to {@link Course#ALL}
 */
record Faded(Frames own, Frames others, IntUnaryOperator share) implements Frames {

    @Override
    public int size() {
        return own.size();
    }

    @Override
    public Image image(int index) {
        return image(index, size -> new PixelRect(0, 0, size.width(), size.height()));
    }

    @Override
    public Image image(int index, Function<FrameSize, PixelRect> wanted) {
        int over = share.applyAsInt(index);
        if (over == 0) {
            return own.image(index, wanted);
        }
        Image other = others.image(index, wanted);
        return over == Course.ALL ? other : mixed(own.image(index, wanted), other, over);
    }

    private static Image mixed(Image first, Image second, int share) {
        byte[] rgb = new byte[first.rgb().length];
        byte[] under = first.rgb();
        byte[] over = second.rgb();
        for (int i = 0; i < rgb.length; i++) {
            int from = under[i] & 0xff;
            rgb[i] = (byte) (from + (((over[i] & 0xff) - from) * share >> 8));
        }
        return Image.of(first.width(), first.height(), rgb);
    }

    @Override
    public FrameSize frameSize() {
        return own.frameSize();
    }
}
