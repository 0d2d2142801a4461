package io.spmtrack.cli.console;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How wide the user's terminal is. */
final class TerminalWidth {
    private static final int USUAL = 80;
    private static final int LEAST = 40;
    private static final File TERMINAL = new File("/dev/tty");

    private TerminalWidth() {}

    /** Columns as {@code stty} tells them; 80 where it does not. */
    static int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            boolean told = stty.waitFor(1, TimeUnit.SECONDS) && size.length == 2 && size[1].matches("\\d{1,4}");
            int columns = told ? Integer.parseInt(size[1]) : 0;
            return columns == 0 ? USUAL : Math.max(LEAST, columns);
        } catch (IOException e) {
            return USUAL; // another system, or no terminal
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
