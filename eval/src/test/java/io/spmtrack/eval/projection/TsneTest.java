package io.spmtrack.eval.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** t-SNE and principal components on points whose layout is known. */
class TsneTest {
    private static final int GROUP = 20;

    /** Three groups in twelve dimensions, far from one another. */
    private static float[][] groups() {
        Random random = new Random(7);
        float[][] points = new float[3 * GROUP][12];
        for (int i = 0; i < points.length; i++) {
            for (int d = 0; d < 12; d++) {
                points[i][d] = (float) random.nextGaussian() + (d == i / GROUP ? 30 : 0);
            }
        }
        return points;
    }

    @Test
    void neighboursHaveThePerplexityAskedFor() {
        double[] squares = new double[50];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = i * 0.3 + i * i * 0.01;
        }
        double[] row = Tsne.neighbours(squares, 3, 8);
        double entropy = 0;
        double sum = 0;
        for (double probability : row) {
            sum += probability;
            entropy -= probability > 0 ? probability * Math.log(probability) : 0;
        }
        assertEquals(1, sum, 1e-12);
        assertEquals(0, row[3]);
        assertEquals(8, Math.exp(entropy), 1e-6);
    }

    @Test
    void theGradientIsThatOfTheDivergence() {
        Random random = new Random(3);
        double[][] plane = random.doubles(8, -1, 1)
                .mapToObj(x -> new double[] {x, random.nextDouble()})
                .toArray(double[][]::new);
        double[][] squares = new double[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                squares[i][j] = (i - j) * (i - j);
            }
        }
        double[][] similarities = Tsne.similarities(squares, 2);
        double[][] slopes = Tsne.gradient(similarities, plane, 1);
        double step = 1e-6;
        for (int i = 0; i < 8; i++) {
            for (int axis = 0; axis < 2; axis++) {
                plane[i][axis] += step;
                double above = Tsne.divergence(similarities, plane);
                plane[i][axis] -= 2 * step;
                double below = Tsne.divergence(similarities, plane);
                plane[i][axis] += step;
                assertEquals((above - below) / (2 * step), slopes[i][axis], 1e-6);
            }
        }
    }

    @Test
    void groupsStayTogether() {
        double[][] plane = Tsne.plane(groups(), 10);
        for (int i = 0; i < plane.length; i++) {
            int nearest = i == 0 ? 1 : 0;
            for (int j = 0; j < plane.length; j++) {
                if (j != i && distance(plane, i, j) < distance(plane, i, nearest)) {
                    nearest = j;
                }
            }
            assertEquals(i / GROUP, nearest / GROUP, "nearest of " + i);
        }
        assertArrayEquals(plane, Tsne.plane(groups(), 10), "the same points, the same picture");
    }

    private static double distance(double[][] plane, int i, int j) {
        return Math.hypot(plane[i][0] - plane[j][0], plane[i][1] - plane[j][1]);
    }

    @Test
    void equalPointsAreLaidOutToo() {
        for (double[] point : Tsne.plane(new float[5][3], 30)) {
            assertTrue(Double.isFinite(point[0]) && Double.isFinite(point[1]));
        }
    }

    @Test
    void principalComponentsAreTheDirectionsOfMostVariance() {
        Random random = new Random(5);
        float[][] points = new float[200][3];
        for (float[] point : points) {
            double along = 10 * random.nextGaussian();
            double across = random.nextGaussian();
            point[0] = (float) (along * 0.6 - across * 0.8 + 100);
            point[1] = (float) (along * 0.8 + across * 0.6 - 50);
            point[2] = 7;
        }
        double[][] plane = PrincipalComponents.plane(points);
        double first = 0;
        double second = 0;
        double product = 0;
        for (double[] point : plane) {
            first += point[0] * point[0] / plane.length;
            second += point[1] * point[1] / plane.length;
            product += point[0] * point[1] / plane.length;
        }
        assertTrue(first > 60 && first < 140, "variance " + first);
        assertTrue(second > 0.6 && second < 1.4, "variance " + second);
        assertEquals(0, product, 1e-6);
    }
}
