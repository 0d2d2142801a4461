package io.spmtrack.engine.cpu;

import static io.spmtrack.engine.cpu.Lanes.BYTES;
import static io.spmtrack.engine.cpu.Lanes.L;
import static io.spmtrack.engine.cpu.Lanes.all;
import static io.spmtrack.engine.cpu.Lanes.first;
import static io.spmtrack.engine.cpu.Lanes.load;
import static io.spmtrack.engine.cpu.Lanes.store;

import io.spmtrack.engine.op.UnaryKind;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Functions of each element of a contiguous run, {@code y[i] = f(x[i])}; offsets in bytes, y may be x. Each function has a
 * loop of its own: one loop with a switch inside would not stay in vector registers.
 */
final class UnaryLoops {
    private UnaryLoops() {}

    static void run(UnaryKind kind, MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
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
            FloatVector value = load(x, xAt);
            store(value.neg(), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(value.neg(), y, yAt, rest);
        }
    }

    static void exp(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.exp(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.exp(value), y, yAt, rest);
        }
    }

    static void log(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.log(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.log(value), y, yAt, rest);
        }
    }

    static void log1p(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.log1p(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.log1p(value), y, yAt, rest);
        }
    }

    static void sqrt(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(value.sqrt(), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(value.sqrt(), y, yAt, rest);
        }
    }

    static void reciprocal(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(all(1).div(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(all(1).div(value), y, yAt, rest);
        }
    }

    static void abs(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(value.abs(), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(value.abs(), y, yAt, rest);
        }
    }

    static void sign(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.sign(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.sign(value), y, yAt, rest);
        }
    }

    static void sigmoid(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.sigmoid(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.sigmoid(value), y, yAt, rest);
        }
    }

    static void tanh(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.tanh(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.tanh(value), y, yAt, rest);
        }
    }

    static void relu(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.relu(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.relu(value), y, yAt, rest);
        }
    }

    static void erf(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.erf(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.erf(value), y, yAt, rest);
        }
    }

    static void gelu(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.gelu(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.gelu(value), y, yAt, rest);
        }
    }

    static void geluSlope(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.geluSlope(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.geluSlope(value), y, yAt, rest);
        }
    }

    static void silu(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.silu(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.silu(value), y, yAt, rest);
        }
    }

    static void siluSlope(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.siluSlope(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.siluSlope(value), y, yAt, rest);
        }
    }

    static void finite(MemorySegment x, long xAt, MemorySegment y, long yAt, int count) {
        int left = count;
        for (; left >= L; left -= L, xAt += BYTES, yAt += BYTES) {
            FloatVector value = load(x, xAt);
            store(VectorMath.finite(value), y, yAt);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector value = load(x, xAt, rest);
            store(VectorMath.finite(value), y, yAt, rest);
        }
    }
}
