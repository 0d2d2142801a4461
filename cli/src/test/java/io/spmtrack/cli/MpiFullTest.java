package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link MpiTest} shows, at length: {@code -Dranks=full} runs it in twenty minutes, {@code -Dkills=20} kills so many ranks. */
final class MpiFullTest {
    private static final int TINY_STEPS = 20;
    private static final int KILLS = Integer.getInteger("kills", 0);

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    /** The preset tiny, shortened. */
    private static String[] tiny(Path run) {
        return new String[] {
            "train",
            "-q",
            "--out",
            run.toString(),
            "train.steps=" + TINY_STEPS,
            "train.batch=8",
            "train.micro=2",
            "train.validate_every=10",
            "data.test="
        };
    }

    /** That run in one process, which the tests share. */
    private static synchronized Path alone() throws IOException {
        Path run = shared.resolve("alone");
        if (!Files.exists(run)) {
            Call.of(tiny(run)).succeeds();
        }
        return run;
    }

    private static void require(Mpi mpi) {
        assumeTrue(System.getProperty("ranks", "").equals("full"), "-Dranks=full runs it");
        mpi.require();
    }

    @ParameterizedTest
    @EnumSource
    void twoAndFourRanksWriteTheBytesOfOne(Mpi mpi) throws Exception {
        require(mpi);
        for (int ranks : new int[] {2, 4}) {
            Path run = folder.resolve("of" + ranks);
            mpi.start(ranks, tiny(run)).succeeds();
            MpiTest.same(alone(), run, TINY_STEPS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunGoesOnWithOneRankAndEndsWithFour(Mpi mpi) throws Exception {
        require(mpi);
        Path run = folder.resolve("parts");
        String[] again = {"train", "-q", "--resume", run.toString()};
        stopAfter(6, run, mpi.start(2, tiny(run)));
        stopAfter(12, run, mpi.start(1, again));
        mpi.start(4, again).succeeds();
        MpiTest.same(alone(), run, TINY_STEPS);
    }

    private static void stopAfter(int step, Path run, Mpi.Job job) throws Exception {
        job.waitFor(() -> MpiTest.steps(run).size() >= step);
        Files.createFile(run.resolve("stop"));
        job.succeeds();
    }

    /** One run, killed at random moments from its start on, each time resumed by the next job. */
    @ParameterizedTest
    @EnumSource
    void killedRanksEndTheirJobsAndTheRunGoesOn(Mpi mpi) throws Exception {
        assumeTrue(KILLS > 0, "-Dkills=20 runs it");
        mpi.require();
        int steps = 4 + 10 * KILLS;
        String[] more = {"train.validate_every=2", "data.test="};
        Path alone = folder.resolve("alone");
        Call.of(MpiTest.training(alone, steps, more)).succeeds();
        Path run = folder.resolve("killed");
        Random random = new Random(7);
        int most = 0;
        double slowest = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Mpi.Job job = Files.exists(run.resolve("config.yaml"))
                    ? mpi.start(2, "train", "-q", "--resume", run.toString())
                    : mpi.start(2, MpiTest.training(run, steps, more));
            int from = most;
            job.waitFor(() -> job.ranks().size() == 2);
            if (kill % 2 == 0) {
                job.waitFor(() -> MpiTest.steps(run).size() > from);
            }
            Thread.sleep(random.nextInt(2000));
            most = Math.max(most, MpiTest.steps(run).size());
            int rank = random.nextInt(2);
            long begun = System.nanoTime();
            MpiTest.isKilled(mpi, job, rank, 10);
            double seconds = (System.nanoTime() - begun) / 1e9;
            slowest = Math.max(slowest, seconds);
            System.out.printf("%s: rank %d killed, steps in the log %d, ended in %.2f s%n", mpi, rank, most, seconds);
        }
        mpi.start(2, "train", "-q", "--resume", run.toString()).succeeds();
        MpiTest.same(alone, run, steps);
        System.out.printf("%s: %d kills, ended within %.2f s%n", mpi, KILLS, slowest);
    }

    @ParameterizedTest
    @EnumSource
    void aTrainingThatHangsNamesItsStep(Mpi mpi) throws Exception {
        require(mpi);
        Path run = folder.resolve("hangs");
        Mpi.Job job = mpi.with("-Dspmtrack.mpi.patience=10").start(2, MpiTest.training(run, 100_000, "data.test="));
        job.waitFor(() -> MpiTest.steps(run).size() >= 2);
        MpiTest.assertHangs(job, 1, 10, "MPI_\\w+ at step \\d+");
    }

    /** MPICH passes on what ends a job, and waits until all is saved; Open MPI kills the ranks after a second. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalToTheLauncherStopsAllRanksAtOneStep(String signal) throws Exception {
        Mpi mpi = Mpi.MPICH;
        require(mpi);
        Path run = folder.resolve("signalled");
        Mpi.Job job = mpi.start(2, MpiTest.training(run, 100_000, "data.test="));
        job.waitFor(() -> MpiTest.steps(run).size() >= 2);
        Mpi.signal(signal, job.process().toHandle());
        job.endsWithin(60);
        int done = MpiTest.steps(run).size();
        assertTrue(Files.exists(run.resolve("checkpoint/state.safetensors")), job::said);
        Mpi.Job again = mpi.start(2, "train", "-q", "--resume", run.toString(), "train.steps=" + (done + 1));
        again.succeeds();
        assertEquals(done + 1, MpiTest.steps(run).size(), "every step of the log was saved");
    }

    /** Result files and scores are those of one process, whoever tracked. */
    @ParameterizedTest
    @EnumSource
    void twoRanksTrackWhatOneDoes(Mpi mpi) throws Exception {
        require(mpi);
        Call.of(eval("one")).succeeds();
        mpi.start(2, eval("two")).succeeds();
        assertEquals(results("one").keySet(), results("two").keySet());
        for (Map.Entry<String, byte[]> each : results("one").entrySet()) {
            assertArrayEquals(each.getValue(), results("two").get(each.getKey()), each.getKey());
        }
    }

    private String[] eval(String out) {
        return new String[] {
            "eval",
            "-q",
            "--data",
            "synthetic:?split=test&limit=4&length=8",
            "--out",
            folder.resolve(out).toString()
        };
    }

    private Map<String, byte[]> results(String out) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve(out))) {
            for (Path file : files.filter(each -> each.toString().matches(".*(\\.txt|summary\\.json)"))
                    .toList()) {
                all.put(folder.resolve(out).relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }
}
