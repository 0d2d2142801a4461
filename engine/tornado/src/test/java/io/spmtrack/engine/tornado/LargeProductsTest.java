package io.spmtrack.engine.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Precision;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.op.Attention;
import io.spmtrack.engine.tornado.device.Profile;
import io.spmtrack.engine.tornado.library.LargeAttention;
import io.spmtrack.engine.tornado.library.LargeProduct;
import io.spmtrack.engine.tornado.library.LargeProducts;
import io.spmtrack.engine.tornado.library.LargeProducts.By;
import io.spmtrack.engine.tornado.lowering.LoweredPrograms;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which products and which attention are computed between arrays of their own, and in what precision. */
@Tag("plain")
class LargeProductsTest {
    private static final LargeProducts FP32 = new LargeProducts(Precision.FP32, LargeProducts.WORTH, By.CUBLAS, false);
    private static final LargeProducts FP16 = new LargeProducts(Precision.FP16, LargeProducts.WORTH, By.CUBLAS, false);

    private static LargeProduct product(int rows, int inner, int columns) {
        return new LargeProduct(rows, columns, inner, false, true, Precision.FP32);
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
        LargeProducts all = new LargeProducts(Precision.FP32, 0, By.CUBLAS, false);
        assertTrue(all.takes(product(1, 1, 1), true));
        assertFalse(all.takes(product(3, 0, 5), false));
    }

    @Test
    void exactProductsNeverHaveHalfFloats() {
        assertTrue(FP16.takes(product(1318, 768, 768), false));
        assertFalse(FP16.takes(product(1318, 768, 768), true));
        assertEquals(
                Precision.FP32,
                new LargeProducts(Precision.TF32, LargeProducts.WORTH, By.CUBLAS, false).precision(true));
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
        Profile profile = PlainSession.PROFILE.with(new LargeProducts(Precision.TF32, 0, By.CUBLAS, false));
        LoweredPrograms lowered = new LoweredPrograms(Map.of("program", Compiler.compile(tape, backend)), profile);
        assertEquals(
                List.of(
                        new LargeProduct(6, 5, 8, false, true, Precision.TF32),
                        new LargeProduct(6, 6, 8, false, true, Precision.FP32)),
                lowered.library(LargeProduct.class));
    }

    private static LargeAttention attention(int tokens, int width) {
        return new LargeAttention(1, 12, tokens, tokens, width, 0.125f);
    }

    @Test
    void attentionOfTheBaseModelIsAndNoneThatTheLibraryLacks() {
        LargeProducts with = new LargeProducts(Precision.FP16, LargeProducts.WORTH, By.CUBLAS, true);
        assertTrue(with.takes(attention(1318, 64)));
        assertFalse(FP16.takes(attention(1318, 64)));
        assertFalse(with.takes(attention(20, 64)));
        assertFalse(with.takes(attention(1318, 60)));
        assertFalse(with.takes(attention(1318, 264)));
        assertFalse(new LargeProducts(Precision.FP16, 0, By.CUBLAS, true).takes(attention(0, 64)));
    }

    @Test
    void tensorCoresAndAttentionTakeHalfFloatsAlone() {
        assertThrows(
                IllegalArgumentException.class, () -> new LargeProducts(Precision.TF32, 0, By.TENSOR_CORES, false));
        assertThrows(IllegalArgumentException.class, () -> new LargeProducts(Precision.FP32, 0, By.CUBLAS, true));
    }

    /** A gradient needs the logarithms, which cuDNN does not give. */
    @Test
    void attentionWhoseLogarithmsAreWantedStaysPortable() {
        Backend backend = new PlainBackend();
        LargeProducts all = new LargeProducts(Precision.FP16, 0, By.CUBLAS, true);
        Tape tape = new Tape();
        Tensor q = tape.input("q", DType.F32, 1, 5, 2, 8);
        tape.output("y", q.attention(q, q, 1));
        Profile profile = PlainSession.PROFILE.with(all);
        LoweredPrograms without = new LoweredPrograms(Map.of("program", Compiler.compile(tape, backend)), profile);
        assertEquals(List.of(new LargeAttention(1, 2, 5, 5, 8, 1)), without.library(LargeAttention.class));
        Tape both = new Tape();
        Tensor other = both.input("q", DType.F32, 1, 5, 2, 8);
        Tensor[] results = both.add(new Attention(1), other, other, other);
        both.output("y", results[0]);
        both.output("logarithms", results[1]);
        LoweredPrograms with = new LoweredPrograms(Map.of("program", Compiler.compile(both, backend)), profile);
        assertEquals(List.of(), with.library(LargeAttention.class));
    }
}
