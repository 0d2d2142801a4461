package io.spmtrack.engine.tornado.kernels;

import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.BinaryKind;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.UnaryKind;
import io.spmtrack.engine.tornado.device.Words;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Functions of one and two numbers on the device, chosen by codes that travel in a launch's words. */
public final class Functions {
    static final int NEGATE = 0;
    static final int EXP = 1;
    static final int LOG = 2;
    static final int LOG1P = 3;
    static final int SQRT = 4;
    static final int RECIPROCAL = 5;
    static final int ABS = 6;
    static final int SIGN = 7;
    static final int SIGMOID = 8;
    static final int TANH = 9;
    static final int RELU = 10;
    static final int ERF = 11;
    static final int GELU = 12;
    static final int GELU_SLOPE = 13;
    static final int SILU = 14;
    static final int SILU_SLOPE = 15;
    static final int FINITE = 16;
    public static final int IDENTITY = 17;

    static final int ADD = 0;
    static final int SUB = 1;
    static final int MUL = 2;
    static final int DIV = 3;
    static final int MAX = 4;
    static final int MIN = 5;
    static final int GREATER = 6;
    static final int GREATER_EQUAL = 7;
    static final int EQUAL = 8;

    public static final int REDUCE_SUM = 0;
    public static final int REDUCE_MAX = 1;
    static final int REDUCE_SQUARES = 2;

    private static final float INVERSE_ROOT_TWO_PI = 0.3989423f;
    private static final float ROOT_HALF = 0.70710677f;
    private static final float NEAR = 475f / 512;

    private Functions() {}

    public static int code(UnaryKind kind) {
        return switch (kind) {
            case NEGATE -> NEGATE;
            case EXP -> EXP;
            case LOG -> LOG;
            case LOG1P -> LOG1P;
            case SQRT -> SQRT;
            case RECIPROCAL -> RECIPROCAL;
            case ABS -> ABS;
            case SIGN -> SIGN;
            case SIGMOID -> SIGMOID;
            case TANH -> TANH;
            case RELU -> RELU;
            case ERF -> ERF;
            case GELU -> GELU;
            case GELU_SLOPE -> GELU_SLOPE;
            case SILU -> SILU;
            case SILU_SLOPE -> SILU_SLOPE;
            case FINITE -> FINITE;
        };
    }

    public static int code(BinaryKind kind) {
        return switch (kind) {
            case ADD -> ADD;
            case SUB -> SUB;
            case MUL -> MUL;
            case DIV -> DIV;
            case MAX -> MAX;
            case MIN -> MIN;
            case GREATER -> GREATER;
            case GREATER_EQUAL -> GREATER_EQUAL;
            case EQUAL -> EQUAL;
        };
    }

    public static int code(Reduction kind) {
        return switch (kind) {
            case SUM -> REDUCE_SUM;
            case MAX -> REDUCE_MAX;
            case SUM_OF_SQUARES -> REDUCE_SQUARES;
        };
    }

    public static int code(Activation activation) {
        return switch (activation) {
            case NONE -> IDENTITY;
            case RELU -> RELU;
            case GELU -> GELU;
            case SILU -> SILU;
        };
    }

    static float unary(int code, float x) {
        float y = x;
        if (code == NEGATE) {
            y = -x;
        } else if (code == EXP) {
            y = TornadoMath.exp(x);
        } else if (code == LOG) {
            y = TornadoMath.log(x);
        } else if (code == LOG1P) {
            y = log1p(x);
        } else if (code == SQRT) {
            y = TornadoMath.sqrt(x);
        } else if (code == RECIPROCAL) {
            y = 1 / x;
        } else if (code == ABS) {
            y = TornadoMath.abs(x);
        } else if (code == SIGN) {
            y = x > 0 ? 1 : x < 0 ? -1 : x;
        } else if (code == SIGMOID) {
            y = 1 / (1 + TornadoMath.exp(-x));
        } else if (code == TANH) {
            y = TornadoMath.tanh(x);
        } else if (code == ERF) {
            y = erf(x);
        } else if (code == GELU_SLOPE) {
            y = geluSlope(x);
        } else if (code == SILU_SLOPE) {
            y = siluSlope(x);
        } else if (code == FINITE) {
            y = x * 0 == 0 ? 1 : 0; // Infinity times 0 is no number.
        } else {
            y = activation(code, x);
        }
        return y;
    }

    static float activation(int code, float x) {
        float y = x;
        if (code == RELU) {
            y = x > 0 || Float.isNaN(x) ? x : 0;
        } else if (code == GELU) {
            float below = normal(x);
            y = below == 0 ? 0 : x * below;
        } else if (code == SILU) {
            float s = 1 / (1 + TornadoMath.exp(-x));
            y = s == 0 ? 0 : x * s;
        }
        return y;
    }

    private static float log1p(float x) {
        float u = 1 + x;
        float y = TornadoMath.log(u);
        // What rounding 1 + x lost; at the ends the logarithm alone is right.
        if (u > 0 && u < Float.POSITIVE_INFINITY) {
            y += (x - (u - 1)) / u;
        }
        return y;
    }

    /** 1 − erf(t) for t from NEAR (N. Juffa's erff, as on the CPU). */
    private static float tail(float t) {
        float s = t * t;
        float q = t * -1.7285347e-5f + 3.8319713e-4f;
        float u = t * -0.0038839644f + 0.024254622f;
        q = q * s + u;
        q = q * t + -0.10677788f;
        q = q * t + -0.6348467f;
        q = q * t + -0.12871751f;
        q = q * t - t;
        float y = TornadoMath.exp(q);
        // Far out the polynomial overflows to no number, where nothing is left of the tail.
        return t > 10 ? 0 : y;
    }

    private static float near(float x) {
        float s = x * x;
        float y = s * -5.967617e-4f + 0.0049911942f;
        y = y * s + -0.026768135f;
        y = y * s + 0.112819925f;
        y = y * s + -0.37612534f;
        y = y * s + 0.12837917f;
        return y * x + x;
    }

    private static float erf(float x) {
        float t = TornadoMath.abs(x);
        float far = 1 - tail(t);
        float y = x < 0 ? -far : far;
        return t <= NEAR ? near(x) : Float.isNaN(x) ? x : y;
    }

    /** Distribution function of the normal distribution. */
    private static float normal(float x) {
        float z = x * ROOT_HALF;
        float t = TornadoMath.abs(z);
        float half = 0.5f * tail(t);
        float far = x > 0 ? 1 - half : half;
        return t <= NEAR ? 0.5f * near(z) + 0.5f : Float.isNaN(x) ? x : far;
    }

    private static float geluSlope(float x) {
        float density = INVERSE_ROOT_TWO_PI * TornadoMath.exp(-0.5f * x * x);
        return normal(x) + (density == 0 ? 0 : x * density);
    }

    private static float siluSlope(float x) {
        float s = 1 / (1 + TornadoMath.exp(-x));
        float slope = s / (1 + TornadoMath.exp(x));
        return s + (slope == 0 ? 0 : x * slope);
    }

    static float binary(int code, float a, float b) {
        float y = a;
        if (code == ADD) {
            y = a + b;
        } else if (code == SUB) {
            y = a - b;
        } else if (code == MUL) {
            y = a * b;
        } else if (code == DIV) {
            y = a / b;
        } else if (code == MAX) {
            y = a >= b || Float.isNaN(a) ? a : b;
        } else if (code == MIN) {
            y = a <= b || Float.isNaN(a) ? a : b;
        } else if (code == GREATER) {
            y = a > b ? 1 : 0;
        } else if (code == GREATER_EQUAL) {
            y = a >= b ? 1 : 0;
        } else if (code == EQUAL) {
            y = a == b ? 1 : 0;
        }
        return y;
    }

    /** A real number of a launch's words, see {@link Words#real}. */
    static float real(IntArray table, int at) {
        return (float) table.get(at) / (float) table.get(at + 1) / (float) table.get(at + 2);
    }

    /** What a reduction starts from. */
    static float identity(int code) {
        return code == REDUCE_MAX ? Float.NEGATIVE_INFINITY : 0;
    }

    /** What an element adds to a reduction. */
    static float term(int code, float x) {
        return code == REDUCE_SQUARES ? x * x : x;
    }

    /** Two partial results as one. */
    static float both(int code, float a, float b) {
        float y = a + b;
        if (code == REDUCE_MAX) {
            y = a >= b || Float.isNaN(a) ? a : b;
        }
        return y;
    }
}
