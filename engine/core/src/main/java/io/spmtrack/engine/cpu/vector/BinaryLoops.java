package io.spmtrack.engine.cpu.vector;

import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.F;
import static io.spmtrack.engine.cpu.vector.Lanes.L;
import static io.spmtrack.engine.cpu.vector.Lanes.ORDER;
import static io.spmtrack.engine.cpu.vector.Lanes.first;

import io.spmtrack.engine.op.BinaryKind;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions of two or three operands over a run, {@code y[i] = f(a[i], b[i])}; offsets in bytes, y may be an operand. A step is
 * {@link Lanes#BYTES} for a contiguous operand, or 0 for one value that stands in L copies at its offset.
 */
public final class BinaryLoops {
    // Elements that vectors take at first: the last ones, with the rest behind the last whole vector.
    private static final int FIRST = 8 * L;
    private static final Beginning[] KINDS = Stream.generate(BinaryLoops::beginning)
            .limit(BinaryKind.values().length)
            .toArray(Beginning[]::new);
    private static final Beginning SELECT = beginning();

    private BinaryLoops() {}

    private static Beginning beginning() {
        return new Beginning(4, 700);
    }

    // How many plain loops take of so many.
    private static int plain(int count) {
        return Math.max(0, Lanes.whole(count) - FIRST);
    }

    public static void run(
            BinaryKind kind,
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        Beginning beginning = KINDS[kind.ordinal()];
        if (!beginning.on()) {
            vectors(kind, a, aAt, aStep, b, bAt, bStep, y, yAt, count);
        } else if (beginning.plain()) {
            PlainMath.binary(kind, a, aAt, aStep, b, bAt, bStep, y, yAt, count, beginning.one());
        } else {
            beginning.took(begin(kind, a, aAt, aStep, b, bAt, bStep, y, yAt, count));
        }
    }

    // The last elements by vectors, whose nanoseconds it gives.
    static long begin(
            BinaryKind kind,
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int plain = plain(count);
        PlainMath.binary(kind, a, aAt, aStep, b, bAt, bStep, y, yAt, plain, SELECT.one());
        aAt += (long) plain / L * aStep;
        bAt += (long) plain / L * bStep;
        long begun = System.nanoTime();
        vectors(kind, a, aAt, aStep, b, bAt, bStep, y, yAt + 4L * plain, count - plain);
        return System.nanoTime() - begun;
    }

    private static void vectors(
            BinaryKind kind,
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        switch (kind) {
            case ADD -> add(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
            case SUB -> subtract(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
            case MUL -> multiply(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
            case DIV -> divide(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
            case MAX -> max(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
            case MIN -> min(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
            case GREATER -> greater(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
            case GREATER_EQUAL -> greaterEqual(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
            case EQUAL -> equal(a, aAt, aStep, b, bAt, bStep, y, yAt, count);
        }
    }

    private static FloatVector one(VectorMask<Float> where) {
        return FloatVector.broadcast(F, 0).blend(1, where);
    }

    private static void add(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            l.add(r).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            l.add(r).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    private static void subtract(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            l.sub(r).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            l.sub(r).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    private static void multiply(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            l.mul(r).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            l.mul(r).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    private static void divide(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            l.div(r).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            l.div(r).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    private static void max(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            l.max(r).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            l.max(r).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    private static void min(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            l.min(r).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            l.min(r).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    private static void greater(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            one(l.compare(VectorOperators.GT, r)).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            one(l.compare(VectorOperators.GT, r)).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    private static void greaterEqual(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            one(l.compare(VectorOperators.GE, r)).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            one(l.compare(VectorOperators.GE, r)).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    private static void equal(
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, aAt += aStep, bAt += bStep, yAt += BYTES) {
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER);
            one(l.compare(VectorOperators.EQ, r)).intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            FloatVector l = FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest);
            FloatVector r = FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest);
            one(l.compare(VectorOperators.EQ, r)).intoMemorySegment(y, yAt, ORDER, rest);
        }
    }

    /** {@code y = condition is not 0 ? a : b}; what is not chosen has no influence. */
    public static void select(
            MemorySegment condition,
            long conditionAt,
            int conditionStep,
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        if (!SELECT.on()) {
            selectVectors(condition, conditionAt, conditionStep, a, aAt, aStep, b, bAt, bStep, y, yAt, count);
        } else if (SELECT.plain()) {
            PlainMath.select(
                    condition, conditionAt, conditionStep, a, aAt, aStep, b, bAt, bStep, y, yAt, count, SELECT.one());
        } else {
            SELECT.took(
                    beginSelect(condition, conditionAt, conditionStep, a, aAt, aStep, b, bAt, bStep, y, yAt, count));
        }
    }

    // As begin.
    static long beginSelect(
            MemorySegment condition,
            long conditionAt,
            int conditionStep,
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int plain = plain(count);
        PlainMath.select(
                condition, conditionAt, conditionStep, a, aAt, aStep, b, bAt, bStep, y, yAt, plain, SELECT.one());
        conditionAt += (long) plain / L * conditionStep;
        aAt += (long) plain / L * aStep;
        bAt += (long) plain / L * bStep;
        yAt += 4L * plain;
        long begun = System.nanoTime();
        selectVectors(condition, conditionAt, conditionStep, a, aAt, aStep, b, bAt, bStep, y, yAt, count - plain);
        return System.nanoTime() - begun;
    }

    private static void selectVectors(
            MemorySegment condition,
            long conditionAt,
            int conditionStep,
            MemorySegment a,
            long aAt,
            int aStep,
            MemorySegment b,
            long bAt,
            int bStep,
            MemorySegment y,
            long yAt,
            int count) {
        int left = count;
        for (; left >= L; left -= L, conditionAt += conditionStep, aAt += aStep, bAt += bStep, yAt += BYTES) {
            VectorMask<Float> where = FloatVector.fromMemorySegment(F, condition, conditionAt, ORDER)
                    .compare(VectorOperators.NE, 0);
            FloatVector.fromMemorySegment(F, b, bAt, ORDER)
                    .blend(FloatVector.fromMemorySegment(F, a, aAt, ORDER), where)
                    .intoMemorySegment(y, yAt, ORDER);
        }
        if (left > 0) {
            VectorMask<Float> rest = first(left);
            VectorMask<Float> where = FloatVector.fromMemorySegment(F, condition, conditionAt, ORDER, rest)
                    .compare(VectorOperators.NE, 0);
            FloatVector.fromMemorySegment(F, b, bAt, ORDER, rest)
                    .blend(FloatVector.fromMemorySegment(F, a, aAt, ORDER, rest), where)
                    .intoMemorySegment(y, yAt, ORDER, rest);
        }
    }
}
