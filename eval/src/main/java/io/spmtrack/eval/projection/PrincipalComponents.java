package io.spmtrack.eval.projection;

import java.util.Random;

/** The two directions in which points vary most. */
public final class PrincipalComponents {
    private static final int ROUNDS = 100;

    private PrincipalComponents() {}

    /**
     * Projects points on their first two principal components, found by power iteration.
     *
     * @param points {@code [n][dimensions]}
     * @return {@code [n][2]}, centred
     */
    public static double[][] plane(float[][] points) {
        double[][] centred = centred(points);
        double[] first = direction(centred);
        double[][] plane = new double[points.length][2];
        for (int i = 0; i < points.length; i++) {
            plane[i][0] = dot(centred[i], first);
            for (int d = 0; d < first.length; d++) {
                centred[i][d] -= plane[i][0] * first[d];
            }
        }
        double[] second = direction(centred);
        for (int i = 0; i < points.length; i++) {
            plane[i][1] = dot(centred[i], second);
        }
        return plane;
    }

    private static double[][] centred(float[][] points) {
        int dimensions = points[0].length;
        double[] mean = new double[dimensions];
        for (float[] point : points) {
            for (int d = 0; d < dimensions; d++) {
                mean[d] += (double) point[d] / points.length;
            }
        }
        double[][] centred = new double[points.length][dimensions];
        for (int i = 0; i < points.length; i++) {
            for (int d = 0; d < dimensions; d++) {
                centred[i][d] = points[i][d] - mean[d];
            }
        }
        return centred;
    }

    /** The unit vector that {@code Σ x xᵀ} stretches most. */
    private static double[] direction(double[][] centred) {
        int dimensions = centred[0].length;
        Random random = new Random(1);
        double[] vector = random.doubles(dimensions, -1, 1).toArray();
        for (int round = 0; round < ROUNDS; round++) {
            double[] next = new double[dimensions];
            for (double[] point : centred) {
                double along = dot(point, vector);
                for (int d = 0; d < dimensions; d++) {
                    next[d] += along * point[d];
                }
            }
            double length = Math.sqrt(dot(next, next));
            if (length == 0) {
                return next;
            }
            for (int d = 0; d < dimensions; d++) {
                vector[d] = next[d] / length;
            }
        }
        return vector;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }
}
