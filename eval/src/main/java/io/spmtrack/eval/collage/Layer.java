package io.spmtrack.eval.collage;

import io.spmtrack.model.image.Box;

/**
 * A part of a picture that moves through the frames.
 *
 * @param texture the picture
 * @param cut the part
 * @param move where it lies
 * @param tint factor of each channel in 1/256
 */
record Layer(Texture texture, Cut cut, Move move, Tint tint) {

    /** A change of colours. */
    record Tint(int red, int green, int blue) {
        static final Tint NONE = new Tint(256, 256, 256);

        static Tint draw(SequenceRandom draws, double reach) {
            double all = draws.uniform(1 - reach, 1 + reach / 2);
            return new Tint(channel(all, draws, reach), channel(all, draws, reach), channel(all, draws, reach));
        }

        private static int channel(double all, SequenceRandom draws, double reach) {
            return (int) (256 * all * draws.uniform(1 - reach, 1 + reach));
        }
    }

    /** The box around its outline in a frame; may reach beyond the frame. */
    Box box(double[] outline, int frame) {
        return hull(outline, move.at(frame));
    }

    static Box hull(double[] outline, Affine map) {
        double x1 = Double.POSITIVE_INFINITY;
        double y1 = Double.POSITIVE_INFINITY;
        double x2 = Double.NEGATIVE_INFINITY;
        double y2 = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < outline.length; i += 2) {
            double x = map.x(outline[i], outline[i + 1]);
            double y = map.y(outline[i], outline[i + 1]);
            x1 = Math.min(x1, x);
            y1 = Math.min(y1, y);
            x2 = Math.max(x2, x);
            y2 = Math.max(y2, y);
        }
        return new Box(x1, y1, x2, y2);
    }
}
