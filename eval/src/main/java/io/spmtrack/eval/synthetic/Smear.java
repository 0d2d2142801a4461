package io.spmtrack.eval.synthetic;

/** A picture that is blurred by taking means of two shifted copies; what lies outside is the nearest pixel. */
final class Smear {

    private final int width;
    private final int height;
    private final int[] first;
    private final int[] second;
    private final int[] mixed;
    private int[] picture;
    private int[] spare = new int[0];

    /** @param picture packed colours [height, width], written over */
    Smear(int[] picture, int width, int height) {
        this.picture = picture;
        this.width = width;
        this.height = height;
        this.first = new int[width];
        this.second = new int[width];
        this.mixed = new int[width];
    }

    int[] picture() {
        return picture;
    }

    /** Replaces the picture by the mean of what is seen from two places, given as offsets in pixels. */
    void mean(int firstX, int firstY, int secondX, int secondY) {
        int[] result = spare.length == 0 ? new int[picture.length] : spare;
        for (int y = 0; y < height; y++) {
            copy(y + firstY, firstX, first);
            copy(y + secondY, secondX, second);
            for (int x = 0; x < width; x++) {
                mixed[x] = (first[x] & second[x]) + ((first[x] ^ second[x]) >>> 1 & 0x7f7f7f);
            }
            System.arraycopy(mixed, 0, result, y * width, width);
        }
        spare = picture;
        picture = result;
    }

    /** The row at {@code y}, moved to the left by {@code shift}. */
    private void copy(int y, int shift, int[] to) {
        int row = Math.clamp(y, 0, height - 1) * width;
        int from = Math.clamp(-shift, 0, width);
        int until = Math.clamp(width - shift, from, width);
        for (int x = 0; x < from; x++) {
            to[x] = picture[row];
        }
        System.arraycopy(picture, row + Math.max(0, from + shift), to, from, until - from);
        for (int x = until; x < width; x++) {
            to[x] = picture[row + width - 1];
        }
    }
}
