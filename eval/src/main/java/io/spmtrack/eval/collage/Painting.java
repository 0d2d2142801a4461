package io.spmtrack.eval.collage;

import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** One frame while it is painted; only the pixels of a given rectangle are. */
final class Painting {

    private static final int ONE = 256;

    private static final VarHandle PIXELS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    // Four channels in one number, 16 bits each, red lowest: a product of each with a share of at most 256 has room.
    private static final int CHANNEL = 16;
    private static final long CHANNELS = 0x00ff00ff00ff00ffL;
    private static final long HALF = 0x0000ffff0000ffffL;

    private final int width;
    private final int height;
    private final PixelRect wanted;
    private final byte[] rgb;

    Painting(int width, int height, PixelRect wanted) {
        this.width = width;
        this.height = height;
        this.wanted = wanted;
        this.rgb = new byte[3 * width * height];
    }

    Image image() {
        return Image.of(width, height, rgb);
    }

    /** Covers everything with a picture, which is mirrored at its edges. */
    void cover(Texture texture, Affine map) {
        int number = texture.level(map.zoom());
        Texture.Level level = texture.levels().get(number);
        Affine back = map.inverse().scaled(1.0 / (1 << number));
        for (int y = wanted.y1(); y < wanted.y2(); y++) {
            int to = 3 * (y * width + wanted.x1());
            double rowX = back.x(wanted.x1() + 0.5, y + 0.5) - 0.5;
            double rowY = back.y(wanted.x1() + 0.5, y + 0.5) - 0.5;
            for (int x = 0; x < wanted.width(); x++, to += 3) {
                double u = rowX + x * back.xx();
                double v = rowY + x * back.yx();
                if (u < 0 || v < 0 || u > level.width() - 1 || v > level.height() - 1) {
                    u = mirrored(u, level.width() - 1);
                    v = mirrored(v, level.height() - 1);
                }
                long colour = sample(level, u, v);
                rgb[to] = (byte) colour;
                rgb[to + 1] = (byte) (colour >>> CHANNEL);
                rgb[to + 2] = (byte) (colour >>> 2 * CHANNEL);
            }
        }
    }

    private static double mirrored(double at, double last) {
        if (last == 0) {
            return 0;
        }
        double turned = Math.abs(at) % (2 * last);
        return turned <= last ? turned : 2 * last - turned;
    }

    void paint(Layer layer, int frame) {
        Affine map = layer.move().at(frame);
        Cut cut = layer.cut();
        double[] corners =
                new Cut(cut.x(), cut.y(), cut.width(), cut.height(), Cut.Shape.RECTANGLE).outline(layer.texture());
        Box box = Layer.hull(corners, map);
        int x1 = (int) Math.max(wanted.x1(), Math.floor(box.x1()) - 1);
        int y1 = (int) Math.max(wanted.y1(), Math.floor(box.y1()) - 1);
        int x2 = (int) Math.min(wanted.x2(), Math.ceil(box.x2()) + 1);
        int y2 = (int) Math.min(wanted.y2(), Math.ceil(box.y2()) + 1);
        double zoom = map.zoom();
        int number = layer.texture().level(zoom);
        Texture.Level level = layer.texture().levels().get(number);
        Affine back = map.inverse();
        double shrink = 1.0 / (1 << number);
        for (int y = y1; y < y2; y++) {
            for (int x = x1; x < x2; x++) {
                double u = back.x(x + 0.5, y + 0.5);
                double v = back.y(x + 0.5, y + 0.5);
                double coverage = cut.coverage(u, v, zoom);
                if (coverage > 0) {
                    double atX = Math.clamp(u * shrink - 0.5, 0, level.width() - 1);
                    double atY = Math.clamp(v * shrink - 0.5, 0, level.height() - 1);
                    blend(3 * (y * width + x), coverage, layer.tint(), sample(level, atX, atY));
                }
            }
        }
    }

    private void blend(int to, double coverage, Layer.Tint tint, long colour) {
        int share = (int) (coverage * channel(colour, 3) * ONE / 255);
        rgb[to] = mixed(rgb[to], channel(colour, 0) * tint.red() >> 8, share);
        rgb[to + 1] = mixed(rgb[to + 1], channel(colour, 1) * tint.green() >> 8, share);
        rgb[to + 2] = mixed(rgb[to + 2], channel(colour, 2) * tint.blue() >> 8, share);
    }

    private static int channel(long colour, int number) {
        return (int) (colour >>> number * CHANNEL) & 0xff;
    }

    private static byte mixed(byte below, int above, int share) {
        return (byte) (((below & 0xff) * (ONE - share) + Math.min(above, 255) * share) / ONE);
    }

    /** The four channels between pixels. */
    private static long sample(Texture.Level level, double u, double v) {
        int left = (int) u;
        int top = (int) v;
        int right = left + 1 < level.width() ? 4 : 0;
        int below = top + 1 < level.height() ? 4 * level.width() : 0;
        int shareX = (int) ((u - left) * ONE);
        int shareY = (int) ((v - top) * ONE);
        byte[] rgba = level.rgba();
        int at = 4 * (top * level.width() + left);
        long above = channels(rgba, at) * (ONE - shareX) + channels(rgba, at + right) * shareX;
        long under = channels(rgba, at + below) * (ONE - shareX) + channels(rgba, at + below + right) * shareX;
        long even = (above & HALF) * (ONE - shareY) + (under & HALF) * shareY;
        long odd = (above >>> CHANNEL & HALF) * (ONE - shareY) + (under >>> CHANNEL & HALF) * shareY;
        return even >>> CHANNEL & HALF & CHANNELS | odd & ~HALF & CHANNELS;
    }

    private static long channels(byte[] rgba, int at) {
        return Long.expand((int) PIXELS.get(rgba, at), CHANNELS);
    }
}
