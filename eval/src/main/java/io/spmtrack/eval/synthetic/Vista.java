package io.spmtrack.eval.synthetic;

import io.spmtrack.model.crop.PixelRect;
import java.util.Arrays;

/**
 * The backdrop as one frame sees it: turned, zoomed and shifted, interpolated in 8-bit fixed point. Texels are gathered
 * first and mixed afterwards, in a loop that the compiler turns into vectors.
 */
final class Vista {

    private static final int MASK = Backdrop.SIZE - 1;
    private static final int RED_BLUE = 0xff00ff;
    private static final int GREEN = 0xff00;

    private final int[] texels;
    private final int left;
    private final int count;
    private final double startX;
    private final double middleY;
    private final double stepX;
    private final double stepY;
    private final double panX;
    private final double panY;
    private final int acrossX;
    private final int acrossY;
    /** 0, 1, 2 and so on. */
    private final int[] columns;
    /** For one row: the four texels around each pixel, their shares, and the mixed colours. */
    private final int[] here;

    private final int[] next;
    private final int[] below;
    private final int[] beyond;
    private final int[] shareRight;
    private final int[] shareDown;
    private final int[] redBlue;
    private final int[] line;

    /** @param window part of the frame that is wanted */
    Vista(Scene scene, int t, PixelRect window) {
        Camera camera = scene.camera();
        double inverse = 1 / camera.zoom()[t];
        texels = scene.backdrop();
        left = window.x1();
        count = window.width();
        startX = -(scene.width() / 2.0 + camera.shakeX()[t] - 0.5);
        middleY = scene.height() / 2.0 + camera.shakeY()[t] - 0.5;
        stepX = inverse * StrictMath.cos(camera.roll()[t]);
        stepY = inverse * StrictMath.sin(camera.roll()[t]);
        panX = camera.x()[t];
        panY = camera.y()[t];
        acrossX = (int) (65536 * stepX);
        acrossY = (int) (65536 * stepY);
        columns = new int[count];
        Arrays.setAll(columns, x -> x);
        here = new int[count];
        next = new int[count];
        below = new int[count];
        beyond = new int[count];
        shareRight = new int[count];
        shareDown = new int[count];
        redBlue = new int[count];
        line = new int[count];
    }

    /** Writes the window's part of row {@code y} to {@code frame} from index {@code at}. */
    void row(int y, int[] frame, int at) {
        double dy = y - middleY;
        int u = (int) (long) (65536 * (startX * stepX - dy * stepY - panX)) + left * acrossX;
        int v = (int) (long) (65536 * (startX * stepY + dy * stepX - panY)) + left * acrossY;
        if (acrossX == 65536 && acrossY == 0) {
            copy(u >> 16, v >> 16);
        } else if (acrossY == 0) {
            stretch(u, v >> 16);
        } else {
            gather(u, v);
        }
        mix(u, v);
        System.arraycopy(line, 0, frame, at, count);
    }

    /** Texels of a row that runs along the backdrop's own rows, one texel a pixel. */
    private void copy(int column, int row) {
        copy(column, row, here);
        copy(column + 1, row, next);
        copy(column, row + 1, below);
        copy(column + 1, row + 1, beyond);
    }

    private void copy(int column, int row, int[] to) {
        int from = (row & MASK) * Backdrop.SIZE;
        int first = column & MASK;
        for (int done = 0; done < count; ) {
            int run = Math.min(count - done, Backdrop.SIZE - first);
            System.arraycopy(texels, from + first, to, done, run);
            done += run;
            first = 0;
        }
    }

    /** Texels of a row that runs along the backdrop's own rows, at any pace. */
    private void stretch(int fromU, int row) {
        int over = (row & MASK) * Backdrop.SIZE;
        int under = (row + 1 & MASK) * Backdrop.SIZE;
        int u = fromU;
        for (int x = 0; x < count; x++) {
            int column = u >> 16 & MASK;
            int right = column + 1 & MASK;
            here[x] = texels[over + column];
            next[x] = texels[over + right];
            below[x] = texels[under + column];
            beyond[x] = texels[under + right];
            u += acrossX;
        }
    }

    private void gather(int fromU, int fromV) {
        int u = fromU;
        int v = fromV;
        for (int x = 0; x < count; x++) {
            int column = u >> 16 & MASK;
            int right = column + 1 & MASK;
            int row = (v >> 16 & MASK) * Backdrop.SIZE;
            int under = ((v >> 16) + 1 & MASK) * Backdrop.SIZE;
            here[x] = texels[row + column];
            next[x] = texels[row + right];
            below[x] = texels[under + column];
            beyond[x] = texels[under + right];
            u += acrossX;
            v += acrossY;
        }
    }

    /** Mixes the texels of all pixels of a row as {@link #mix(int, int, int, int, int, int)} does. */
    private void mix(int u, int v) {
        for (int x = 0; x < count; x++) {
            shareRight[x] = u + columns[x] * acrossX >> 8 & 255;
            shareDown[x] = v + columns[x] * acrossY >> 8 & 255;
        }
        mix(RED_BLUE, redBlue);
        mix(GREEN, line);
        for (int x = 0; x < count; x++) {
            line[x] |= redBlue[x];
        }
    }

    /** One or two colours of a row; in one loop for all, there would be too much in it to become vectors. */
    private void mix(int colour, int[] mixed) {
        for (int x = 0; x < count; x++) {
            int a = here[x] & colour;
            int b = next[x] & colour;
            int c = below[x] & colour;
            int d = beyond[x] & colour;
            int right = shareRight[x];
            int down = shareDown[x];
            int sum = (a << 8) + right * (b - a) + down * (c - a) + (right * down >> 8) * (a - b - c + d);
            mixed[x] = sum >>> 8 & colour;
        }
    }

    /** Bilinear interpolation of packed colours, fractions of 256. */
    static int mix(int a, int b, int c, int d, int right, int down) {
        int wd = right * down >> 8;
        int wb = right - wd;
        int wc = down - wd;
        int wa = 256 - right - down + wd;
        int redBlue = (a & 0xff00ff) * wa + (b & 0xff00ff) * wb + (c & 0xff00ff) * wc + (d & 0xff00ff) * wd;
        int green = (a & 0xff00) * wa + (b & 0xff00) * wb + (c & 0xff00) * wc + (d & 0xff00) * wd;
        return redBlue >>> 8 & 0xff00ff | green >>> 8 & 0xff00;
    }
}
