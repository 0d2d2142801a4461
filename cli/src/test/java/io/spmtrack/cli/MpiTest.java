package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.train.world.World;
import io.spmtrack.train.world.Worlds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several processes of the command line under the launchers of two MPI libraries; skipped where these are not installed. A job takes
 * seconds to start, so each shows several things; {@link MpiFullTest} does the same at length.
 */
final class MpiTest {
    private static final int STEPS = 16;
    private static final String STATE = "checkpoint/state.safetensors";

    @TempDir
    private Path folder;

    static String[] training(Path run, int steps, String... more) {
        String[] keys = {
            "train.steps=" + steps,
            "train.batch=4",
            "train.micro=1",
            "train.validate_every=4",
            "train.validation_samples=1",
            "model.embed_dim=8",
            "model.num_heads=1",
            "model.template_size=16",
            "model.search_size=32",
            "data.train=synthetic:?size=64x64&length=4",
            "data.val=synthetic:?split=val&size=64x64&length=4",
            "data.test=synthetic:?split=test&limit=2&length=4&size=64x64"
        };
        return Call.joined(List.of(Call.training(run, keys)), more);
    }

    static void same(Path expected, Path actual, int count) throws IOException {
        assertEquals(steps(expected), steps(actual));
        assertEquals(count, steps(actual).size());
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

    /** Results and scores of the evaluation after training, but for the times of frames. */
    private static Map<String, String> tracked(Path run) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(run.resolve("eval"))) {
            for (Path file : files.filter(each -> each.toString().matches(".*(\\.csv|summary\\.json)"))
                    .toList()) {
                all.put(run.relativize(file).toString(), Files.readString(file).replaceAll("(?m),[^,]*$", ""));
            }
        }
        return all;
    }

    static void isKilled(Mpi mpi, Mpi.Job job, int rank, int seconds) throws Exception {
        job.rank(rank).destroyForcibly();
        job.endsWithin(seconds);
        assertNotEquals(0, job.code());
        assertTrue(job.said().contains(mpi.killed(rank)), job::said);
    }

    /** A run whose rank is killed, that goes on with another library, is stopped by a signal, and ends with the first library. */
    @Test
    void aRunWithATroubledLifeEndsWithTheBytesOfAnUntroubledOne() throws Exception {
        Mpi first = Mpi.installed().getFirst();
        Mpi other = Mpi.installed().getLast();
        Path run = folder.resolve("run");
        String[] again = {"train", "-q", "--resume", run.toString()};

        Mpi.Job killed = first.start(2, training(run, STEPS));
        killed.waitFor(() -> steps(run).size() >= 2);
        isKilled(first, killed, 1, 60);

        int reached = steps(run).size();
        Mpi.Job stopped = other.with().main(2, NullPointers.class, again);
        stopped.waitFor(() -> steps(run).size() > reached);
        Mpi.signal("USR1", stopped.rank(1));
        stopped.succeeds();
        String words = "stopped after step " + steps(run).size() + ", everything is saved";
        assertTrue(stopped.spoken().contains(words), stopped::said);
        assertTrue(steps(run).size() < STEPS, "stopped before the end");

        Mpi.Job ended = first.with().main(2, NullPointers.class, again);
        ended.succeeds();
        Path alone = folder.resolve("alone");
        Call.of(training(alone, STEPS)).succeeds();
        same(alone, run, STEPS);
        assertFalse(tracked(run).isEmpty());
        assertEquals(tracked(alone), tracked(run), "the evaluation after training");
        String provenance = Files.readString(run.resolve("provenance.json"));
        assertTrue(provenance.contains("\"ranks\" : \"2\"") && provenance.contains(first.family()), provenance);
        for (Mpi.Job job : List.of(stopped, ended)) {
            long caught =
                    job.spoken().lines().filter(line -> line.equals("caught")).count();
            assertEquals(2, caught, job::said);
        }
    }

    /** The launchers of the MPICH family end all ranks before one of them could say which has died. */
    @ParameterizedTest
    @EnumSource
    void aRankThatIsKilledIsNamed(Mpi mpi) throws Exception {
        mpi.require();
        Mpi.Job job = mpi.with().main(2, Meeting.class);
        job.waitFor(() -> job.spoken().contains("met"));
        isKilled(mpi, job, 1, 60);
    }

    @Test
    void aRankThatHangsIsToldByTheOthers() throws Exception {
        Mpi mpi = Mpi.installed().getLast();
        Mpi.Job job = mpi.with("-Dspmtrack.mpi.patience=3").main(2, Meeting.class);
        job.waitFor(() -> job.spoken().contains("met"));
        assertHangs(job, 1, 3, "MPI_Allgather at the meeting");
        assertTrue(job.said().contains("Meeting.main"), job::said);
    }

    static void assertHangs(Mpi.Job job, int rank, int seconds, String where) throws Exception {
        ProcessHandle stopped = job.rank(rank);
        Mpi.signal("STOP", stopped);
        job.waitFor(() -> job.said().contains("hangs; this job ends"));
        // The launcher's signals reach a stopped process when it goes on.
        Mpi.signal("CONT", stopped);
        job.endsWithin(60);
        assertNotEquals(0, job.code());
        String words = "(?s).*spmtrack: rank " + (1 - rank) + " has waited for more than " + seconds + " s in " + where
                + ": a rank that does not say this hangs.*";
        assertTrue(job.said().matches(words), job::said);
        assertFalse(job.said().contains("rank " + rank + " has waited"), job::said);
    }

    @Test
    void anErrorOfOneRankEndsAllWithItsMessage() throws Exception {
        Path run = folder.resolve("error");
        Mpi.Job job =
                Mpi.installed().getLast().differing(training(run, STEPS), training(run, STEPS, "optimizer.lr=0.5"));
        job.endsWithin(120);
        assertEquals(2, job.code(), job::said);
        assertTrue(job.said().contains("rank 1 has optimizer.lr=0.5, but rank 0 has optimizer.lr="), job::said);
        assertFalse(Files.exists(run.resolve("config.yaml")), "nothing was begun");
    }

    /** A library that does not belong to the launcher sees a world of one in every process. */
    @Test
    void worldsOfOneAreRefused() throws Exception {
        Mpi.OPEN_MPI.require();
        Mpi.MPICH.require();
        Path run = folder.resolve("lonely");
        List<Mpi.Job> jobs = List.of(
                Mpi.OPEN_MPI.with("-Dspmtrack.mpi=" + Mpi.MPICH.library()).start(2, training(run, STEPS)),
                Mpi.MPICH.with("-Dspmtrack.mpi=" + Mpi.OPEN_MPI.library()).start(2, training(run, STEPS)));
        for (Mpi.Job job : jobs) {
            job.endsWithin(120);
            assertEquals(2, job.code(), job::said);
            assertTrue(job.said().contains("started 2 processes, but"), job::said);
            assertTrue(job.said().contains("sees 1: they do not belong together"), job::said);
        }
        assertFalse(Files.exists(run), "nothing was begun");
    }

    /** Two ranks that meet again and again. */
    static final class Meeting {
        private Meeting() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (World world = Worlds.join()) {
                world.at("the meeting");
                for (long i = 0; ; i++) {
                    world.gather(new long[] {i}, new long[2]);
                    if (i == 0 && world.writes()) {
                        System.out.println("met");
                    }
                    Thread.sleep(20);
                }
            }
        }
    }

    /**
     * Runs a command while another thread throws and catches null pointers, often enough for compiled code: the handler of UCX would
     * take the signal behind them, and the JVM would end.
     */
    static final class NullPointers {
        private static final int ENOUGH = 20_000;

        private NullPointers() {}

        public static void main(String[] arguments) throws InterruptedException {
            Thread thrower = Thread.ofPlatform().daemon().start(NullPointers::throwSome);
            Call call = Call.of(arguments).succeeds();
            System.out.print(call.out());
            thrower.join();
            System.out.println("caught");
        }

        private static void throwSome() {
            String[] texts = new String[2];
            try {
                // Some of them before MPI has started, most afterwards.
                for (int caught = 0; caught < ENOUGH; Thread.sleep(5)) {
                    for (int i = 0; i < 20; i++) {
                        caught += caught(texts[i % 2]);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static int caught(String text) {
            try {
                return -text.length();
            } catch (NullPointerException e) {
                return 1;
            }
        }
    }
}
