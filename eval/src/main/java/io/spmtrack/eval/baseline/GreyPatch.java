package io.spmtrack.eval.baseline;

import io.spmtrack.model.image.Image;

/**
 * A grey picture of {@code rows x columns} cells cut out of an image: each cell is the exact mean luma of the
 * rectangle of image it covers, less the mean of the whole cut, so that what lies outside of the image is 0.
 *
 * @param values [rows, columns]
 */
record GreyPatch(int columns, int rows, float[] values) {

    /**
     * Cuts a patch around a centre.
     *
     * @param cellWidth pixels a cell is wide
     * @param cellHeight pixels a cell is high
     */
    static GreyPatch cut(
            Image image, double centerX, double centerY, int columns, int rows, double cellWidth, double cellHeight) {
        double left = centerX - columns * cellWidth / 2;
        double top = centerY - rows * cellHeight / 2;
        int firstX = (int) Math.clamp(Math.floor(left), 0, image.width() - 1);
        int firstY = (int) Math.clamp(Math.floor(top), 0, image.height() - 1);
        int width = (int) Math.clamp(Math.ceil(left + columns * cellWidth), firstX + 1, image.width()) - firstX;
        int height = (int) Math.clamp(Math.ceil(top + rows * cellHeight), firstY + 1, image.height()) - firstY;
        double[] sums = integral(image, firstX, firstY, width, height);
        double mean = sums[sums.length - 1] / ((double) width * height);
        double[] xs = boundaries(left - firstX, columns, cellWidth, width);
        double[] ys = boundaries(top - firstY, rows, cellHeight, height);
        float[] values = new float[columns * rows];
        double[] upper = line(sums, width, ys[0], xs);
        for (int row = 0; row < rows; row++) {
            double[] lower = line(sums, width, ys[row + 1], xs);
            double covered = ys[row + 1] - ys[row];
            for (int column = 0; column < columns; column++) {
                double sum = lower[column + 1] - lower[column] - upper[column + 1] + upper[column];
                double area = covered * (xs[column + 1] - xs[column]);
                values[row * columns + column] = (float) ((sum - mean * area) / (cellWidth * cellHeight));
            }
            upper = lower;
        }
        return new GreyPatch(columns, rows, values);
    }

    /** Where cells begin and end inside the window [0, limit]: [cells + 1]. */
    private static double[] boundaries(double from, int cells, double size, int limit) {
        double[] positions = new double[cells + 1];
        for (int i = 0; i <= cells; i++) {
            positions[i] = Math.clamp(from + i * size, 0, limit);
        }
        return positions;
    }

    /** The integral image along the height {@code y}, interpolated at {@code xs}. */
    private static double[] line(double[] sums, int width, double y, double[] xs) {
        int stride = width + 1;
        int rows = sums.length / stride;
        int row = Math.min((int) y, rows - 2);
        double down = y - row;
        double[] values = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            int column = Math.min((int) xs[i], width - 1);
            double right = xs[i] - column;
            int at = row * stride + column;
            double upper = sums[at] + right * (sums[at + 1] - sums[at]);
            double lower = sums[at + stride] + right * (sums[at + stride + 1] - sums[at + stride]);
            values[i] = upper + down * (lower - upper);
        }
        return values;
    }

    /** Luma summed over everything above and left: [height + 1, width + 1]. */
    private static double[] integral(Image image, int firstX, int firstY, int width, int height) {
        byte[] rgb = image.rgb();
        int stride = width + 1;
        double[] sums = new double[stride * (height + 1)];
        for (int y = 0; y < height; y++) {
            int at = 3 * ((firstY + y) * image.width() + firstX);
            double sum = 0;
            for (int x = 1; x <= width; x++, at += 3) {
                sum += 0.299 * (rgb[at] & 0xff) + 0.587 * (rgb[at + 1] & 0xff) + 0.114 * (rgb[at + 2] & 0xff);
                sums[(y + 1) * stride + x] = sums[y * stride + x] + sum;
            }
        }
        return sums;
    }
}
