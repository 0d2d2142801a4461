package io.spmtrack.train.world;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.spmtrack.engine.InputException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An MPI library that was loaded, and the family it belongs to. */
@SuppressWarnings("restricted") // calling native code is the purpose of this class
final class MpiLibrary {
    /** Names the library's file where it is not found, or another one is. */
    static final String FILE = "spmtrack.mpi";

    private static final List<String> OPEN_MPI = List.of("libmpi.so.40", "libmpi.40.dylib");
    private static final List<String> OTHERS =
            List.of("libmpi.so.12", "libmpich.so.12", "libmpi.12.dylib", "libmpi_abi.so.1", "libmpi_abi.so.0");

    // Now, and for all: the plugins of Open MPI look for its functions among those of the whole process.
    private static final int NOW_GLOBAL = System.getProperty("os.name").startsWith("Mac") ? 0x0a : 0x102;
    private static final Linker LINKER = Linker.nativeLinker();

    private final String file;
    private final SymbolLookup symbols;
    private final Dialect dialect;

    /** What a function of MPI takes. */
    enum Argument {
        HANDLE,
        INT,
        POINTER
    }

    private MpiLibrary(String file) {
        this.file = file;
        this.symbols = SymbolLookup.libraryLookup(file, Arena.global());
        this.dialect = dialect(symbols);
    }

    /**
     * Loads the library that {@link #FILE} names, else the one that belongs to the launcher.
     *
     * @throws InputException if there is none, in one sentence
     */
    static MpiLibrary open(Optional<Launcher> launcher) {
        quietSignals();
        String named = System.getProperty(FILE, "");
        List<String> names = named.isEmpty() ? names(launcher) : List.of(named);
        for (String name : names) {
            if (load(name)) {
                return read(name);
            }
        }
        throw new InputException(
                launcher.map(found -> "started by " + found.name() + " as one of " + found.ranks() + " processes, but ")
                                .orElse("")
                        + (named.isEmpty()
                                ? "no MPI library is found (" + String.join(", ", names) + ")"
                                : named + ": is no library")
                        + ": name its file with -D" + FILE + "=FILE in SPMTRACK_JVM_FLAGS");
    }

    private static MpiLibrary read(String name) {
        try {
            return new MpiLibrary(name);
        } catch (RuntimeException e) {
            throw new InputException(name + ": is not an MPI library this program knows (" + e.getMessage() + ")", e);
        }
    }

    private static List<String> names(Optional<Launcher> launcher) {
        List<String> names = new ArrayList<>(OPEN_MPI);
        boolean open = launcher.map(Launcher::openMpi).orElse(true);
        names.addAll(open ? names.size() : 0, OTHERS);
        return names;
    }

    /**
     * UCX, which carries the messages of many MPI libraries, would take the signal by which the JVM notices null pointers. It reads
     * these variables when it is loaded; what the user has set stays.
     */
    private static void quietSignals() {
        MethodHandle setenv = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) setenv.invokeExact(arena.allocateFrom("UCX_ERROR_SIGNALS"), arena.allocateFrom(""), 0);
        } catch (Throwable e) {
            throw new IllegalStateException("setenv cannot be called", e);
        }
    }

    private static boolean load(String name) {
        MethodHandle dlopen = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("dlopen"), FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) dlopen.invokeExact(arena.allocateFrom(name), NOW_GLOBAL);
            return handle.address() != 0;
        } catch (Throwable e) {
            throw new IllegalStateException("dlopen cannot be called", e);
        }
    }

    private static Dialect dialect(SymbolLookup symbols) {
        if (symbols.find("ompi_mpi_comm_world").isPresent()) {
            return Dialect.openMpi(symbols);
        }
        return symbols.find("MPI_Abi_get_version").map(MpiLibrary::hasAbi).orElse(false)
                ? Dialect.STANDARD
                : Dialect.MPICH;
    }

    /** A library of MPI 5 has this function in any case; it says -1 where the library's numbers are its own. */
    private static boolean hasAbi(MemorySegment version) {
        MethodHandle ask = LINKER.downcallHandle(version, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(JAVA_INT, 2);
            int failed = (int) ask.invokeExact(numbers, numbers.asSlice(Integer.BYTES));
            return failed == 0 && numbers.getAtIndex(JAVA_INT, 0) >= 1;
        } catch (Throwable e) {
            throw new IllegalStateException("MPI_Abi_get_version cannot be called", e);
        }
    }

    String file() {
        return file;
    }

    Dialect dialect() {
        return dialect;
    }

    /** A function that returns an error code; it takes handles as long, whatever they are in this library. */
    MethodHandle function(String name, Argument... arguments) {
        MemoryLayout[] layouts = Arrays.stream(arguments).map(this::layout).toArray(MemoryLayout[]::new);
        MethodHandle handle =
                LINKER.downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, layouts));
        MethodType type = handle.type();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] == Argument.HANDLE) {
                type = type.changeParameterType(i, long.class);
            }
        }
        return MethodHandles.explicitCastArguments(handle, type);
    }

    private MemoryLayout layout(Argument argument) {
        return switch (argument) {
            case HANDLE -> dialect.wide() ? JAVA_LONG : JAVA_INT;
            case INT -> JAVA_INT;
            case POINTER -> ADDRESS;
        };
    }

    /** A handle that a function has written. */
    long handle(MemorySegment written) {
        return dialect.wide() ? written.get(JAVA_LONG, 0) : written.get(JAVA_INT, 0);
    }
}
