package io.spmtrack.engine.tornado.library;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;

/**
 * One of NVIDIA's libraries through a module of TornadoVM's, which an SDK may lack: found by name, so that this compiles and runs
 * without. A task graph takes the description of the call that the module's methods return.
 *
 * @param label for messages
 * @param module of TornadoVM's
 * @param methods the module's class
 * @param file of the module's native part, without what the system adds
 */
public record NvidiaLibrary(String label, String module, String methods, String file) {
    /** What is missing, if something is. */
    public Optional<String> missing() {
        String mapped = System.mapLibraryName(file);
        String[] folders = System.getProperty("java.library.path", "").split(File.pathSeparator);
        if (Stream.of(folders).noneMatch(folder -> Files.exists(Path.of(folder, mapped)))) {
            return Optional.of(label + " is missing, TornadoVM's SDK has no " + mapped);
        }
        try {
            Class.forName(methods);
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.of(label + " is missing, Java was started without TornadoVM's module " + module);
        }
    }

    /** The description of a call. */
    LibraryTaskDescriptor call(String name, Object... arguments) {
        try {
            Method method = Arrays.stream(Class.forName(methods).getMethods())
                    .filter(each -> each.getName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("TornadoVM's module " + module + " has no " + name));
            return (LibraryTaskDescriptor) method.invoke(null, arguments);
        } catch (ClassNotFoundException | IllegalAccessException e) {
            throw new IllegalStateException("TornadoVM's module " + module + " cannot be used: " + e.getMessage(), e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(name + ": " + RootCause.text(e), e);
        }
    }
}
