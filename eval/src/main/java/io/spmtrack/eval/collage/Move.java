package io.spmtrack.eval.collage;

/** Where a picture lies in the frames: a map from its pixels to those of the frame. */
sealed interface Move {

    Affine at(int frame);

    /** How a picture changes, whatever its place. */
    record Change(Course zoom, Course aspect, Course shear, Course angle, boolean mirrored) {

        private static final double ASPECT_REACH = 0.15;
        private static final double SHEAR_REACH = 0.12;

        /** @param zoom logarithm of the mean zoom */
        static Change of(double zoom, double zoomReach, double angleReach, SequenceRandom draws) {
            return new Change(
                    Course.of(zoom, zoomReach, draws),
                    Course.of(0, ASPECT_REACH, draws),
                    Course.of(0, SHEAR_REACH, draws),
                    draws.chance(0.5) ? Course.of(0, angleReach, draws) : Course.still(0),
                    draws.chance(0.5));
        }

        Affine around(double fromX, double fromY, double toX, double toY, int frame, double least) {
            double size = Math.max(least, StrictMath.exp(zoom.at(frame)));
            double stretch = StrictMath.exp(aspect.at(frame) / 2);
            double scaleX = size * stretch * (mirrored ? -1 : 1);
            return Affine.around(fromX, fromY, toX, toY, scaleX, size / stretch, shear.at(frame), angle.at(frame));
        }
    }

    /** A cut-out flies across the frame: the point {@code (fromX, fromY)} follows a course. */
    record Flight(double fromX, double fromY, Course toX, Course toY, Change change) implements Move {
        @Override
        public Affine at(int frame) {
            return change.around(fromX, fromY, toX.at(frame), toY.at(frame), frame, 0);
        }
    }

    /**
     * A camera looks at a part of a picture and stays inside of it.
     *
     * @param least smallest zoom
     */
    record Camera(Texture picture, int width, int height, Course x, Course y, Change change, double least)
            implements Move {

        @Override
        public Affine at(int frame) {
            double zoom = Math.max(least, StrictMath.exp(change.zoom().at(frame)));
            double centerX = inside(x.at(frame), width / zoom, picture.width());
            double centerY = inside(y.at(frame), height / zoom, picture.height());
            return change.around(centerX, centerY, width / 2.0, height / 2.0, frame, least);
        }

        private static double inside(double center, double seen, double side) {
            return seen >= side ? side / 2 : Math.clamp(center, seen / 2, side - seen / 2);
        }
    }
}
