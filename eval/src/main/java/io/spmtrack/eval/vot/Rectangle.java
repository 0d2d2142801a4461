package io.spmtrack.eval.vot;

import java.util.BitSet;

/** An upright rectangle; pixels by its rounded corner and size. */
record Rectangle(float x, float y, float width, float height) implements Region {
    @Override
    public Extent extent() {
        double left = Math.rint(x);
        double top = Math.rint(y);
        return Extent.of(left, top, left + Math.rint(width) - 1, top + Math.rint(height) - 1);
    }

    @Override
    public boolean empty() {
        return !(width > 0 && height > 0);
    }

    @Override
    public BitSet paint(Extent raster) {
        BitSet pixels = new BitSet();
        Extent inside = extent().common(raster);
        for (int row = inside.top(); row <= inside.bottom() && inside.left() <= inside.right(); row++) {
            int at = (row - raster.top()) * raster.width() - raster.left();
            pixels.set(at + inside.left(), at + inside.right() + 1);
        }
        return pixels;
    }
}
