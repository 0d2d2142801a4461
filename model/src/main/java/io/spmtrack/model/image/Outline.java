package io.spmtrack.model.image;

/** Draws the outline of a box into pixels: lines of full colour, inside and outside of the edge in equal parts. */
final class Outline {

    private final int width;
    private final int height;
    private final byte[] rgb;
    private final int color;

    Outline(int width, int height, byte[] rgb, int color) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
        this.color = color;
    }

    /** Draws what of the outline lies in the image; nothing if a corner is not finite. */
    void draw(Box box, int thickness) {
        if (!box.finite()) {
            return;
        }
        double half = thickness / 2.0;
        long left = Math.round(box.x1() - half);
        long top = Math.round(box.y1() - half);
        long right = Math.round(box.x2() + half);
        long bottom = Math.round(box.y2() + half);
        fill(left, top, right, top + thickness);
        fill(left, bottom - thickness, right, bottom);
        fill(left, top, left + thickness, bottom);
        fill(right - thickness, top, right, bottom);
    }

    private void fill(long left, long top, long right, long bottom) {
        int end = Math.clamp(right, 0, width);
        int last = Math.clamp(bottom, 0, height);
        for (int y = Math.clamp(top, 0, height); y < last; y++) {
            for (int x = Math.clamp(left, 0, width); x < end; x++) {
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (color >> 16);
                rgb[at + 1] = (byte) (color >> 8);
                rgb[at + 2] = (byte) color;
            }
        }
    }
}
