package io.spmtrack.eval.synthetic;

import io.spmtrack.model.image.Box;

/** Draws one view of a sprite over a frame, as the mean of several exposures when it moves fast. */
final class Brush {

    private final View view;
    private final int[] colours;
    private final byte[] covers;
    private final int size;
    private final double texels;
    private final int slide;
    /** Sums over exposures at one pixel: coverage, and colours times coverage. */
    private int cover;

    private int red;
    private int green;
    private int blue;

    /** @param slide shift of the colours under the outline, in piece units */
    Brush(View view, double slide) {
        this.view = view;
        int level = view.level();
        colours = view.sprite.colours[level];
        covers = view.sprite.covers[level];
        size = view.sprite.size >> level;
        texels = size / (2 * Sprite.SPAN);
        this.slide = (int) Math.rint(slide * texels * 256);
    }

    /**
     * @param frame packed colours [height, width], drawn over
     * @param blurX movement while the shutter is open, pixels; the exposures are spread evenly over it
     */
    void paint(int[] frame, int width, int height, double blurX, double blurY, int exposures) {
        Box box = view.box();
        double marginX = Math.abs(blurX) / 2 + 2;
        double marginY = Math.abs(blurY) / 2 + 2;
        int fromX = (int) Math.clamp(Math.floor(box.x1() - marginX), 0, width);
        int fromY = (int) Math.clamp(Math.floor(box.y1() - marginY), 0, height);
        int toX = (int) Math.clamp(Math.ceil(box.x2() + marginX), 0, width);
        int toY = (int) Math.clamp(Math.ceil(box.y2() + marginY), 0, height);
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                cover = 0;
                red = 0;
                green = 0;
                blue = 0;
                for (int i = 0; i < exposures; i++) {
                    double moment = (i + 0.5) / exposures - 0.5;
                    expose(x + 0.5 - moment * blurX, y + 0.5 - moment * blurY);
                }
                if (cover > 0) {
                    int at = y * width + x;
                    frame[at] = over(frame[at], 255 * exposures);
                }
            }
        }
    }

    private int over(int under, int full) {
        int rest = full - cover;
        int r = (red + (under >> 16 & 0xff) * rest) / full;
        int g = (green + (under >> 8 & 0xff) * rest) / full;
        int b = (blue + (under & 0xff) * rest) / full;
        return r << 16 | g << 8 | b;
    }

    private void expose(double x, double y) {
        view.locate(x, y);
        // Texel centres sit at half-integers.
        int u = (int) ((view.u + Sprite.SPAN) * texels * 256) - 128;
        int v = (int) ((view.v + Sprite.SPAN) * texels * 256) - 128;
        int limit = size - 1 << 8;
        if (u < 0 || v < 0 || u >= limit || v >= limit) {
            return;
        }
        int at = (v >> 8) * size + (u >> 8);
        int right = u & 255;
        int down = v & 255;
        int upper = (covers[at] & 0xff) * (256 - right) + (covers[at + 1] & 0xff) * right;
        int lower = (covers[at + size] & 0xff) * (256 - right) + (covers[at + size + 1] & 0xff) * right;
        int here = upper * (256 - down) + lower * down + 32768 >> 16;
        if (here == 0) {
            return;
        }
        int slid = Math.clamp(u + slide, 0, limit - 1);
        int from = (v >> 8) * size + (slid >> 8);
        int colour = Stage.mix(
                colours[from], colours[from + 1], colours[from + size], colours[from + size + 1], slid & 255, down);
        cover += here;
        red += here * (colour >> 16 & 0xff);
        green += here * (colour >> 8 & 0xff);
        blue += here * (colour & 0xff);
    }
}
