package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void printsItsAddressAndEnds() throws Exception {
        StringWriter out = new StringWriter();
        Call[] call = new Call[1];
        Thread serving = Thread.ofPlatform()
                .start(() -> call[0] = Call.to(out, "serve", "--no-browser", "--dir", folder.toString()));
        while (serving.isAlive() && !out.toString().contains("Ctrl-C")) {
            Thread.sleep(20);
        }
        serving.interrupt();
        serving.join();
        call[0].succeeds();
        assertTrue(call[0].out().matches("(?s)http://127\\.0\\.0\\.1:\\d+/[\\w-]{32}/\\R.*built in.*"), call[0].out());
    }

    @Test
    void wrongCallsAreRefused() {
        assertTrue(serve("--dir", folder.resolve("gone").toString()).refused().contains("no such folder"));
        assertTrue(serve("--port", "70000").refused().contains("from 1 to 65535"));
        assertTrue(serve("--weights", "gone.safetensors").refused().contains("gone.safetensors"));
        assertEquals(0, serve("--help").code());
    }

    private static Call serve(String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "serve";
        arguments[1] = "--no-browser";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Call.of(arguments);
    }
}
