package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spmtrack.cli.launch.Argfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The launchers of the two MPI libraries that Debian can install beside each other. */
enum Mpi {
    OPEN_MPI("mpirun.openmpi", "libmpi.so.40", "Open MPI"),
    MPICH("mpirun.mpich", "libmpich.so.12", "MPICH");

    private static final int PATIENCE = 600;

    private final String launcher;
    private final String library;
    private final String family;

    Mpi(String launcher, String library, String family) {
        this.launcher = launcher;
        this.library = library;
        this.family = family;
    }

    /** What lets more ranks run than there are cores. */
    private List<String> options() {
        return switch (this) {
            case OPEN_MPI -> List.of("--oversubscribe", "--bind-to", "none");
            case MPICH -> List.of();
        };
    }

    /** A launcher with flags of the JVM for every rank. */
    record Launch(Mpi mpi, List<String> flags) {
        Job start(int ranks, String... arguments) throws IOException {
            return mpi.run(part(ranks, Main.class, arguments));
        }

        private List<String> part(int ranks, Class<?> main, String... arguments) {
            // Open MPI rewrites the arguments of a program whose name is java, and takes flags for the class path.
            List<String> command =
                    new ArrayList<>(List.of("-n", Integer.toString(ranks), "sh", "-c", "exec \"$@\"", "sh"));
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

        /** The JVMs of this job, in the order they were started, which is that of the ranks. */
        List<ProcessHandle> ranks() {
            return process.descendants()
                    .filter(each -> each.info()
                            .command()
                            .map(name -> name.endsWith("java"))
                            .orElse(false))
                    .sorted(Comparator.comparingLong(ProcessHandle::pid))
                    .toList();
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

    /** Skips the test where this library is not installed. */
    void require() {
        boolean there = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, launcher)));
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

    /** Runs another program than the command line. */
    Job main(int ranks, Class<?> main) throws IOException {
        return run(with().part(ranks, main));
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
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
