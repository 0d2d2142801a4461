package io.spmtrack.engine.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pickles made for the purpose: views of storages, shared and endless structure, and what must not run. */
final class TorchFileTest {
    private static final float[] STORAGE = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    @TempDir
    Path folder;

    @Test
    void optionsOfTheTrainingScriptBesideTheWeightsAreSkipped() {
        byte[] pickle = new TorchBytes()
                .ops("}(")
                .text("model")
                .ops("}")
                .text("x")
                .tensor("0", 2, 0, new long[] {2}, new long[] {1})
                .ops("s")
                .text("args")
                .global("argparse", "Namespace")
                .ops(")")
                .op(0x81)
                .ops("}(")
                .text("output_dir")
                .global("pathlib", "PosixPath")
                .ops("(")
                .text("runs")
                .ops("tRub")
                .text("epoch")
                .number(3)
                .ops("u.")
                .bytes();
        try (TensorFile file = TensorFile.open(TorchBytes.file(folder.resolve("mae.pth"), pickle, 1, 2))) {
            assertEquals(Set.of("x"), file.stateDict().keySet());
            assertArrayEquals(new float[] {1, 2}, file.floats("model.x"));
        }
    }

    @Test
    void viewsAreReadRowMajorWhateverTheirStrides() {
        assertView(new float[] {0, 1, 2, 3, 4, 5}, 0, shape(2, 3), shape(3, 1));
        assertView(new float[] {0, 3, 1, 4, 2, 5}, 0, shape(3, 2), shape(1, 3)); // transposed
        assertView(new float[] {1, 3, 7, 9}, 1, shape(2, 2), shape(6, 2)); // every second column of two rows
        assertView(new float[] {11}, 11, shape(), shape());
        assertView(new float[] {5, 6}, 5, shape(1, 2, 1), shape(99, 1, 77)); // strides of axes of size 1 mean nothing
        assertView(new float[] {}, 12, shape(3, 0), shape(1, 1));
        assertView(new float[] {0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11}, 0, shape(2, 2, 3), shape(1, 2, 4));
        assertView(new float[] {0, 6, 3, 9, 1, 7, 4, 10}, 0, shape(2, 2, 1, 2), shape(1, 3, 12, 6)); // channels last
    }

    private void assertView(float[] expected, long offset, long[] shape, long[] strides) {
        byte[] pickle = TorchBytes.oneTensor(STORAGE.length, offset, shape, strides);
        try (TensorFile file = TensorFile.open(TorchBytes.file(folder.resolve("x.pth"), pickle, STORAGE))) {
            assertEquals(
                    Arrays.stream(shape).boxed().toList(),
                    file.entries().get("x").shape());
            assertArrayEquals(expected, file.floats("x"));
        }
    }

    @Test
    void viewsThatLeaveTheirStorageAreRefused() {
        assertRefused("x: its view ends beyond", view(12, 0, shape(13), shape(1)));
        assertRefused("x: its view ends beyond", view(12, 1, shape(3, 4), shape(4, 1)));
        assertRefused("x: its view ends beyond", view(12, 0, shape(2, 2), shape(11, 1)));
        assertRefused("x: its view ends beyond", view(12, 13, shape(0), shape(1)));
        assertRefused("more elements", view(12, Long.MAX_VALUE, shape(3), shape(1)));
        assertRefused("more elements", view(12, 0, shape(3), shape(Long.MAX_VALUE)));
        assertRefused("more elements", view(12, 0, shape(1L << 40, 1L << 40), shape(0, 0)));
        assertRefused("repeats elements", view(12, 0, shape(1L << 40), shape(0)));
        assertRefused("negative", view(12, -1, shape(3), shape(1)));
        assertRefused("negative", view(12, 0, shape(-3), shape(1)));
        assertRefused("negative", view(12, 4, shape(3), shape(-1)));
        assertRefused("sizes and", view(12, 0, shape(3), shape(1, 1)));
        assertRefused("storage 0 has 48 bytes", view(13, 0, shape(3), shape(1)));
        assertRefused("negative", view(12, 0, shape(3), shape(1L << 63)));
        assertRefused("at most 16", view(12, 0, new long[17], new long[17]));
    }

    private static byte[] view(long elements, long offset, long[] shape, long[] strides) {
        return TorchBytes.oneTensor(elements, offset, shape, strides);
    }

    @Test
    void nothingOutsideTheAllowListIsCalledByAnyOpcode() {
        String mention = "refused: the file wants to call os.system";
        assertRefused(
                mention,
                new TorchBytes().global("os", "system").text("true").op(0x85).ops("R."));
        assertRefused(
                mention, new TorchBytes().text("os").text("system").op(0x93).ops(")R."));
        assertRefused(mention, new TorchBytes().ops("(").text("true").ops("ios\nsystem\n."));
        assertRefused(
                mention,
                new TorchBytes().ops("(").global("os", "system").text("true").ops("o."));
        assertRefused(
                mention,
                new TorchBytes().global("os", "system").ops(")").op(0x81).ops("."));
        assertRefused("opcode 0x82", new TorchBytes().op(0x82, 1).ops("."));
        assertRefused("opcode 0x92", new TorchBytes().ops("})}").op(0x92).ops("."));
        assertRefused("call a text", new TorchBytes().text("os.system").ops(")R."));
        assertRefused("call torch._utils._rebuild_tensor", new TorchBytes().global("torch._utils", "_rebuild_tensor"));
        assertRefused("call torch.CudaStorage", new TorchBytes().global("torch", "CudaStorage"));
        assertRefused(
                "OrderedDict from",
                new TorchBytes()
                        .global("collections", "OrderedDict")
                        .ops("]")
                        .op(0x85)
                        .ops("R."));
        assertRefused("persistent id", new TorchBytes().text("storage").ops("Q."));
        assertRefused("set the state of a list", new TorchBytes().ops("]}b."));
        assertRefused("dictionary key is a tuple", new TorchBytes().ops("})Ns."));
    }

    @Test
    void lengthsAndIndexesAreChecked() {
        assertRefused(
                "bytes are wanted where", new TorchBytes().ops("X").int32(-1).ops("abc."));
        assertRefused(
                "bytes are wanted where",
                new TorchBytes().op(0x8d).int64(1L << 62).ops("abc."));
        assertRefused(
                "bytes are wanted where",
                new TorchBytes().op(0x8b).int32(0x7fffffff).ops("abc."));
        assertRefused(
                "bytes are wanted where", new TorchBytes().op(0x8e).int64(-5).ops("abc."));
        assertRefused("1 bytes are wanted where 0 are left", new TorchBytes().ops("}"));
        assertRefused(
                "memo index 4294967295", new TorchBytes().ops("}r").int32(-1).ops("."));
        assertRefused("memo index 7 was never stored", new TorchBytes().ops("}h\u0007."));
        assertRefused("the stack is empty", new TorchBytes().ops("."));
        assertRefused("the stack is empty", new TorchBytes().ops("}(s."));
        assertRefused("no mark", new TorchBytes().ops("}u."));
        assertRefused("appended to a dictionary", new TorchBytes().ops("}Na."));
        assertRefused(
                "not valid UTF-8", new TorchBytes().ops("X").int32(1).op(0xff).ops("."));
        assertRefused("not a whole number", new TorchBytes().ops("I12x\n."));
        assertRefused("protocol 6", new TorchBytes().op(0x80, 6).ops("}."));
        assertRefused("line is longer", new TorchBytes().ops("c" + "x".repeat(2000)));
    }

    @Test
    void onlyDictionariesOfTensorsAreStateDicts() {
        assertRefused("holds a list, not a state dict", new TorchBytes().ops("]."));
        assertRefused("holds no tensors", new TorchBytes().ops("}."));
        assertRefused(
                "epoch is a whole number, not a tensor",
                new TorchBytes().ops("}").text("epoch").ops("K\u0003s."));
        byte[] tuple = new TorchBytes()
                .ops("}")
                .text("w")
                .tensor("0", 12, 0, shape(12), shape(1))
                .ops("s")
                .text("cls_token")
                .ops(")s.")
                .bytes();
        assertRefused("cls_token is a tuple, not a tensor", tuple);
    }

    @Test
    void sharedAndEndlessDictionariesAreEnteredOnce() {
        TorchBytes pickle = new TorchBytes()
                .ops("}q\u0000")
                .text("w")
                .tensor("0", 12, 0, shape(12), shape(1))
                .ops("s");
        pickle.text("self").ops("h\u0000s"); // it contains itself
        for (int level = 1; level < 12; level++) { // each level holds the one before twice
            pickle.ops("}q" + (char) level);
            pickle.text("a").ops("h" + (char) (level - 1)).ops("s");
            pickle.text("b").ops("h" + (char) (level - 1)).ops("s");
        }
        Path path = TorchBytes.file(folder.resolve("x.pth"), pickle.ops(".").bytes(), STORAGE);
        try (TensorFile file = TorchFile.open(path)) {
            assertEquals(Set.of("a.a.a.a.a.a.a.a.a.a.a.w"), file.entries().keySet());
        }
    }

    @Test
    void deepDictionariesAndLongNamesAreRefused() {
        TorchBytes deep = new TorchBytes();
        for (int level = 0; level < 100_000; level++) {
            deep.ops("}U\u0001a");
        }
        assertRefused("nested too deep", deep.ops("N" + "s".repeat(100_000) + "."));
        TorchBytes longName = new TorchBytes().ops("}").text("n".repeat(600)).ops("Ns.");
        assertRefused("too long for a name", longName);
    }

    /** A pickle of a few megabytes that asks for as many values as it can. */
    @Test
    void aPickleMakesABoundedNumberOfValues() {
        assertRefused("more than 1000000 steps", new TorchBytes().ops("}".repeat(3_000_000)));
        assertRefused("more than 1000000 steps", new TorchBytes().ops("(".repeat(3_000_000)));
    }

    @Test
    void theWrapperOfTheStateDictIsFound() {
        byte[] pickle = new TorchBytes()
                .op(0x80, 2)
                .ops("}(")
                .text("student")
                .ops("}")
                .text("w")
                .tensor("0", 12, 0, shape(12), shape(1))
                .ops("s")
                .text("teacher")
                .ops("}")
                .text("w")
                .tensor("0", 12, 4, shape(1), shape(1))
                .ops("s")
                .text("epoch")
                .ops("K\u0003u.")
                .bytes();
        try (TensorFile file = TorchFile.open(TorchBytes.file(folder.resolve("x.pth"), pickle, STORAGE))) {
            assertEquals(
                    List.of("student.w", "teacher.w"),
                    List.copyOf(file.entries().keySet()));
            assertArrayEquals(
                    new float[] {4}, file.floats(file.stateDict().get("w").name()));
        }
    }

    private void assertRefused(String mention, TorchBytes pickle) {
        assertRefused(mention, pickle.bytes());
    }

    private void assertRefused(String mention, byte[] pickle) {
        Path path = TorchBytes.file(folder.resolve("x.pth"), pickle, STORAGE);
        InputException error = assertThrows(InputException.class, () -> TorchFile.open(path));
        assertTrue(error.getMessage().contains(mention), error.getMessage());
        assertEquals(1, error.getMessage().lines().count());
    }

    private static long[] shape(long... sizes) {
        return sizes;
    }
}
