package io.spmtrack.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spmtrack.cli.launch.Argfile;
import io.spmtrack.engine.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The launchers of the two MPI libraries that Debian can install beside each other. */
enum Mpi {
    OPEN_MPI("mpirun.openmpi", "libmpi.so.40", "Open MPI"),
    MPICH("mpirun.mpich", "libmpich.so.12", "MPICH");

    private static final int PATIENCE = 600;

    // Most of the time of these runs goes into compiling: less of it is done.
    private static final List<String> SHORT = List.of("-XX:CompilationMode=default", "-XX:CompileThresholdScaling=4");

    private final String launcher;
    private final String library;
    private final String family;

    Mpi(String launcher, String library, String family) {
        this.launcher = launcher;
        this.library = library;
        this.family = family;
    }

    /** What lets more ranks run than there are cores, and those who wait leave the cores to others. */
    private List<String> options() {
        return switch (this) {
            case OPEN_MPI -> List.of("--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1");
            case MPICH -> List.of();
        };
    }

    /** Starts Java as {@code ./spmtrack} does under this launcher. */
    private List<String> shell() {
        // Open MPI rewrites the arguments of a program whose name is java, and takes flags for the class path.
        return switch (this) {
            case OPEN_MPI -> List.of("sh", "-c", "exec \"$@\"", "sh");
            case MPICH -> {
                Path script = SharedFolder.root().resolve("tornado-config/rank.sh");
                yield List.of("sh", "-c", ". \"$0\" && run_rank 2 \"$@\"", script.toString());
            }
        };
    }

    /** What is said of a rank that was killed. */
    String killed(int rank) {
        return switch (this) {
            case OPEN_MPI -> "process rank " + rank + " with PID";
            case MPICH -> "spmtrack: rank " + rank + " of 2 on ";
        };
    }

    /** A launcher with flags of the JVM for every rank. */
    record Launch(Mpi mpi, List<String> flags) {
        Job start(int ranks, String... arguments) throws IOException {
            return main(ranks, Main.class, arguments);
        }

        /** Runs another program than the command line. */
        Job main(int ranks, Class<?> main, String... arguments) throws IOException {
            return mpi.run(part(ranks, main, arguments));
        }

        private List<String> part(int ranks, Class<?> main, String... arguments) {
            List<String> command = new ArrayList<>(List.of("-n", Integer.toString(ranks)));
            command.addAll(mpi.shell());
            command.addAll(java(flags, main, arguments));
            return command;
        }
    }

    /** A job that was started, and what it says. */
    record Job(Process process, Path out, Path err) {
        boolean isAlive() {
            return process.isAlive();
        }

        int code() {
            return process.exitValue();
        }

        /** Standard output. */
        String spoken() throws IOException {
            return Files.readString(out);
        }

        /** Both streams. */
        String said() {
            try {
                return Files.readString(out) + Files.readString(err);
            } catch (IOException e) {
                return e.toString();
            }
        }

        /** The JVMs of this job. */
        List<ProcessHandle> ranks() {
            return process.descendants()
                    .filter(each -> each.info()
                            .command()
                            .map(name -> name.endsWith("java"))
                            .orElse(false))
                    .toList();
        }

        /** The JVM of a rank. */
        ProcessHandle rank(int number) {
            return ranks().stream()
                    .filter(each -> environment(each).stream()
                            .anyMatch(line -> line.matches("(OMPI_COMM_WORLD|PMI)_RANK=" + number)))
                    .findFirst()
                    .orElseThrow();
        }

        private static List<String> environment(ProcessHandle process) {
            try {
                return List.of(Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"), ISO_8859_1)
                        .split("\0"));
            } catch (IOException e) {
                return List.of(); // it has ended
            }
        }

        void waitFor(Callable<Boolean> condition) throws Exception {
            for (int i = 0; i < PATIENCE * 20; i++) {
                if (condition.call()) {
                    return;
                }
                assertTrue(isAlive(), () -> "ended too early: " + said());
                Thread.sleep(50);
            }
            process.destroyForcibly();
            throw new AssertionError("not within " + PATIENCE + " s: " + said());
        }

        void endsWithin(int seconds) throws InterruptedException {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                ranks().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("not ended after " + seconds + " s: " + said());
            }
        }

        void succeeds() throws InterruptedException {
            endsWithin(PATIENCE);
            assertEquals(0, code(), this::said);
        }
    }

    private boolean isInstalled() {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, launcher)));
    }

    /** Those that are installed; skips the test where none is. */
    static List<Mpi> installed() {
        List<Mpi> installed =
                List.of(values()).stream().filter(Mpi::isInstalled).toList();
        if (installed.isEmpty()) {
            System.out.println("skipped: no library of MPI is installed");
        }
        assumeTrue(!installed.isEmpty(), "no library of MPI is installed");
        return installed;
    }

    /** Skips the test where this library is not installed. */
    void require() {
        boolean there = isInstalled();
        if (!there) {
            System.out.println("skipped: " + launcher + " is not installed");
        }
        assumeTrue(there, launcher + " is not installed");
    }

    String library() {
        return library;
    }

    String family() {
        return family;
    }

    Launch with(String... flags) {
        return new Launch(this, List.of(flags));
    }

    Job start(int ranks, String... arguments) throws IOException {
        return with().start(ranks, arguments);
    }

    /** Two ranks with different arguments. */
    Job differing(String[] first, String[] second) throws IOException {
        List<String> parts = new ArrayList<>(with().part(1, Main.class, first));
        parts.add(":");
        parts.addAll(with().part(1, Main.class, second));
        return run(parts);
    }

    /** One process without a launcher. */
    static Job plain(String flag, String... arguments) throws IOException {
        return started(java(List.of(flag), Main.class, arguments));
    }

    static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertEquals(0, kill.waitFor());
    }

    private Job run(List<String> parts) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(options());
        command.addAll(parts);
        return started(command);
    }

    private static Job started(List<String> command) throws IOException {
        Path out = Files.createTempFile("spmtrack-job", ".out");
        Path err = Files.createTempFile("spmtrack-job", ".err");
        out.toFile().deleteOnExit();
        err.toFile().deleteOnExit();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // Open MPI refuses to be started by root, as tests in a container are, unless it is told twice.
        builder.environment().put("OMPI_ALLOW_RUN_AS_ROOT", "1");
        builder.environment().put("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
        return new Job(builder.start(), out, err);
    }

    private static List<String> java(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Argfile.CPU.flags());
        command.addAll(SHORT);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
