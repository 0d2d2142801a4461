package io.spmtrack.engine.tornado;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Compiler;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Tape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** Whether NVIDIA's library can be trusted on a device, and whether it is faster there than the portable kernel. */
final class LibraryTrial {
    private static final String PROGRAM = "product";
    private static final int ROWS = 45;
    private static final int COLUMNS = 56;
    private static final int INNER = 40;

    /** Half the distance of neighbours around 1 in 32-bit floats, and with a mantissa of 10 bits. */
    private static final double UNIT = 0x1p-24;

    private static final double UNIT_10_BITS = 0x1p-11;

    private final TornadoDevice device;
    private final Backend backend;
    private final Profile portable;

    /** @param backend to compile small programs for */
    LibraryTrial(TornadoDevice device, Backend backend, Profile portable) {
        this.device = device;
        this.backend = backend;
        this.portable = portable;
    }

    /** Why the library cannot be used: what is missing, or that it computes a wrong product. */
    Optional<String> fault(Precision precision) {
        if (device.getTornadoVMBackend() != TornadoVMBackendType.CUDA) {
            return Optional.of(
                    "only TornadoVM's CUDA backend has cuBLAS, this device is on " + device.getTornadoVMBackend());
        }
        return CuBlas.missing().or(() -> wrong(precision));
    }

    private Optional<String> wrong(Precision precision) {
        try (TornadoSession session = session(ROWS, COLUMNS, INNER, portable.with(new Library(precision, 0)))) {
            float[] x = fill(session.input(PROGRAM, "x"), 1);
            float[] weight = fill(session.input(PROGRAM, "weight"), 2);
            session.run(PROGRAM);
            float[] y = session.output(PROGRAM, "y").toArray(ValueLayout.JAVA_FLOAT);
            double difference = difference(x, weight, y);
            return difference <= tolerance(precision)
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "cuBLAS computes a wrong product in %s (difference %.1e)",
                            precision.label(),
                            difference));
        } catch (RuntimeException | Error failure) {
            return Optional.of("cuBLAS fails: " + Failures.text(failure));
        }
    }

    /** Factors below 1 are rounded, as is each of the sums. */
    private static double tolerance(Precision precision) {
        double unit = precision == Precision.FP32 ? UNIT : UNIT_10_BITS;
        return INNER * (2 * unit + INNER * UNIT);
    }

    /** Numbers in [−1, 1) that no rounding leaves alone. */
    private static float[] fill(MemorySegment to, int seed) {
        float[] values = new float[Math.toIntExact(to.byteSize() / Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(seed + 0.7 * i);
        }
        MemorySegment.copy(values, 0, to, ValueLayout.JAVA_FLOAT, 0, values.length);
        return values;
    }

    private static double difference(float[] x, float[] weight, float... y) {
        double difference = 0;
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            for (int k = 0; k < INNER; k++) {
                sum += (double) x[i / COLUMNS * INNER + k] * weight[i % COLUMNS * INNER + k];
            }
            double each = Math.abs(y[i] - sum);
            difference = Double.isNaN(each) ? Double.POSITIVE_INFINITY : Math.max(difference, each);
        }
        return difference;
    }

    /** Whether the library, copies included, computes a product faster than the portable kernel. */
    boolean wins(LibraryProduct product) {
        return milliseconds(product, portable.with(new Library(product.precision(), 0)))
                < milliseconds(product, portable);
    }

    private double milliseconds(LibraryProduct product, Profile profile) {
        try (TornadoSession session = session(product.rows(), product.columns(), product.inner(), profile)) {
            session.run(PROGRAM);
            return session.milliseconds(PROGRAM);
        }
    }

    private TornadoSession session(int rows, int columns, int inner, Profile profile) {
        Tape tape = new Tape();
        tape.output(
                "y", tape.input("x", DType.F32, rows, inner).linear(tape.input("weight", DType.F32, columns, inner)));
        Map<String, Plan> programs = Map.of(PROGRAM, Compiler.compile(tape, backend));
        return TornadoSession.load(device, programs, profile);
    }
}
