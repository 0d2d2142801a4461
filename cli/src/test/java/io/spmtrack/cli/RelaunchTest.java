package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RelaunchTest {
    @Test
    void theEmbeddedFlagsAreThoseOfTheArgfile() {
        assertTrue(Relaunch.flags().contains("--add-modules=jdk.incubator.vector"));
    }

    @Test
    void aPlainJavaStartsAgainWithTheVectorModule() throws Exception {
        assertEquals(0, java("--version"));
    }

    @Test
    void theExitCodeIsPassedOn() throws Exception {
        assertEquals(2, java("--no-such-option"));
    }

    private static int java(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.spmtrack.cli.Main"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        System.out.print(output);
        return exit;
    }
}
