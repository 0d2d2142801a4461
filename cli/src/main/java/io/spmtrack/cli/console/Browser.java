package io.spmtrack.cli.console;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The user's web browser. */
public final class Browser {
    private Browser() {}

    /**
     * Opens an address. Other users of this machine see the arguments of a process, so the browser is given a file that only
     * this user can read, which leads to the address.
     *
     * @return whether there is a browser
     */
    public static boolean open(URI address) {
        try {
            Path file = Files.createTempFile("spmtrack-", ".html"); // readable by its owner only
            file.toFile().deleteOnExit();
            Files.writeString(
                    file,
                    "<!DOCTYPE html><meta charset=\"utf-8\"><title>spmtrack</title><meta http-equiv=\"refresh\""
                            + " content=\"0;url=" + address + "\"><a href=\"" + address + "\">spmtrack</a>\n");
            return show(file);
        } catch (IOException e) {
            return false;
        }
    }

    /** Opens a file. */
    public static boolean show(Path file) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String address = file.toUri().toString();
        List<String> command = system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                : List.of(system.contains("mac") ? "open" : "xdg-open", address);
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
