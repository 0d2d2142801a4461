package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spmtrack.train.world.World;
import io.spmtrack.train.world.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several processes of the command line under the launchers of two MPI libraries; skipped where these are not installed. Most tests run
 * with one library, with both under {@code -Dranks=full}; {@code -Dkills=20} kills so many ranks.
 */
final class MpiTest {
    private static final int STEPS = 8;
    private static final String STATE = "checkpoint/state.safetensors";
    private static final boolean FULL = System.getProperty("ranks", "").equals("full");

    private static Path uninterrupted;

    @TempDir
    private Path folder;

    private static String[] training(Path run, String... more) {
        String[] keys = {
            "train.steps=" + STEPS, "train.batch=8", "train.micro=2", "train.validate_every=4", "data.test="
        };
        return Call.joined(List.of(Call.training(run, keys)), more);
    }

    /** The run of one process, which all tests share. */
    private static synchronized Path alone() throws IOException {
        if (uninterrupted == null) {
            Path run = Files.createTempDirectory("spmtrack-alone").resolve("run");
            Call.of(training(run)).succeeds();
            uninterrupted = run;
        }
        return uninterrupted;
    }

    private static void require(Mpi mpi, Mpi usual) {
        mpi.require();
        assumeTrue(FULL || mpi == usual, "tested with " + usual + "; -Dranks=full tests it with both");
    }

    private static void same(Path expected, Path actual) throws IOException {
        assertEquals(steps(expected), steps(actual));
        assertEquals(STEPS, steps(actual).size());
        assertArrayEquals(Files.readAllBytes(expected.resolve(STATE)), Files.readAllBytes(actual.resolve(STATE)));
    }

    /** What the log says of each step, but for the times it took. */
    static List<String> steps(Path run) throws IOException {
        Path log = run.resolve("log.jsonl");
        return !Files.exists(log)
                ? List.of()
                : Files.readAllLines(log).stream()
                        .filter(line -> line.endsWith("}") && line.contains("\"stepped\""))
                        .map(line -> line.replaceAll(",\"(milliseconds|data_wait)\":[^,}]*", ""))
                        .toList();
    }

    @ParameterizedTest
    @EnumSource
    void twoRanksWriteTheBytesOfOne(Mpi mpi) throws Exception {
        mpi.require();
        Path run = folder.resolve("two");
        Mpi.Job job = mpi.start(2, training(run));
        job.succeeds();
        assertEquals("", job.spoken(), "nothing is said under -q");
        same(alone(), run);
        String provenance = Files.readString(run.resolve("provenance.json"));
        assertTrue(provenance.contains("\"ranks\" : \"2\"") && provenance.contains(mpi.family()), provenance);
    }

    @ParameterizedTest
    @EnumSource
    void aRunOfTwoRanksThatAFileStoppedEndsWithFour(Mpi mpi) throws Exception {
        mpi.require();
        assumeTrue(FULL, "-Dranks=full runs it; RanksTest does the same with threads");
        Path run = folder.resolve("parts");
        Mpi.Job job = mpi.start(2, training(run));
        job.waitFor(() -> !steps(run).isEmpty());
        Files.createFile(run.resolve("stop"));
        job.succeeds();
        mpi.start(4, "train", "-q", "--resume", run.toString()).succeeds();
        same(alone(), run);
    }

    @ParameterizedTest
    @EnumSource
    void aKilledRankEndsTheJobAndTheRunGoesOn(Mpi mpi) throws Exception {
        require(mpi, Mpi.OPEN_MPI);
        Path alone = alone();
        Random random = new Random(7);
        for (int kill = 0; kill < Integer.getInteger("kills", 1); kill++) {
            Path run = folder.resolve("killed" + kill);
            Mpi.Job job = mpi.start(2, training(run));
            job.waitFor(() -> steps(run).size() >= 2);
            Thread.sleep(random.nextInt(kill == 0 ? 1 : 2000));
            if (job.isAlive()) {
                ProcessHandle rank = job.ranks().get(random.nextInt(2));
                rank.destroyForcibly();
                job.endsWithin(FULL ? 10 : 60);
                assertNotEquals(0, job.code());
                assertTrue(job.said().contains("signal 9") || job.said().contains("KILLED"), job::said);
            }
            mpi.start(2, "train", "-q", "--resume", run.toString()).succeeds();
            same(alone, run);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRankThatHangsIsToldByTheOthers(Mpi mpi) throws Exception {
        mpi.require();
        assumeTrue(FULL, "waits for seconds; -Dranks=full runs it");
        Path run = folder.resolve("hangs");
        Mpi.Job job = mpi.with("-Dspmtrack.mpi.patience=10").start(2, training(run, "train.steps=100000"));
        job.waitFor(() -> steps(run).size() >= 2);
        ProcessHandle stopped = job.ranks().getLast();
        Mpi.signal("STOP", stopped);
        job.waitFor(() -> job.said().contains("hangs; this job ends"));
        // The launcher's signals reach a stopped process when it goes on.
        Mpi.signal("CONT", stopped);
        job.endsWithin(20);
        assertNotEquals(0, job.code());
        assertTrue(
                job.said().matches("(?s).*spmtrack: rank \\d has waited for more than 10 s in MPI_\\w+ at step \\d+.*"),
                job::said);
        assertTrue(job.said().contains("Trainer.run"), job::said);
    }

    @ParameterizedTest
    @EnumSource
    void aSignalToOneRankLetsAllFinishTheSameStep(Mpi mpi) throws Exception {
        require(mpi, Mpi.MPICH);
        Path run = folder.resolve("signal");
        Mpi.Job job = mpi.start(2, training(run, "train.steps=100000"));
        job.waitFor(() -> steps(run).size() >= 2);
        Mpi.signal("USR1", job.ranks().getLast());
        job.succeeds();
        assertTrue(
                job.spoken().contains("stopped after step " + steps(run).size() + ", everything is saved"), job::said);
        assertTrue(Files.exists(run.resolve(STATE)));
    }

    @ParameterizedTest
    @EnumSource
    void anErrorOfOneRankEndsAllWithItsMessage(Mpi mpi) throws Exception {
        require(mpi, Mpi.MPICH);
        Path run = folder.resolve("error");
        Mpi.Job job = mpi.differing(training(run), training(run, "optimizer.lr=0.5"));
        job.endsWithin(60);
        assertEquals(2, job.code(), job::said);
        assertTrue(job.said().contains("rank 1 has optimizer.lr=0.5, but rank 0 has optimizer.lr="), job::said);
        assertFalse(Files.exists(run.resolve("config.yaml")), "nothing was begun");
    }

    /** The handler of UCX would take the signal behind a null pointer, and the JVM would end. */
    @ParameterizedTest
    @EnumSource
    void nullPointersAreStillExceptions(Mpi mpi) throws Exception {
        mpi.require();
        Mpi.Job job = mpi.main(2, NullPointers.class);
        job.succeeds();
        assertEquals(
                2,
                job.spoken().lines().filter(line -> line.equals("caught 20000")).count(),
                job::said);
    }

    /** A library that does not belong to the launcher sees a world of one in every process. */
    @Test
    void worldsOfOneAreRefused() throws Exception {
        Mpi.OPEN_MPI.require();
        Mpi.MPICH.require();
        refusedAsAlone(Mpi.OPEN_MPI.with("-Dspmtrack.mpi=" + Mpi.MPICH.library()));
        refusedAsAlone(Mpi.MPICH.with("-Dspmtrack.mpi=" + Mpi.OPEN_MPI.library()));
    }

    private void refusedAsAlone(Mpi.Launch launch) throws Exception {
        Path run = folder.resolve("alone-" + launch.mpi());
        Mpi.Job job = launch.start(2, training(run));
        job.endsWithin(60);
        assertEquals(2, job.code(), job::said);
        assertTrue(job.said().contains("started 2 processes, but"), job::said);
        assertTrue(job.said().contains("sees 1: they do not belong together"), job::said);
        assertFalse(Files.exists(run), "nothing was begun");
    }

    @Test
    void aLibraryThatIsNoneIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("lib.so"), "no library");
        Mpi.Job job = Mpi.plain("-Dspmtrack.mpi=" + file, training(folder.resolve("none")));
        assertTrue(job.process().waitFor(60, TimeUnit.SECONDS));
        assertEquals(2, job.code(), job::said);
        assertTrue(job.said().contains(file + ": is no library"), job::said);
    }

    /** Throws and catches null pointers after MPI has started, often enough for compiled code. */
    static final class NullPointers {
        private NullPointers() {}

        public static void main(String[] arguments) {
            try (World world = Worlds.join()) {
                int caught = 0;
                String[] texts = new String[2];
                for (int i = 0; i < 20_000; i++) {
                    try {
                        caught += texts[i % 2].length();
                    } catch (NullPointerException e) {
                        caught++;
                    }
                }
                world.await();
                System.out.println("caught " + caught);
            }
        }
    }
}
