package io.spmtrack.engine.tornado;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.library.CuBlas;
import io.spmtrack.engine.tornado.library.LargeProduct;
import io.spmtrack.engine.tornado.library.LargeProducts;
import io.spmtrack.engine.tornado.library.LargeProducts.By;
import java.util.Optional;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/**
 * Whether cuBLAS or tensor cores compute products correctly on a device, and whether cuBLAS is faster there than the portable
 * kernel.
 */
record ProductTrial(Trial trial, Profile portable) {
    /** More than one tile of tensor cores along each axis, and more than two of their steps. */
    private static final int ROWS = 77;

    private static final int COLUMNS = 88;
    private static final int INNER = 72;

    /** Half the distance of neighbours around 1 in 32-bit floats, and with a mantissa of 10 bits. */
    private static final double UNIT = 0x1p-24;

    private static final double UNIT_10_BITS = 0x1p-11;

    /** Why something cannot be used: what is missing, or that it computes a wrong product. */
    Optional<String> fault(Precision precision, By by) {
        TornadoVMBackendType type = trial.device().getTornadoVMBackend();
        Optional<String> missing = switch (by) {
            case CUBLAS ->
                type == TornadoVMBackendType.CUDA
                        ? CuBlas.LIBRARY.missing()
                        : Optional.of("only TornadoVM's CUDA backend has cuBLAS, this device is on " + type);
            case TENSOR_CORES ->
                type == TornadoVMBackendType.CUDA || type == TornadoVMBackendType.PTX
                        ? Optional.empty()
                        : Optional.of(
                                "only TornadoVM's CUDA and PTX backends have tensor cores, this device is on " + type);
        };
        return missing.or(() -> trial.fault(
                by.label() + (by == By.CUBLAS ? " computes" : " compute"),
                "product in " + precision.label(),
                tape(ROWS, COLUMNS, INNER),
                portable.with(new LargeProducts(precision, 0, by, false)),
                tolerance(precision),
                ProductTrial::difference));
    }

    /** Factors of at most 1 are rounded, as is each of the sums. */
    private static double tolerance(Precision precision) {
        double unit = precision == Precision.FP32 ? UNIT : UNIT_10_BITS;
        return INNER * (2 * unit + INNER * UNIT);
    }

    private static double difference(Trial.Run run) {
        float[] x = run.fill("x", 1);
        float[] weight = run.fill("weight", 2);
        float[] y = run.result("y");
        double difference = 0;
        for (int i = 0; i < y.length; i++) {
            double sum = 0;
            for (int k = 0; k < INNER; k++) {
                sum += (double) x[i / COLUMNS * INNER + k] * weight[i % COLUMNS * INNER + k];
            }
            difference = Trial.further(difference, Math.abs(y[i] - sum));
        }
        return difference;
    }

    /** Whether cuBLAS, copies included, computes a product faster than the portable kernel. */
    boolean wins(LargeProduct product) {
        Tape tape = tape(product.rows(), product.columns(), product.inner());
        Profile apart = portable.with(new LargeProducts(product.precision(), 0, By.CUBLAS, false));
        return trial.milliseconds(tape, apart) < trial.milliseconds(tape, portable);
    }

    private static Tape tape(int rows, int columns, int inner) {
        Tape tape = new Tape();
        tape.output(
                "y", tape.input("x", DType.F32, rows, inner).linear(tape.input("weight", DType.F32, columns, inner)));
        return tape;
    }
}
