package io.spmtrack.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Starts a main class again in a second JVM that has the flags of {@code tornado-config/cpu.argfile}: same streams, same
 * arguments, same exit code; a signal that ends one of the two ends the other.
 */
final class Relaunch {
    private static final String PARENT = "spmtrack.parent";

    private Relaunch() {}

    /** Runs a main class in the second JVM to its end and returns its exit code. */
    static int run(Class<?> main, List<String> arguments) {
        if (System.getProperty(PARENT) != null) {
            System.err.println(
                    "spmtrack: this Java runtime has no module jdk.incubator.vector; use a full JDK 25 or newer");
            return 1;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(command(main, arguments)).inheritIO();
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

    /** In the second JVM: ends it when the first one is gone, so that no killed run goes on unseen. */
    static void endWithParent() {
        Long parent = Long.getLong(PARENT);
        if (parent != null) {
            Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
                ProcessHandle.of(parent).ifPresent(handle -> handle.onExit().join());
                Runtime.getRuntime().halt(1);
            });
        }
    }

    private static List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Argfile.CPU.flags());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
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
