package io.spmtrack.eval.vot;

import java.util.BitSet;

/**
 * Pixels as lengths of runs, zeros first, row by row; runs that are left out at the end are zeros. Nothing is unpacked, so a
 * mask costs no memory however large it claims to be.
 *
 * @param left of the part that is stored
 * @param top of the part that is stored
 */
record Mask(int left, int top, int width, int height, int[] runs) implements Region {
    private static final int MOST_SIDE = 1 << 15;

    /** @throws IllegalArgumentException if the runs do not fit; the message says why */
    Mask {
        if (width < 0 || height < 0 || width > MOST_SIDE || height > MOST_SIDE) {
            throw new IllegalArgumentException("a mask of " + width + " x " + height + " pixels cannot be");
        }
        runs = runs.clone();
        long covered = 0;
        for (int run : runs) {
            covered += run;
            if (run < 0 || covered > (long) width * height) {
                throw new IllegalArgumentException(
                        "the runs of a mask cover more than its " + width + " x " + height + " pixels");
            }
        }
    }

    /** What is done with the pixels of a row from a column to another, both included. */
    private interface Stripe {
        void at(int row, int from, int to);
    }

    private void each(Stripe stripe) {
        int pixel = 0;
        for (int i = 0; i < runs.length; i++) {
            int end = pixel + runs[i];
            while (i % 2 == 1 && pixel < end) {
                int row = pixel / width;
                int next = Math.min(end, (row + 1) * width);
                stripe.at(row, pixel - row * width, next - 1 - row * width);
                pixel = next;
            }
            pixel = end;
        }
    }

    /** Around the pixels that are set; the first pixel of the stored part where none is. */
    @Override
    public Extent extent() {
        int[] around = {MOST_SIDE, MOST_SIDE, -1, -1};
        each((row, from, to) -> {
            around[0] = Math.min(around[0], from);
            around[1] = Math.min(around[1], row);
            around[2] = Math.max(around[2], to);
            around[3] = Math.max(around[3], row);
        });
        return around[2] < 0
                ? Extent.of(left, top, left, top)
                : Extent.of(
                        (double) left + around[0],
                        (double) top + around[1],
                        (double) left + around[2],
                        (double) top + around[3]);
    }

    @Override
    public boolean empty() {
        return extent().thin();
    }

    @Override
    public BitSet paint(Extent raster) {
        BitSet pixels = new BitSet();
        each((row, from, to) -> {
            long y = (long) top + row - raster.top();
            long first = Math.max(0, (long) left + from - raster.left());
            long last = Math.min(raster.width() - 1, (long) left + to - raster.left());
            if (y >= 0 && y < raster.height() && first <= last) {
                int at = (int) y * raster.width();
                pixels.set(at + (int) first, at + (int) last + 1);
            }
        });
        return pixels;
    }
}
