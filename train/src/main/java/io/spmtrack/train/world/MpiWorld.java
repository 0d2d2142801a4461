package io.spmtrack.train.world;

import static io.spmtrack.train.world.MpiLibrary.Argument.HANDLE;
import static io.spmtrack.train.world.MpiLibrary.Argument.INT;
import static io.spmtrack.train.world.MpiLibrary.Argument.POINTER;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The ranks that an MPI launcher started, each a process of its own. */
final class MpiWorld implements World {
    private static final int TEXT = 16384;

    private static final long NAP = Duration.ofMillis(20).toNanos();

    private final MpiLibrary library;
    private final Arena arena = Arena.ofShared();
    private final MethodHandle alltoall;
    private final MethodHandle allgather;
    private final MethodHandle barrier;
    private final MethodHandle test;
    private final MethodHandle errorText;
    private final MethodHandle abort;
    private final Watchdog watchdog;
    private final long comm;
    private final long bytes;
    private final int rank;
    private final int size;
    private final int localRank;
    private final int localSize;
    private final String version;
    private MemorySegment numbers;

    /** Joins the ranks that are starting too. */
    MpiWorld(MpiLibrary library) {
        this.library = library;
        Dialect dialect = library.dialect();
        comm = dialect.world();
        bytes = dialect.bytes();
        errorText = library.function("MPI_Error_string", INT, POINTER, POINTER);
        abort = library.function("MPI_Abort", HANDLE, INT);
        barrier = library.function("MPI_Ibarrier", HANDLE, POINTER);
        test = library.function("MPI_Test", POINTER, POINTER, POINTER);
        alltoall = library.function("MPI_Alltoall", POINTER, INT, HANDLE, POINTER, INT, HANDLE, HANDLE);
        allgather = library.function("MPI_Allgather", POINTER, INT, HANDLE, POINTER, INT, HANDLE, HANDLE);
        MemorySegment result = arena.allocate(JAVA_LONG);
        start(dialect, result);
        rank = number("MPI_Comm_rank", comm, result);
        size = number("MPI_Comm_size", comm, result);
        long local = local(dialect, result);
        localRank = number("MPI_Comm_rank", local, result);
        localSize = number("MPI_Comm_size", local, result);
        version = text(library.function("MPI_Get_library_version", POINTER, POINTER));
        numbers = arena.allocate(JAVA_LONG, 1L << 8);
        watchdog = new Watchdog(rank);
    }

    private void start(Dialect dialect, MemorySegment result) {
        MethodHandle init = library.function("MPI_Init_thread", POINTER, POINTER, INT, POINTER);
        MethodHandle handler = library.function("MPI_Comm_set_errhandler", HANDLE, HANDLE);
        try {
            check("MPI_Init_thread", (int)
                    init.invokeExact(MemorySegment.NULL, MemorySegment.NULL, dialect.serialized(), result));
            check("MPI_Comm_set_errhandler", (int) handler.invokeExact(comm, dialect.errorsReturn()));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private int number(String function, long communicator, MemorySegment result) {
        try {
            MethodHandle ask = library.function(function, HANDLE, POINTER);
            check(function, (int) ask.invokeExact(communicator, result));
            return result.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private long local(Dialect dialect, MemorySegment result) {
        try {
            MethodHandle split = library.function("MPI_Comm_split_type", HANDLE, INT, INT, HANDLE, POINTER);
            check("MPI_Comm_split_type", (int) split.invokeExact(comm, dialect.shared(), 0, dialect.noInfo(), result));
            return library.handle(result);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** The first line of what a function writes with its length. */
    private String text(MethodHandle function) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment line = own.allocate(TEXT);
            int ignored = (int) function.invokeExact(line, own.allocate(JAVA_INT));
            return line.getString(0).lines().findFirst().orElse("").strip().replaceAll("\\s+", " ");
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int localRank() {
        return localRank;
    }

    @Override
    public int localSize() {
        return localSize;
    }

    @Override
    public String library() {
        return version + " (" + library.dialect().name() + ", " + library.file() + ")";
    }

    @Override
    public void exchange(MemorySegment from, MemorySegment to) {
        call("MPI_Alltoall", alltoall, from, Math.toIntExact(from.byteSize() / size), to);
    }

    @Override
    public void gather(MemorySegment from, MemorySegment to) {
        call("MPI_Allgather", allgather, from, Math.toIntExact(from.byteSize()), to);
    }

    private void call(String name, MethodHandle function, MemorySegment from, int block, MemorySegment to) {
        watchdog.begin(name);
        try {
            check(name, (int) function.invokeExact(from, block, bytes, to, block, bytes, comm));
        } catch (Throwable e) {
            throw failure(e);
        } finally {
            watchdog.end();
        }
    }

    @Override
    public void gather(long[] own, long[] all) {
        long mine = Math.multiplyExact((long) own.length, Long.BYTES);
        if (numbers.byteSize() < mine * (size + 1)) {
            numbers = arena.allocate(JAVA_LONG, 2L * own.length * (size + 1));
        }
        MemorySegment everyone = numbers.asSlice(mine, mine * size);
        MemorySegment.copy(own, 0, numbers, JAVA_LONG, 0, own.length);
        gather(numbers.asSlice(0, mine), everyone);
        MemorySegment.copy(everyone, JAVA_LONG, 0, all, 0, all.length);
    }

    @Override
    public List<String> gather(String own) {
        byte[] text = own.getBytes(StandardCharsets.UTF_8);
        long[] lengths = new long[size];
        gather(new long[] {text.length}, lengths);
        int longest = Math.toIntExact(Arrays.stream(lengths).max().orElseThrow());
        try (Arena all = Arena.ofConfined()) {
            MemorySegment mine = all.allocate(Math.max(1, longest));
            MemorySegment everyone = all.allocate(Math.max(1L, (long) longest * size));
            MemorySegment.copy(text, 0, mine, JAVA_BYTE, 0, text.length);
            gather(mine.asSlice(0, longest), everyone.asSlice(0, (long) longest * size));
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                byte[] each = everyone.asSlice((long) i * longest, lengths[i]).toArray(JAVA_BYTE);
                texts.add(new String(each, StandardCharsets.UTF_8));
            }
            return texts;
        }
    }

    /** Sleeps between two looks: the calls of MPI wait in a loop that takes a core from those who still work. */
    @Override
    public void await() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment request = own.allocate(JAVA_LONG);
            MemorySegment done = own.allocate(JAVA_INT);
            check("MPI_Ibarrier", (int) barrier.invokeExact(comm, request));
            MemorySegment nobody = MemorySegment.ofAddress(library.dialect().noStatus());
            while (done.get(JAVA_INT, 0) == 0) {
                check("MPI_Test", (int) test.invokeExact(request, done, nobody));
                LockSupport.parkNanos(NAP);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    @Override
    public void at(String place) {
        watchdog.at(place);
    }

    @Override
    public void abort(int code) {
        try {
            int ignored = (int) abort.invokeExact(comm, code);
        } catch (Throwable e) {
            throw failure(e);
        }
        Runtime.getRuntime().halt(code);
    }

    @Override
    public void close() {
        try {
            watchdog.begin("MPI_Finalize");
            check("MPI_Finalize", (int) library.function("MPI_Finalize").invokeExact());
            watchdog.end();
        } catch (Throwable e) {
            throw failure(e);
        }
        arena.close();
    }

    private void check(String function, int code) {
        if (code != 0) {
            throw new IllegalStateException(function + ": " + error(code));
        }
    }

    private String error(int code) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment line = own.allocate(TEXT);
            int ignored = (int) errorText.invokeExact(code, line, own.allocate(JAVA_INT));
            return line.getString(0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(Throwable e) {
        return switch (e) {
            case RuntimeException known -> known;
            case Error error -> throw error;
            default -> new IllegalStateException("the MPI library cannot be called", e);
        };
    }
}
