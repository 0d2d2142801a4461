package io.spmtrack.engine.cpu.vector;

import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;
import static io.spmtrack.engine.cpu.vector.Lanes.first;

import io.spmtrack.engine.op.UnaryKind;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Functions of each element of a contiguous run, {@code y[i] = f(x[i])}; offsets in bytes, y may be x. Each function has a
 * loop of its own: one loop with a switch inside would not stay in vector registers. The rest of long functions is a method of
 * its own, never inlined (see {@code cpu.argfile}): a second copy in the same method would go over the compiler's budget and
 * box, and a mask in every round costs 8 % even of GELU ({@code GeluForms} in the lab of jmh).
 */
public final class UnaryLoops {
    // Elements that vectors take at first: the last ones, with the rest behind the last whole vector.
    private static final int FIRST = 8 * L;
    private static final Beginning GELUS = new Beginning(8, 700);

    private UnaryLoops() {}

    public static void run(UnaryKind kind, MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        switch (kind) {
            case NEGATE -> negate(x, xAt, y, yAt, count);
            case EXP -> exp(x, xAt, y, yAt, count);
            case LOG -> log(x, xAt, y, yAt, count);
            case LOG1P -> log1p(x, xAt, y, yAt, count);
            case SQRT -> sqrt(x, xAt, y, yAt, count);
            case RECIPROCAL -> reciprocal(x, xAt, y, yAt, count);
            case ABS -> abs(x, xAt, y, yAt, count);
            case SIGN -> sign(x, xAt, y, yAt, count);
            case SIGMOID -> sigmoid(x, xAt, y, yAt, count);
            case TANH -> tanh(x, xAt, y, yAt, count);
            case RELU -> relu(x, xAt, y, yAt, count);
            case ERF -> erf(x, xAt, y, yAt, count);
            case GELU -> gelu(x, xAt, y, yAt, count);
            case GELU_SLOPE -> geluSlope(x, xAt, y, yAt, count);
            case SILU -> silu(x, xAt, y, yAt, count);
            case SILU_SLOPE -> siluSlope(x, xAt, y, yAt, count);
            case FINITE -> finite(x, xAt, y, yAt, count);
        }
    }

    static void negate(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER);
            value.neg().intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
            value.neg().intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    static void exp(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.exp(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restExp(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restExp(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.exp(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    public static void log(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.log(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restLog(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restLog(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.log(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    static void log1p(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.log1p(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restLog1p(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restLog1p(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.log1p(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    static void sqrt(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER);
            value.sqrt().intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
            value.sqrt().intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    static void reciprocal(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER);
            FloatVector.broadcast(F, 1).div(value).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
            FloatVector.broadcast(F, 1).div(value).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    static void abs(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER);
            value.abs().intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
            value.abs().intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    static void sign(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER);
            VectorMath.sign(value).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
            VectorMath.sign(value).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    static void sigmoid(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.sigmoid(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restSigmoid(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restSigmoid(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.sigmoid(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    static void tanh(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.tanh(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restTanh(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restTanh(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.tanh(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    public static void relu(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER);
            VectorMath.relu(value).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
            VectorMath.relu(value).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    static void erf(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.erf(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restErf(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restErf(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.erf(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    public static void gelu(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        if (!GELUS.on()) {
            gelus(x, xAt, y, yAt, count);
        } else if (GELUS.plain()) {
            PlainMath.gelu(x, xAt, y, yAt, count);
        } else {
            int plain = Math.max(0, Lanes.whole(count) - FIRST);
            PlainMath.gelu(x, xAt, y, yAt, plain);
            long begun = System.nanoTime();
            gelus(x, xAt + 4L * plain, y, yAt + 4L * plain, count - plain);
            GELUS.took(System.nanoTime() - begun);
        }
    }

    private static void gelus(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.gelu(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restGelu(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restGelu(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.gelu(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    static void geluSlope(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.geluSlope(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restGeluSlope(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restGeluSlope(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.geluSlope(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    public static void silu(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.silu(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restSilu(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restSilu(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.silu(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    static void siluSlope(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt + 4L * i, ORDER);
            VectorMath.siluSlope(value).intoMemorySegment(y, yAt + 4L * i, ORDER);
        }
        if (whole < count) {
            restSiluSlope(x, xAt + 4L * whole, y, yAt + 4L * whole, count - whole);
        }
    }

    private static void restSiluSlope(MemorySegment x, long xAt, MemorySegment y, long yAt, int left) {
        VectorMask<Float> rest = first(left);
        FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
        VectorMath.siluSlope(value).intoMemorySegment(y, yAt, ORDER, rest);
    }

    static void finite(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER);
            VectorMath.finite(value).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = FloatVector.fromMemorySegment(F, x, xAt, ORDER, rest);
            VectorMath.finite(value).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }
}
