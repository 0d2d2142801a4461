package io.spmtrack.eval.synthetic;

import java.util.List;

/**
 * A flat shape given by its (approximately) signed distance, negative inside, in the units of the canvas it is
 * stamped on. Distances are asked for a row at a time, which keeps the loops tight.
 */
sealed interface Silhouette {

    /**
     * Distances from the edge, negative inside, at {@code (x + i·step, y)}.
     *
     * @param distances receives them from index 0
     */
    void row(float x, float y, float step, float[] distances, int count);

    double centerX();

    double centerY();

    /** Half the width of a box around the centre that contains the shape. */
    double reachX();

    /** Half the height of that box. */
    double reachY();

    /** An ellipse turned by an angle given as its cosine and sine. */
    record Ellipse(double centerX, double centerY, double radiusX, double radiusY, double cos, double sin)
            implements Silhouette {

        @Override
        public void row(float x, float y, float step, float[] distances, int count) {
            float dx = x - (float) centerX;
            float dy = y - (float) centerY;
            float u0 = (float) ((dx * cos + dy * sin) / radiusX);
            float v0 = (float) ((dy * cos - dx * sin) / radiusY);
            float du = (float) (step * cos / radiusX);
            float dv = (float) (-step * sin / radiusY);
            float least = (float) Math.min(radiusX, radiusY);
            for (int i = 0; i < count; i++) {
                float u = u0 + i * du;
                float v = v0 + i * dv;
                distances[i] = ((float) Math.sqrt(u * u + v * v) - 1) * least;
            }
        }

        @Override
        public double reachX() {
            return Math.sqrt(radiusX * radiusX * cos * cos + radiusY * radiusY * sin * sin);
        }

        @Override
        public double reachY() {
            return Math.sqrt(radiusX * radiusX * sin * sin + radiusY * radiusY * cos * cos);
        }
    }

    /** A rectangle with rounded corners, turned by an angle given as its cosine and sine. */
    record Slab(double centerX, double centerY, double radiusX, double radiusY, double corner, double cos, double sin)
            implements Silhouette {

        @Override
        public void row(float x, float y, float step, float[] distances, int count) {
            float dx = x - (float) centerX;
            float dy = y - (float) centerY;
            float u0 = (float) (dx * cos + dy * sin);
            float v0 = (float) (dy * cos - dx * sin);
            float du = (float) (step * cos);
            float dv = (float) (-step * sin);
            float wide = (float) (radiusX - corner);
            float high = (float) (radiusY - corner);
            float round = (float) corner;
            for (int i = 0; i < count; i++) {
                float u = Math.abs(u0 + i * du) - wide;
                float v = Math.abs(v0 + i * dv) - high;
                float outsideX = Math.max(u, 0);
                float outsideY = Math.max(v, 0);
                float outside = (float) Math.sqrt(outsideX * outsideX + outsideY * outsideY);
                distances[i] = outside + Math.min(Math.max(u, v), 0) - round;
            }
        }

        @Override
        public double reachX() {
            return Math.abs(radiusX * cos) + Math.abs(radiusY * sin);
        }

        @Override
        public double reachY() {
            return Math.abs(radiusX * sin) + Math.abs(radiusY * cos);
        }
    }

    /** A convex polygon: the common part of a circle and of half-planes, each a unit normal and its distance. */
    record Facets(double centerX, double centerY, double radius, double[] normals, double[] offsets)
            implements Silhouette {

        @Override
        public void row(float x, float y, float step, float[] distances, int count) {
            new Ellipse(centerX, centerY, radius, radius, 1, 0).row(x, y, step, distances, count);
            for (int side = 0; side < offsets.length; side++) {
                double nx = normals[2 * side];
                float first = (float) (nx * (x - centerX) + normals[2 * side + 1] * (y - centerY) - offsets[side]);
                float slope = (float) (nx * step);
                for (int i = 0; i < count; i++) {
                    distances[i] = Math.max(distances[i], first + i * slope);
                }
            }
        }

        @Override
        public double reachX() {
            return radius;
        }

        @Override
        public double reachY() {
            return radius;
        }
    }

    /** Several shapes grown together; {@code blend} rounds the seams. */
    record Union(List<Silhouette> parts, double blend) implements Silhouette {

        @Override
        public void row(float x, float y, float step, float[] distances, int count) {
            parts.getFirst().row(x, y, step, distances, count);
            float[] others = new float[count];
            float width = (float) Math.max(blend, 1e-6);
            for (int part = 1; part < parts.size(); part++) {
                parts.get(part).row(x, y, step, others, count);
                for (int i = 0; i < count; i++) {
                    float overlap = Math.max(0, width - Math.abs(distances[i] - others[i]));
                    distances[i] = Math.min(distances[i], others[i]) - overlap * overlap / (4 * width);
                }
            }
        }

        @Override
        public double centerX() {
            return 0;
        }

        @Override
        public double centerY() {
            return 0;
        }

        @Override
        public double reachX() {
            double reach = 0;
            for (Silhouette part : parts) {
                reach = Math.max(reach, Math.abs(part.centerX()) + part.reachX());
            }
            return reach + blend;
        }

        @Override
        public double reachY() {
            double reach = 0;
            for (Silhouette part : parts) {
                reach = Math.max(reach, Math.abs(part.centerY()) + part.reachY());
            }
            return reach + blend;
        }
    }

    static Silhouette ellipse(double x, double y, double radiusX, double radiusY, double angle) {
        return new Ellipse(x, y, radiusX, radiusY, StrictMath.cos(angle), StrictMath.sin(angle));
    }

    static Silhouette slab(double x, double y, double radiusX, double radiusY, double corner, double angle) {
        double round = Math.min(corner, Math.min(radiusX, radiusY));
        return new Slab(x, y, radiusX, radiusY, round, StrictMath.cos(angle), StrictMath.sin(angle));
    }

    static Silhouette union(double blend, Silhouette... parts) {
        return new Union(List.of(parts), blend);
    }

    /** An irregular convex polygon inside a circle. */
    static Silhouette facets(Draws draws, double x, double y, double radius) {
        int sides = draws.between(3, 8);
        double[] normals = new double[2 * sides];
        double[] offsets = new double[sides];
        double start = draws.angle();
        for (int i = 0; i < sides; i++) {
            double angle = start + 2 * StrictMath.PI * (i + draws.around(0.3)) / sides;
            normals[2 * i] = StrictMath.cos(angle);
            normals[2 * i + 1] = StrictMath.sin(angle);
            offsets[i] = radius * draws.uniform(0.45, 0.75);
        }
        return new Facets(x, y, radius, normals, offsets);
    }
}
