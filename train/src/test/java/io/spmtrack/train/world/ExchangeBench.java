package io.spmtrack.train.world;

import static io.spmtrack.train.world.MpiLibrary.Argument.HANDLE;
import static io.spmtrack.train.world.MpiLibrary.Argument.INT;
import static io.spmtrack.train.world.MpiLibrary.Argument.POINTER;

import com.sun.management.ThreadMXBean;
import io.spmtrack.engine.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * Measures the exchange of gradients beside MPI_Allreduce of the same library, in turn, in one job: to be started by a launcher with
 * millions of floats and optionally floats of a piece as arguments (docs/performance.md). Checks every sum.
 */
public final class ExchangeBench {
    private static final int ROUNDS = Integer.getInteger("rounds", 9);

    private ExchangeBench() {}

    public static void main(String[] arguments) throws Throwable {
        long floats = Long.parseLong(arguments[0]) * 1_000_000;
        long piece = arguments.length > 1 ? Long.parseLong(arguments[1]) : GradientExchange.PIECE;
        MpiLibrary library = MpiLibrary.open(Launcher.of(System.getenv()));
        try (MpiWorld world = new MpiWorld(library);
                Storage storage = new Storage(floats)) {
            MemorySegment values = storage.segment().asSlice(0, floats * Float.BYTES);
            AllReduce reduce = AllReduce.of(library);
            try (GradientExchange exchange = new GradientExchange(world, List.of(values), piece)) {
                measure(world, values, "MPI_Allreduce", () -> reduce.run(values), exchange);
            }
        }
    }

    /** The library's own sum, in place. */
    @SuppressWarnings("restricted") // calling native code is the purpose of this class
    private record AllReduce(MethodHandle function, long type, long sum, long inPlace, long world) {
        static AllReduce of(MpiLibrary library) {
            MethodHandle function = library.function("MPI_Allreduce", POINTER, POINTER, INT, HANDLE, HANDLE, HANDLE);
            long world = library.dialect().world();
            if (library.dialect().equals(Dialect.MPICH)) {
                return new AllReduce(function, 0x4c00040a, 0x58000003, -1, world);
            }
            SymbolLookup symbols = SymbolLookup.libraryLookup(library.file(), Arena.global());
            return new AllReduce(
                    function,
                    symbols.findOrThrow("ompi_mpi_float").address(),
                    symbols.findOrThrow("ompi_mpi_op_sum").address(),
                    1,
                    world);
        }

        void run(MemorySegment values) {
            try {
                int count = Math.toIntExact(values.byteSize() / Float.BYTES);
                int ignored =
                        (int) function.invokeExact(MemorySegment.ofAddress(inPlace), values, count, type, sum, world);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void measure(
            World world, MemorySegment values, String name, Runnable theirs, GradientExchange exchange) {
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
        long allocated = 0;
        Counted ours = new Counted(exchange);
        for (int round = 0; round < ROUNDS; round++) {
            fill(values, world.rank());
            best[0] = Math.min(best[0], seconds(world, theirs));
            check(values, world.size());
            fill(values, world.rank());
            best[1] = Math.min(best[1], seconds(world, ours));
            allocated = ours.allocated;
            check(values, world.size());
        }
        if (world.writes()) {
            System.out.printf(
                    Locale.ROOT,
                    "%s%n%d M floats, %d ranks: %s %.1f ms, exchange %.1f ms (%.2f times); last exchange allocated %d bytes%n",
                    world.library(),
                    values.byteSize() / 4_000_000,
                    world.size(),
                    name,
                    best[0] * 1e3,
                    best[1] * 1e3,
                    best[1] / best[0],
                    allocated);
        }
    }

    /** An exchange, and what it alone allocated. */
    private static final class Counted implements Runnable {
        private final GradientExchange exchange;
        private long allocated;

        Counted(GradientExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void run() {
            long before = allocatedBytes();
            exchange.sum();
            allocated = allocatedBytes() - before;
        }
    }

    private static double seconds(World world, Runnable work) {
        long[] all = new long[world.size()];
        world.gather(new long[1], all);
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void fill(MemorySegment values, int rank) {
        for (long i = 0; i < values.byteSize() / Float.BYTES; i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (i % 1000 * (rank + 1)));
        }
    }

    private static void check(MemorySegment values, int ranks) {
        float all = ranks * (ranks + 1) / 2f;
        for (long i = 0; i < values.byteSize() / Float.BYTES; i++) {
            if (values.getAtIndex(ValueLayout.JAVA_FLOAT, i) != (i % 1000) * all) {
                throw new IllegalStateException("wrong at " + i);
            }
        }
    }

    private static long allocatedBytes() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                ? threads.getCurrentThreadAllocatedBytes()
                : 0;
    }
}
