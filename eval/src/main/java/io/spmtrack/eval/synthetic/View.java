package io.spmtrack.eval.synthetic;

import io.spmtrack.model.image.Box;

/**
 * One piece of a figure as one frame sees it: the map from image to piece coordinates, which the renderer samples
 * along, and its inverse, which gives the exact box. Image to figure is affine, then figure coordinates are deformed
 * by {@code q + w(q)} with a polynomial w small enough to be one-to-one, then turned and scaled about the joint.
 * Not for use by two threads: {@link #u} and {@link #v} hold the last result.
 */
final class View {

    private static final int NEWTON_STEPS = 4;

    final Sprite sprite;
    /** Result of {@link #locate}: piece coordinates. */
    double u;

    double v;

    private final double x0;
    private final double y0;
    private final double cos;
    private final double sin;
    private final double scaleX;
    private final double scaleY;
    private final double[] b;
    private final Figure.Limb limb;
    private final double limbCos;
    private final double limbSin;

    View(Figure.Limb limb, Pose pose) {
        this.limb = limb;
        sprite = limb.sprite();
        x0 = pose.x();
        y0 = pose.y();
        cos = StrictMath.cos(pose.angle());
        sin = StrictMath.sin(pose.angle());
        scaleX = 1 / pose.radiusX();
        scaleY = 1 / pose.radiusY();
        b = pose.bends();
        double turn = limb.rest() + limb.swing() * pose.stride();
        limbCos = StrictMath.cos(turn);
        limbSin = StrictMath.sin(turn);
    }

    /** Image to piece coordinates. */
    void locate(double x, double y) {
        double dx = x - x0;
        double dy = y - y0;
        double qx = (cos * dx + sin * dy) * scaleX;
        double qy = (cos * dy - sin * dx) * scaleY;
        double px = qx + bendX(qx, qy) - limb.pivotX();
        double py = qy + bendY(qx, qy) - limb.pivotY();
        u = (limbCos * px + limbSin * py) / limb.radiusX() + limb.anchorX();
        v = (limbCos * py - limbSin * px) / limb.radiusY() + limb.anchorY();
    }

    private double bendX(double x, double y) {
        return b[0] * y * y + b[1] * x * y + b[2] * y + b[3] * y * y * y;
    }

    private double bendY(double x, double y) {
        return b[4] * x * x + b[5] * x * y + b[6] * x + b[7] * x * x * x;
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
            double xx = 1 + b[1] * qy;
            double xy = 2 * b[0] * qy + b[1] * qx + b[2] + 3 * b[3] * qy * qy;
            double yx = 2 * b[4] * qx + b[5] * qy + b[6] + 3 * b[7] * qx * qx;
            double yy = 1 + b[5] * qx;
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
