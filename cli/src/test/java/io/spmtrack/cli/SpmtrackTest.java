package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

final class SpmtrackTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpAndVersionSucceed() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("Usage: spmtrack"), out::toString);
        assertTrue(out.toString().contains("kind:path?option=value"), out::toString);
        assertEquals(0, run("--version"));
        assertTrue(out.toString().contains("CPU lanes"), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void aWrongCallIsOneLineAndTwo() {
        assertEquals(2, run());
        assertEquals(2, run("--no-such-option"));
        assertEquals(2, err.toString().lines().count(), err::toString);
    }

    @Test
    void wrongInputIsOneLineAndTwo() {
        assertEquals(2, run("fail", "--input"));
        assertEquals("spmtrack: boxes.txt:3: no number\n", err.toString());
    }

    @Test
    void failedWorkIsOneLineAndOne() {
        assertEquals(1, run("fail"));
        assertEquals("spmtrack: IllegalStateException: lost; found (-v shows where)\n", err.toString());
    }

    @Test
    void onlyVerboseShowsAStackTrace() {
        assertEquals(1, run("fail", "-v"));
        assertTrue(err.toString().contains("\tat "), err::toString);
        assertFalse(out.toString().contains("\tat "), out::toString);
    }

    private int run(String... arguments) {
        CommandLine line = Spmtrack.commandLine(new Spmtrack());
        line.addSubcommand(new Failing());
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Command(name = "fail")
    private static final class Failing implements Runnable {
        @Option(names = "--input")
        private boolean input;

        @Override
        public void run() {
            if (input) {
                throw new InputException("boxes.txt:3: no number");
            }
            throw new IllegalStateException("lost\n found");
        }
    }
}
