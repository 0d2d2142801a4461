package io.spmtrack.cli.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.cli.Main;
import io.spmtrack.engine.SharedFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RelaunchTest {
    @Test
    void theEmbeddedFlagsAreThoseOfTheArgfile() {
        assertTrue(Argfile.CPU.flags().contains("--add-modules=jdk.incubator.vector"));
    }

    /** The launcher has a list of its own. */
    @Test
    void commandsOnTextAloneAreCompiledQuickly() throws IOException {
        for (String command : List.of("score", "report", "submit")) {
            assertEquals(
                    "-XX:CompilationMode=quick-only",
                    Argfile.of(List.of(command, "--data")).getLast());
        }
        assertEquals(Argfile.CPU.flags(), Argfile.of(List.of("track", "score")));
        String launcher = Files.readString(SharedFolder.root().resolve("spmtrack"));
        assertTrue(launcher.contains("score | report | submit) text="), "the same commands");
    }

    @Test
    void aPlainJavaStartsAgainWithTheVectorModule() throws Exception {
        assertEquals(0, java("--version"));
    }

    @Test
    void theExitCodeIsPassedOn() throws Exception {
        assertEquals(2, java("--no-such-option"));
    }

    /** As the launcher does it: what the JVM says before the program begins goes elsewhere than what the program says. */
    @Test
    void standardErrorIsTakenBackFromTheLauncher(@TempDir Path folder) throws Exception {
        List<String> java = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        java.addAll(Argfile.CPU.flags());
        java.addAll(List.of("-Dspmtrack.stderr=8", "-cp", System.getProperty("java.class.path")));
        java.addAll(List.of(Main.class.getName(), "--no-such-option"));
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 8>real 2>early", "sh"));
        command.addAll(java);
        Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
        assertEquals(2, process.waitFor());
        List<String> real = Files.readAllLines(folder.resolve("real"));
        assertEquals(1, real.size(), real.toString());
        assertTrue(real.getFirst().contains("--no-such-option"), real.toString());
        List<String> early = Files.readAllLines(folder.resolve("early"));
        assertEquals(List.of("WARNING: Using incubator modules: jdk.incubator.vector"), early);
    }

    @Test
    void aSignalEndsBothAndTheSecondCleansUp() throws Exception {
        Process first = start(Waiting.class);
        BufferedReader output = first.inputReader();
        ProcessHandle second = secondOf(output);
        first.toHandle().destroy(); // Process.destroy would close the output too
        assertEquals("cleaned up", output.readLine()); // before waitFor, which lets the JDK drain the pipe
        assertEquals(143, first.waitFor());
        assertFalse(second.isAlive());
    }

    @Test
    void aKilledFirstLeavesNoSecondBehind() throws Exception {
        Process first = start(Waiting.class);
        ProcessHandle second = secondOf(first.inputReader());
        first.destroyForcibly().waitFor();
        second.onExit().get(20, TimeUnit.SECONDS);
    }

    private static ProcessHandle secondOf(BufferedReader output) throws IOException {
        String line = output.readLine();
        while (!line.startsWith("pid ")) { // the JVM's own warnings come first
            line = output.readLine();
        }
        return ProcessHandle.of(Long.parseLong(line.substring(4))).orElseThrow();
    }

    private static int java(String... arguments) throws Exception {
        Process process = start(Main.class, arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        System.out.print(output);
        return exit;
    }

    private static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** A program that starts itself again as {@link Main} does, says which process it is and waits. */
    static final class Waiting {
        private Waiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
                System.exit(Relaunch.run(Waiting.class, List.of()));
            }
            Relaunch.endWithParent();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("cleaned up")));
            System.out.println("pid " + ProcessHandle.current().pid());
            Thread.sleep(60_000);
        }
    }
}
