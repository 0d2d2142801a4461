package io.spmtrack.eval.vot;

import io.spmtrack.eval.FrameSize;

/** Whole pixels from left to right and top to bottom, both included; nothing where right is before left. */
record Extent(int left, int top, int right, int bottom) {
    /** That of a region that is none. */
    static final Extent ORIGIN = new Extent(0, 0, 0, 0);

    /** Far outside of any picture, and sums of a few such numbers stay exact. */
    private static final double FAR = 1 << 22;

    /** Whole numbers; what is far outside of any picture is moved nearer. */
    static Extent of(double left, double top, double right, double bottom) {
        return new Extent(near(left), near(top), near(right), near(bottom));
    }

    private static int near(double value) {
        return (int) Math.clamp(value, -FAR, FAR);
    }

    /** The smallest around both. */
    Extent around(Extent other) {
        return new Extent(
                Math.min(left, other.left),
                Math.min(top, other.top),
                Math.max(right, other.right),
                Math.max(bottom, other.bottom));
    }

    /** What both have. */
    Extent common(Extent other) {
        return new Extent(
                Math.max(left, other.left),
                Math.max(top, other.top),
                Math.min(right, other.right),
                Math.min(bottom, other.bottom));
    }

    /** What lies in a picture. */
    Extent within(FrameSize size) {
        return common(new Extent(0, 0, size.width() - 1, size.height() - 1));
    }

    /** The toolkit takes an extent of one column or row for nothing. */
    boolean thin() {
        return left >= right || top >= bottom;
    }

    int width() {
        return right - left + 1;
    }

    int height() {
        return bottom - top + 1;
    }

    /** Number of pixels. */
    long pixels() {
        return (long) Math.max(0, width()) * Math.max(0, height());
    }
}
