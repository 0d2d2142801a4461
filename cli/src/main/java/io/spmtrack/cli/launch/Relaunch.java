package io.spmtrack.cli.launch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Starts a main class again in a second JVM that has the flags of {@code tornado-config/cpu.argfile}: same streams, same
 * arguments, same exit code; a signal that ends one of the two ends the other. Under a launcher of MPI the second takes the place of
 * the first.
 */
public final class Relaunch {
    private static final String PARENT = "spmtrack.parent";
    private static final String ARGUMENTS = "spmtrack.arguments";
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    /** What the standards call ASCII, the encoding of names where there is no locale. */
    private static final Set<String> ASCII = Set.of("ANSI_X3.4-1968", "US-ASCII", "646");

    private Relaunch() {}

    /** Runs a main class in the second JVM to its end and returns its exit code. */
    public static int run(Class<?> main, List<String> arguments) {
        if (System.getProperty(PARENT) != null) {
            System.err.println(
                    "spmtrack: this Java runtime has no module jdk.incubator.vector; use a full JDK 25 or newer");
            return 1;
        }
        if (Exec.isWanted()) {
            Exec.run(command(main, arguments, 0), ascii());
        }
        try {
            long pid = ProcessHandle.current().pid();
            ProcessBuilder builder = new ProcessBuilder(command(main, arguments, pid)).inheritIO();
            if (ascii()) {
                builder.environment().put("LC_ALL", "C.UTF-8");
            }
            CompletableFuture<Process> child = new CompletableFuture<>();
            // Before the start: a signal that comes right after it must not pass the child by.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> passOn(child)));
            try {
                child.complete(builder.start());
            } catch (IOException e) {
                child.cancel(false);
                throw e;
            }
            return child.join().waitFor();
        } catch (IOException e) {
            System.err.println("spmtrack: cannot start Java again with the flags it needs: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Whether this JVM cannot say names of files beyond ASCII, and a second one could. */
    public static boolean wantsLocale() {
        return ascii() && System.getProperty(PARENT) == null;
    }

    private static boolean ascii() {
        return ASCII.contains(System.getProperty("sun.jnu.encoding", ""));
    }

    /** The arguments as they were typed: in the second JVM those that the first one could not say. */
    public static String[] arguments(String... given) {
        String typed = System.getProperty(ARGUMENTS, "");
        return typed.isEmpty() || given.length > 0
                ? given
                : split(Base64.getDecoder().decode(typed));
    }

    private static String[] split(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.substring(0, text.length() - 1).split("\0", -1);
    }

    /** The last so many arguments of this JVM in the bytes it was given; empty where the system does not tell. */
    private static Optional<String> raw(int count) {
        byte[] line;
        try {
            line = Files.readAllBytes(COMMAND_LINE);
        } catch (IOException e) {
            return Optional.empty();
        }
        int from = line.length;
        for (int ends = 0; from > 0 && (line[from - 1] != 0 || ends++ < count); ) {
            from--;
        }
        return Optional.of(Base64.getEncoder().encodeToString(Arrays.copyOfRange(line, from, line.length)));
    }

    /** In the second JVM: ends it when the first one is gone, so that no killed run goes on unseen. */
    public static void endWithParent() {
        Long parent = Long.getLong(PARENT);
        if (parent != null && parent > 0) {
            Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
                ProcessHandle.of(parent).ifPresent(handle -> handle.onExit().join());
                Runtime.getRuntime().halt(1);
            });
        }
    }

    /** @param parent process to end with; 0 for none */
    private static List<String> command(Class<?> main, List<String> arguments, long parent) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Argfile.of(arguments));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-D" + PARENT + "=" + parent);
        Optional<String> raw = ascii() && !arguments.isEmpty() ? raw(arguments.size()) : Optional.empty();
        raw.ifPresent(bytes -> command.add("-D" + ARGUMENTS + "=" + bytes));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(raw.isPresent() ? List.of() : arguments);
        return command;
    }

    /** This JVM was asked to stop: asks the child too, waits until it has saved what it must, and takes its exit code. */
    private static void passOn(CompletableFuture<Process> started) {
        if (started.isCancelled()) {
            return;
        }
        Process child = started.join();
        if (child.isAlive()) {
            child.destroy();
            try {
                Runtime.getRuntime().halt(child.waitFor());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
