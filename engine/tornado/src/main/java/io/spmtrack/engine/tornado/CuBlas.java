package io.spmtrack.engine.tornado;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;

/**
 * NVIDIA's library through TornadoVM's module {@code tornado.cublas}, which an SDK may lack: found by name, so that this compiles
 * and runs without. A task graph takes the description of the call that the module's methods return.
 */
final class CuBlas {
    private static final String METHODS = "uk.ac.manchester.tornado.cublas.CuBlas";
    private static final String NATIVE = "tornado-cublas";
    private static final int PLAIN = 0;
    private static final int TRANSPOSED = 1;

    private CuBlas() {}

    /** What is missing, if something is. */
    static Optional<String> missing() {
        String file = System.mapLibraryName(NATIVE);
        String[] folders = System.getProperty("java.library.path", "").split(File.pathSeparator);
        if (Stream.of(folders).noneMatch(folder -> Files.exists(Path.of(folder, file)))) {
            return Optional.of("cuBLAS is missing, TornadoVM's SDK has no " + file);
        }
        try {
            Class.forName(METHODS);
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.of("cuBLAS is missing, Java was started without TornadoVM's module tornado.cublas");
        }
    }

    /** Adds a product of row-major arrays to a graph; the library sees their transposes, so the factors change places. */
    static void add(TaskGraph graph, String task, LibraryProduct product, Object left, Object right, Object result) {
        LibraryTaskDescriptor call = call(
                product,
                product.rightAcross() ? TRANSPOSED : PLAIN,
                product.leftAcross() ? TRANSPOSED : PLAIN,
                product.columns(),
                product.rows(),
                product.inner(),
                1f,
                right,
                product.rightAcross() ? product.inner() : product.columns(),
                left,
                product.leftAcross() ? product.rows() : product.inner(),
                0f,
                result,
                product.columns());
        graph.libraryTask(task, any -> call, product);
    }

    private static LibraryTaskDescriptor call(LibraryProduct product, Object... arguments) {
        String name = switch (product.precision()) {
            case FP32 -> "cublasSgemm";
            case TF32 -> "cublasSgemmTF32";
            case FP16 -> "cublasGemmExFP16FP32";
        };
        try {
            Method method = Arrays.stream(Class.forName(METHODS).getMethods())
                    .filter(each -> each.getName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("TornadoVM's module tornado.cublas has no " + name));
            return (LibraryTaskDescriptor) method.invoke(null, arguments);
        } catch (ClassNotFoundException | IllegalAccessException e) {
            throw new IllegalStateException("TornadoVM's module tornado.cublas cannot be used: " + e.getMessage(), e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(name + ": " + Failures.text(e), e);
        }
    }
}
