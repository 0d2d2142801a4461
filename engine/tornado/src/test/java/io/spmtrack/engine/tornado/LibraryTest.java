package io.spmtrack.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Compiler;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which products go to NVIDIA's library, and in what precision. */
@Tag("plain")
class LibraryTest {
    private static final Library FP32 = new Library(Precision.FP32, Library.WORTH);
    private static final Library FP16 = new Library(Precision.FP16, Library.WORTH);

    private static LibraryProduct product(int rows, int inner, int columns) {
        return new LibraryProduct(rows, columns, inner, false, true, Precision.FP32);
    }

    @Test
    void projectionsOfTheBaseModelDoAndItsRoutersDoNot() {
        assertTrue(FP32.takes(product(1318, 768, 768), false));
        assertTrue(FP32.takes(product(1318, 3072, 768), false));
        assertFalse(FP32.takes(product(1318, 768, 64), false));
        assertFalse(FP32.takes(product(1318, 768, 4), false));
        assertFalse(FP32.takes(product(131, 96, 96), false));
    }

    @Test
    void withLeastOfZeroAllDoThatHaveAnythingToAdd() {
        Library all = new Library(Precision.FP32, 0);
        assertTrue(all.takes(product(1, 1, 1), true));
        assertFalse(all.takes(product(3, 0, 5), false));
    }

    @Test
    void exactProductsNeverHaveHalfFloats() {
        assertTrue(FP16.takes(product(1318, 768, 768), false));
        assertFalse(FP16.takes(product(1318, 768, 768), true));
        assertEquals(Precision.FP32, new Library(Precision.TF32, Library.WORTH).precision(true));
    }

    /** {@code MatMul} is exact, {@code Linear} is not; batched products stay portable. */
    @Test
    void onlyProductsWithWeightsAreRounded() {
        Backend backend = new PlainBackend();
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 6, 8);
        Tensor several = tape.input("several", DType.F32, 2, 6, 8);
        tape.output("linear", x.linear(tape.input("weight", DType.F32, 5, 8)));
        tape.output("product", x.matmul(x.transpose()));
        tape.output("batch", several.matmul(tape.input("others", DType.F32, 2, 8, 3)));
        Profile profile = PlainSession.PROFILE.with(new Library(Precision.TF32, 0));
        Lowered lowered = new Lowered(Map.of("program", Compiler.compile(tape, backend)), profile);
        assertEquals(
                List.of(
                        new LibraryProduct(6, 5, 8, false, true, Precision.TF32),
                        new LibraryProduct(6, 6, 8, false, true, Precision.FP32)),
                lowered.products());
    }
}
