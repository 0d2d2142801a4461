package io.spmtrack.engine.tornado.library;

import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;

/** Matrix products by NVIDIA's library cuBLAS. */
public final class CuBlas {
    public static final NvidiaLibrary LIBRARY =
            new NvidiaLibrary("cuBLAS", "tornado.cublas", "uk.ac.manchester.tornado.cublas.CuBlas", "tornado-cublas");

    private static final int PLAIN = 0;
    private static final int TRANSPOSED = 1;

    private CuBlas() {}

    /**
     * Adds a product to a graph: left factor, right factor and result, all row-major. The library sees their transposes, so the
     * factors change places.
     */
    public static void add(TaskGraph graph, String task, LargeProduct product, Object... arrays) {
        String name = switch (product.precision()) {
            case FP32 -> "cublasSgemm";
            case TF32 -> "cublasSgemmTF32";
            case FP16 -> "cublasGemmExFP16FP32";
        };
        LibraryTaskDescriptor call = LIBRARY.call(
                name,
                product.rightAcross() ? TRANSPOSED : PLAIN,
                product.leftAcross() ? TRANSPOSED : PLAIN,
                product.columns(),
                product.rows(),
                product.inner(),
                1f,
                arrays[1],
                product.rightAcross() ? product.inner() : product.columns(),
                arrays[0],
                product.leftAcross() ? product.rows() : product.inner(),
                0f,
                arrays[2],
                product.columns());
        graph.libraryTask(task, any -> call, product);
    }
}
