package io.spmtrack.train.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.spmtrack.engine.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The binding to the standard ABI of MPI 5, which no installed library has yet: a small library in C checks every number it is called
 * with. Skipped where there is no C compiler.
 */
class StandardAbiTest {
    private static final int FLOATS = 1000;
    private static final int WARM = 50_000;

    @TempDir
    private static Path folder;

    private static MpiLibrary library;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        Path source = folder.resolve("mpi_abi.c");
        try (InputStream text = StandardAbiTest.class.getResourceAsStream("mpi_abi.c")) {
            Files.copy(text, source);
        }
        Path built = folder.resolve("libmpi_abi.so");
        boolean compiled = compiles(source, built);
        if (!compiled) {
            System.out.println("skipped: there is no C compiler (cc) for the library of the test");
        }
        assumeTrue(compiled, "there is no C compiler");
        System.setProperty(MpiLibrary.FILE, built.toString());
        try {
            library = MpiLibrary.open(Optional.empty());
        } finally {
            System.clearProperty(MpiLibrary.FILE);
        }
    }

    private static boolean compiles(Path source, Path built) throws InterruptedException {
        try {
            int code = new ProcessBuilder("cc", "-shared", "-fPIC", "-O1", "-o", built.toString(), source.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            assertEquals(0, code, "the library of the test compiles");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theFamilyIsRecognized() {
        assertEquals(Dialect.STANDARD, library.dialect());
    }

    @Test
    void everyCallHasTheNumbersOfTheStandard() {
        try (MpiWorld world = new MpiWorld(library)) {
            assertEquals(1, world.rank());
            assertEquals(2, world.size());
            assertEquals(0, world.localRank());
            assertEquals(1, world.localSize());
            assertTrue(world.library().startsWith("a library of the test, 1.0 (MPI ABI, "), world.library());
            assertEquals(List.of("host 7", "host 7"), world.gather("host 7"));
            long[] all = new long[4];
            world.gather(new long[] {5, -6}, all);
            assertArrayEquals(new long[] {5, -6, 5, -6}, all);
            world.await();
        }
    }

    /** The other rank has the same gradients, and this rank adds the second half; once compiled, without the Java heap. */
    @Test
    void gradientsAreSummedWithoutAnObject() {
        try (MpiWorld world = new MpiWorld(library);
                Storage storage = new Storage(FLOATS)) {
            MemorySegment values = storage.segment().asSlice(0, (long) FLOATS * Float.BYTES);
            try (GradientExchange exchange = new GradientExchange(world, List.of(values), FLOATS / 4)) {
                for (int i = 0; i < FLOATS; i++) {
                    values.setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
                }
                exchange.sum();
                int block = FLOATS / 8;
                for (int i = 0; i < FLOATS; i++) {
                    int added = i / (2 * block) * 2 * block + block + i % block;
                    assertEquals(2f * added, values.getAtIndex(ValueLayout.JAVA_FLOAT, i), "at " + i);
                }
                values.fill((byte) 0);
                assertEquals(0, leastAllocated(exchange));
            }
        }
    }

    private static long leastAllocated(GradientExchange exchange) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < WARM && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange.sum();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
