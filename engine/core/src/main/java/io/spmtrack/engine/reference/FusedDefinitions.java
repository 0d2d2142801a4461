package io.spmtrack.engine.reference;

import io.spmtrack.engine.Shape;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.op.LayerNorm;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.Tmoe;

/** Fused ops by the formulas of their Javadoc, without their expansions. */
final class FusedDefinitions {
    private FusedDefinitions() {}

    static double[][] linear(Linear op, Shape x, Shape weight, double[][] in) {
        int rows = rows(x);
        int width = x.size(-1);
        int columns = weight.size(0);
        double[] before = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                before[row * columns + column] =
                        dot(in[0], row * width, in[1], column * width, width) + (in.length == 3 ? in[2][column] : 0);
            }
        }
        if (op.activation() == Activation.NONE) {
            return new double[][] {before};
        }
        double[] after = new double[before.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = activation(op.activation(), before[i]);
        }
        return new double[][] {after, before};
    }

    static double activation(Activation activation, double x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case GELU -> Scalars.gelu(x);
            case SILU -> Scalars.silu(x);
        };
    }

    static double dot(double[] a, int aStart, double[] b, int bStart, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += a[aStart + i] * b[bStart + i];
        }
        return sum;
    }

    private static int rows(Shape x) {
        return Math.toIntExact(x.axes(0, x.rank() - 1).count());
    }

    static double[][] layerNorm(LayerNorm op, Shape x, double[][] in) {
        int width = x.size(-1);
        double[] out = new double[in[0].length];
        for (int row = 0; row < rows(x); row++) {
            double mean = 0;
            for (int i = 0; i < width; i++) {
                mean += in[0][row * width + i] / width;
            }
            double variance = 0;
            for (int i = 0; i < width; i++) {
                double centred = in[0][row * width + i] - mean;
                variance += centred * centred / width;
            }
            double inverse = 1 / Math.sqrt(variance + op.epsilon());
            for (int i = 0; i < width; i++) {
                out[row * width + i] = (in[0][row * width + i] - mean) * inverse * in[1][i] + in[2][i];
            }
        }
        return new double[][] {out};
    }

    static double[][] softmax(Shape x, double[] in) {
        double[] out = in.clone();
        int width = x.size(-1);
        for (int row = 0; width > 0 && row < rows(x); row++) {
            softmax(out, row * width, width);
        }
        return new double[][] {out};
    }

    /** In place; returns the log of the sum of exponentials. */
    private static double softmax(double[] values, int start, int length) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            largest = Math.max(largest, values[start + i]);
        }
        double sum = 0;
        for (int i = 0; i < length; i++) {
            values[start + i] = Math.exp(values[start + i] - largest);
            sum += values[start + i];
        }
        for (int i = 0; i < length; i++) {
            values[start + i] /= sum;
        }
        return largest + Math.log(sum);
    }

    static double[][] attention(Attention op, Shape q, Shape k, double[][] in) {
        int tokens = q.size(1);
        int others = k.size(1);
        int heads = q.size(2);
        int width = q.size(3);
        double[] out = new double[in[0].length];
        double[] sums = new double[q.size(0) * heads * tokens];
        double[] weights = new double[others];
        for (int batch = 0; batch < q.size(0); batch++) {
            for (int head = 0; head < heads; head++) {
                for (int token = 0; token < tokens; token++) {
                    int query = ((batch * tokens + token) * heads + head) * width;
                    for (int other = 0; other < others; other++) {
                        int key = ((batch * others + other) * heads + head) * width;
                        weights[other] = op.scale() * dot(in[0], query, in[1], key, width);
                    }
                    sums[(batch * heads + head) * tokens + token] = softmax(weights, 0, others);
                    for (int other = 0; other < others; other++) {
                        int value = ((batch * others + other) * heads + head) * width;
                        for (int i = 0; i < width; i++) {
                            out[query + i] += weights[other] * in[2][value + i];
                        }
                    }
                }
            }
        }
        return new double[][] {out, sums};
    }

    static double[][] tmoe(Tmoe op, Shape[] shapes, double[][] in) {
        int width = shapes[0].size(-1);
        int columns = shapes[1].size(0);
        int compressions = op.routeCompression() ? op.experts() : 1;
        int rank = shapes[4].size(0);
        double[] out = new double[rows(shapes[0]) * columns];
        double[] gates = new double[op.experts()];
        double[][] compressed = new double[compressions][rank];
        int tokens = rows(shapes[0]);
        double[] kept = new double[(compressions * rank + op.experts()) * tokens];
        for (int row = 0; row < rows(shapes[0]); row++) {
            int x = row * width;
            for (int expert = 0; expert < op.experts(); expert++) {
                gates[expert] = dot(in[0], x, in[3], expert * width, width);
                kept[(compressions * rank + expert) * tokens + row] = gates[expert];
            }
            softmax(gates, 0, gates.length);
            for (int c = 0; c < compressions; c++) {
                for (int i = 0; i < rank; i++) {
                    compressed[c][i] = dot(in[0], x, in[4 + c], i * width, width);
                    kept[(c * rank + i) * tokens + row] = compressed[c][i];
                }
            }
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int expert = 0; expert < op.experts(); expert++) {
                    double[] c = compressed[op.routeCompression() ? expert : 0];
                    sum += gates[expert] * dot(in[4 + compressions + expert], column * rank, c, 0, rank);
                }
                if (op.shared()) {
                    sum += dot(in[4 + compressions + op.experts()], column * rank, compressed[0], 0, rank);
                }
                out[row * columns + column] =
                        dot(in[0], x, in[1], column * width, width) + in[2][column] + op.scale() * sum;
            }
        }
        return new double[][] {out, kept};
    }

    static double[][] adamWStep(AdamWStep op, double[][] in) {
        double[] parameters = in[0].clone();
        double[] first = in[1].clone();
        double[] second = in[2].clone();
        double rate = in[4][0];
        for (int i = 0; in[8][0] != 0 && i < parameters.length; i++) {
            double gradient = in[3][i] * in[7][0];
            first[i] += (gradient - first[i]) * (1 - op.beta1());
            second[i] = second[i] * op.beta2() + gradient * gradient * (1 - op.beta2());
            double root = Math.sqrt(second[i]) / in[6][0] + op.epsilon();
            parameters[i] = parameters[i] * (1 - rate * op.weightDecay()) - rate / in[5][0] * first[i] / root;
        }
        return new double[][] {parameters, first, second};
    }
}
