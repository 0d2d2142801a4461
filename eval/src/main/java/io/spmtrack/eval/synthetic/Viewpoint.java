package io.spmtrack.eval.synthetic;

import io.spmtrack.model.image.Box;

/**
 * One piece of a figure as one frame sees it: the map from image to piece coordinates, which the renderer samples
 * along, and its inverse, which gives the exact box. Image to figure is affine, then figure coordinates are deformed
 * by {@code q + w(q)} with a polynomial w small enough to be one-to-one, then turned and scaled about the joint.
 */
final class Viewpoint {

    private static final int NEWTON_STEPS = 4;

    final Sprite sprite;

    private final double x0;
    private final double y0;
    private final double cos;
    private final double sin;
    private final double scaleX;
    private final double scaleY;
    /** The deformation: how much each power of figure coordinates moves a point along the first and second axis. */
    private final double xByYY;

    private final double xByXY;
    private final double xByY;
    private final double xByYYY;
    private final double yByXX;
    private final double yByXY;
    private final double yByX;
    private final double yByXXX;
    private final Figure.Limb limb;
    private final double limbCos;
    private final double limbSin;

    Viewpoint(Figure.Limb limb, Pose pose) {
        this.limb = limb;
        sprite = limb.sprite();
        x0 = pose.x();
        y0 = pose.y();
        cos = StrictMath.cos(pose.angle());
        sin = StrictMath.sin(pose.angle());
        scaleX = 1 / pose.radiusX();
        scaleY = 1 / pose.radiusY();
        double[] bends = pose.bends();
        xByYY = bends[0];
        xByXY = bends[1];
        xByY = bends[2];
        xByYYY = bends[3];
        yByXX = bends[4];
        yByXY = bends[5];
        yByX = bends[6];
        yByXXX = bends[7];
        double turn = limb.rest() + limb.swing() * pose.stride();
        limbCos = StrictMath.cos(turn);
        limbSin = StrictMath.sin(turn);
    }

    /** Coverage 0..255 of a point of the image, without interpolation. */
    int cover(double x, double y) {
        double qx = figureX(x, y);
        double qy = figureY(x, y);
        double px = jointX(qx, qy);
        double py = jointY(qx, qy);
        return sprite.cover(pieceU(px, py), pieceV(px, py));
    }

    /**
     * Where the sprite is hit by the points {@code (columns[i] - shift, y)}, in texels from its corner. In three small
     * steps, because the compiler turns only small loops into vectors.
     *
     * @param texels per piece unit
     * @param us receives the columns
     * @param vs receives the rows
     */
    void row(double[] columns, double shift, double y, double texels, double[] us, double[] vs) {
        for (int i = 0; i < us.length; i++) {
            double x = columns[i] - shift;
            us[i] = figureX(x, y);
            vs[i] = figureY(x, y);
        }
        for (int i = 0; i < us.length; i++) {
            double qx = us[i];
            double qy = vs[i];
            us[i] = jointX(qx, qy);
            vs[i] = jointY(qx, qy);
        }
        for (int i = 0; i < us.length; i++) {
            double px = us[i];
            double py = vs[i];
            us[i] = (pieceU(px, py) + Sprite.SPAN) * texels;
            vs[i] = (pieceV(px, py) + Sprite.SPAN) * texels;
        }
    }

    /** Image to figure coordinates. */
    private double figureX(double x, double y) {
        return (cos * (x - x0) + sin * (y - y0)) * scaleX;
    }

    private double figureY(double x, double y) {
        return (cos * (y - y0) - sin * (x - x0)) * scaleY;
    }

    /** Figure coordinates to deformed ones, from the joint. */
    private double jointX(double qx, double qy) {
        return qx + bendX(qx, qy) - limb.pivotX();
    }

    private double jointY(double qx, double qy) {
        return qy + bendY(qx, qy) - limb.pivotY();
    }

    /** Those to piece coordinates. */
    private double pieceU(double px, double py) {
        return (limbCos * px + limbSin * py) / limb.radiusX() + limb.anchorX();
    }

    private double pieceV(double px, double py) {
        return (limbCos * py - limbSin * px) / limb.radiusY() + limb.anchorY();
    }

    private double bendX(double x, double y) {
        return xByYY * y * y + xByXY * x * y + xByY * y + xByYYY * y * y * y;
    }

    private double bendY(double x, double y) {
        return yByXX * x * x + yByXY * x * y + yByX * x + yByXXX * x * x * x;
    }

    /** Piece to image coordinates, solved to far below a pixel by Newton's method: (x, y). */
    double[] place(double pieceU, double pieceV) {
        double ru = (pieceU - limb.anchorX()) * limb.radiusX();
        double rv = (pieceV - limb.anchorY()) * limb.radiusY();
        double targetX = limbCos * ru - limbSin * rv + limb.pivotX();
        double targetY = limbSin * ru + limbCos * rv + limb.pivotY();
        double qx = targetX;
        double qy = targetY;
        for (int i = 0; i < NEWTON_STEPS; i++) {
            double errorX = qx + bendX(qx, qy) - targetX;
            double errorY = qy + bendY(qx, qy) - targetY;
            double xx = 1 + xByXY * qy;
            double xy = 2 * xByYY * qy + xByXY * qx + xByY + 3 * xByYYY * qy * qy;
            double yx = 2 * yByXX * qx + yByXY * qy + yByX + 3 * yByXXX * qx * qx;
            double yy = 1 + yByXY * qx;
            double determinant = xx * yy - xy * yx;
            qx -= (yy * errorX - xy * errorY) / determinant;
            qy -= (xx * errorY - yx * errorX) / determinant;
        }
        double dx = qx / scaleX;
        double dy = qy / scaleY;
        return new double[] {x0 + cos * dx - sin * dy, y0 + sin * dx + cos * dy};
    }

    /** The tight box of the piece's outline in the image. */
    Box box() {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        double[] contour = sprite.contour;
        for (int i = 0; i < contour.length; i += 2) {
            double[] point = place(contour[i], contour[i + 1]);
            left = Math.min(left, point[0]);
            right = Math.max(right, point[0]);
            top = Math.min(top, point[1]);
            bottom = Math.max(bottom, point[1]);
        }
        return new Box(left, top, right, bottom);
    }

    /** Which of the sprite's levels fits: sprite texels per pixel, halved until near one. */
    int level() {
        double pixels = Math.sqrt(limb.radiusX() * limb.radiusY() / (scaleX * scaleY));
        double texels = 1 / (Sprite.unit(sprite.size) * pixels);
        return texels > 2.8 ? 2 : texels > 1.4 ? 1 : 0;
    }
}
