package io.spmtrack.eval.projection;

import java.util.Arrays;

/**
 * t-distributed stochastic neighbour embedding, computed exactly (van der Maaten and Hinton, 2008): points that are near one
 * another stay so in the plane. It begins with the principal components, so the same points always give the same picture.
 */
public final class Tsne {
    private static final int ROUNDS = 500;
    private static final int EARLY = 100;
    private static final double EXAGGERATION = 12;
    private static final double LEAST_GAIN = 0.01;
    private static final double START = 1e-4;
    private static final int BISECTIONS = 60;

    private final double[][] similarities;
    private final double[][] plane;

    private Tsne(double[][] similarities, double[][] plane) {
        this.similarities = similarities;
        this.plane = plane;
    }

    /**
     * Lays points out.
     *
     * @param points {@code [n][dimensions]}, at least two
     * @param perplexity about how many neighbours a point keeps near; at most a third of the points count
     * @return {@code [n][2]}
     */
    public static double[][] plane(float[][] points, double perplexity) {
        double most = Math.max(1, (points.length - 1) / 3.0);
        Tsne layout = new Tsne(similarities(distances(points), Math.min(perplexity, most)), start(points));
        layout.descend();
        return layout.plane;
    }

    /** The principal components, so small that no point pushes any other far at first. */
    private static double[][] start(float[][] points) {
        double[][] plane = PrincipalComponents.plane(points);
        double square = 0;
        for (double[] point : plane) {
            square += point[0] * point[0];
        }
        double deviation = Math.sqrt(square / plane.length);
        for (double[] point : plane) {
            point[0] *= deviation == 0 ? 0 : START / deviation;
            point[1] *= deviation == 0 ? 0 : START / deviation;
        }
        return plane;
    }

    private static double[][] distances(float[][] points) {
        double[][] squares = new double[points.length][points.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int d = 0; d < points[i].length; d++) {
                    double difference = points[i][d] - points[j][d];
                    sum += difference * difference;
                }
                squares[i][j] = sum;
                squares[j][i] = sum;
            }
        }
        return squares;
    }

    /** Joint probabilities: symmetric, they sum to 1. */
    static double[][] similarities(double[][] squares, double perplexity) {
        int count = squares.length;
        double[][] joint = new double[count][count];
        for (int i = 0; i < count; i++) {
            double[] row = neighbours(squares[i], i, perplexity);
            for (int j = 0; j < count; j++) {
                joint[i][j] += row[j] / (2 * count);
                joint[j][i] += row[j] / (2 * count);
            }
        }
        return joint;
    }

    /** Gaussian probabilities of the other points, the width found by bisection so that the perplexity is as wanted. */
    static double[] neighbours(double[] squares, int self, double perplexity) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < squares.length; j++) {
            nearest = j == self ? nearest : Math.min(nearest, squares[j]);
        }
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double precision = 1;
        double[] row = new double[squares.length];
        for (int round = 0; round < BISECTIONS; round++) {
            double entropy = fill(row, squares, self, nearest, precision);
            if (entropy > Math.log(perplexity)) {
                low = precision;
                precision = high == Double.POSITIVE_INFINITY ? precision * 2 : (low + high) / 2;
            } else {
                high = precision;
                precision = (low + high) / 2;
            }
        }
        return row;
    }

    /** @return the entropy of what was filled in */
    private static double fill(double[] row, double[] squares, int self, double nearest, double precision) {
        double sum = 0;
        double weighted = 0;
        for (int j = 0; j < row.length; j++) {
            double distance = squares[j] - nearest;
            row[j] = j == self ? 0 : Math.exp(-precision * distance);
            sum += row[j];
            weighted += row[j] * distance;
        }
        for (int j = 0; j < row.length; j++) {
            row[j] /= sum;
        }
        return Math.log(sum) + precision * weighted / sum;
    }

    private void descend() {
        double[][] moves = new double[plane.length][2];
        double[][] gains = new double[plane.length][2];
        for (double[] gain : gains) {
            Arrays.fill(gain, 1);
        }
        double rate = Math.max(plane.length / EXAGGERATION / 4, 50);
        for (int round = 0; round < ROUNDS; round++) {
            double[][] slopes = gradient(similarities, plane, round < EARLY ? EXAGGERATION : 1);
            double momentum = round < EARLY ? 0.5 : 0.8;
            for (int i = 0; i < plane.length; i++) {
                for (int axis = 0; axis < 2; axis++) {
                    boolean turned = slopes[i][axis] > 0 == moves[i][axis] > 0;
                    gains[i][axis] = Math.max(turned ? gains[i][axis] * 0.8 : gains[i][axis] + 0.2, LEAST_GAIN);
                    moves[i][axis] = momentum * moves[i][axis] - rate * gains[i][axis] * slopes[i][axis];
                    plane[i][axis] += moves[i][axis];
                }
            }
        }
    }

    /** Of the divergence with respect to the plane, {@code [n][2]}. */
    static double[][] gradient(double[][] similarities, double[][] plane, double exaggeration) {
        int count = plane.length;
        double[][] near = new double[count][count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < i; j++) {
                near[i][j] = kernel(plane[i], plane[j]);
                near[j][i] = near[i][j];
                sum += 2 * near[i][j];
            }
        }
        double[][] slopes = new double[count][2];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                double pull = 4 * (exaggeration * similarities[i][j] - near[i][j] / sum) * near[i][j];
                slopes[i][0] += pull * (plane[i][0] - plane[j][0]);
                slopes[i][1] += pull * (plane[i][1] - plane[j][1]);
            }
        }
        return slopes;
    }

    private static double kernel(double[] a, double[] b) {
        double x = a[0] - b[0];
        double y = a[1] - b[1];
        return 1 / (1 + x * x + y * y);
    }

    /** The Kullback-Leibler divergence that {@link #gradient} is of. */
    static double divergence(double[][] similarities, double[][] plane) {
        double sum = 0;
        for (int i = 0; i < plane.length; i++) {
            for (int j = 0; j < plane.length; j++) {
                sum += i == j ? 0 : kernel(plane[i], plane[j]);
            }
        }
        double divergence = 0;
        for (int i = 0; i < plane.length; i++) {
            for (int j = 0; j < plane.length; j++) {
                if (similarities[i][j] > 0) {
                    divergence += similarities[i][j] * Math.log(similarities[i][j] * sum / kernel(plane[i], plane[j]));
                }
            }
        }
        return divergence;
    }
}
