package io.spmtrack.train.data;

/**
 * What a poor camera or file does to an image: grey, low resolution, a blur along a line, and the artefacts of JPEG, in this
 * order. Unlike the published augmentations each is drawn for an image alone, except grey, which all of a sample share.
 *
 * @param grey whether the colours are gone
 * @param shrink factor by which the image is shrunk and enlarged again; 1 for none
 * @param blurX x of half the line in pixels; 0 with {@code blurY} for none
 * @param blurY y of half the line
 * @param quantum step of the coarsest JPEG coefficients in 1/255; 0 for none
 */
record Wear(boolean grey, double shrink, double blurX, double blurY, double quantum) {

    static final Wear NONE = new Wear(false, 1, 0, 0, 0);
    private static final double MOST_SHRINK = 3;
    private static final double MOST_BLUR = 5;
    private static final int BLOCK = JpegLoss.BLOCK;

    static Wear draw(AugmentSettings settings, boolean grey, SampleRandom draws) {
        boolean any = settings.lowResolution() + settings.motionBlur() + settings.jpeg() > 0;
        if (!any) {
            return grey ? new Wear(true, 1, 0, 0, 0) : NONE;
        }
        double shrink = draws.chance(settings.lowResolution()) ? draws.uniform(1.3, MOST_SHRINK) : 1;
        double length = draws.chance(settings.motionBlur()) ? draws.uniform(1, MOST_BLUR) : 0;
        double angle = draws.uniform(0, Math.PI);
        double quantum = draws.chance(settings.jpeg()) ? draws.uniform(8, 60) : 0;
        return new Wear(grey, shrink, length * Math.cos(angle), length * Math.sin(angle), quantum);
    }

    /**
     * @param image [3, size, size] in 0..1, changed in place
     * @param scratch of one plane
     */
    void apply(float[] image, int size, float[] scratch) {
        int pixels = size * size;
        if (grey) {
            grey(image, pixels);
        }
        for (int plane = 0; plane < 3; plane++) {
            if (shrink > 1) {
                enlarged(image, plane * pixels, size, scratch);
            }
            if (blurX != 0 || blurY != 0) {
                streaked(image, plane * pixels, size, scratch);
            }
            if (quantum > 0 && size % BLOCK == 0) {
                JpegLoss.apply(image, plane * pixels, size, (float) (quantum / 255));
            }
        }
    }

    private static void grey(float[] image, int pixels) {
        for (int i = 0; i < pixels; i++) {
            float grey = 0.299f * image[i] + 0.587f * image[pixels + i] + 0.114f * image[2 * pixels + i];
            image[i] = grey;
            image[pixels + i] = grey;
            image[2 * pixels + i] = grey;
        }
    }

    /** Means of the pixels that fall into each small pixel, then bilinear. */
    private void enlarged(float[] image, int start, int size, float[] scratch) {
        int small = Math.max(2, (int) Math.round(size / shrink));
        for (int y = 0; y < small; y++) {
            for (int x = 0; x < small; x++) {
                scratch[y * small + x] = mean(
                        image,
                        start,
                        size,
                        x * size / small,
                        y * size / small,
                        Math.max(x * size / small + 1, (x + 1) * size / small),
                        Math.max(y * size / small + 1, (y + 1) * size / small));
            }
        }
        for (int y = 0; y < size; y++) {
            double v = Math.clamp((y + 0.5) * small / size - 0.5, 0, small - 1);
            for (int x = 0; x < size; x++) {
                double u = Math.clamp((x + 0.5) * small / size - 0.5, 0, small - 1);
                image[start + y * size + x] = between(scratch, small, u, v);
            }
        }
    }

    private static float mean(float[] image, int start, int size, int x1, int y1, int x2, int y2) {
        float sum = 0;
        for (int y = y1; y < y2; y++) {
            for (int x = x1; x < x2; x++) {
                sum += image[start + y * size + x];
            }
        }
        return sum / ((x2 - x1) * (y2 - y1));
    }

    private static float between(float[] plane, int size, double u, double v) {
        int left = (int) u;
        int top = (int) v;
        int right = Math.min(left + 1, size - 1);
        int below = Math.min(top + 1, size - 1);
        float shareX = (float) (u - left);
        float shareY = (float) (v - top);
        float above = plane[top * size + left] * (1 - shareX) + plane[top * size + right] * shareX;
        float under = plane[below * size + left] * (1 - shareX) + plane[below * size + right] * shareX;
        return above * (1 - shareY) + under * shareY;
    }

    /** Means along the line, one sample a pixel of its length. */
    private void streaked(float[] image, int start, int size, float[] scratch) {
        System.arraycopy(image, start, scratch, 0, size * size);
        int half = (int) Math.ceil(Math.hypot(blurX, blurY));
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                float sum = 0;
                for (int i = -half; i <= half; i++) {
                    int atX = Math.clamp(Math.round(x + blurX * i / half), 0, size - 1);
                    int atY = Math.clamp(Math.round(y + blurY * i / half), 0, size - 1);
                    sum += scratch[atY * size + atX];
                }
                image[start + y * size + x] = sum / (2 * half + 1);
            }
        }
    }
}
