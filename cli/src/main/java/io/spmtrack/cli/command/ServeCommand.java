package io.spmtrack.cli.command;

import io.spmtrack.cli.console.Browser;
import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Loaded;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.cli.serve.Server;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.track.SpmTracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack serve}: a page in the browser that tracks. */
@Command(
        name = "serve",
        description = {
            "Opens a page in the browser: choose a video, folder of images or camera, draw a box, watch it tracked,"
                    + " correct it, save the boxes or a video.",
            "The page is served to this machine only, at an address that nobody can guess; it asks nothing of any"
                    + " other server. Ctrl-C ends it."
        })
public final class ServeCommand implements Runnable {
    private static final int MOST_PORT = 65_535;

    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Mixin
    private WeightsOptions weights;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".",
            description =
                    "The page opens videos and images in this folder and below only. Default: the working folder.")
    private Path folder;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "On the loopback address. Default: ${DEFAULT-VALUE}, any free one.")
    private int port;

    @Option(names = "--no-browser", description = "Print the address only.")
    private boolean noBrowser;

    @Parameters(
            index = "0..*",
            paramLabel = "key=value",
            description = "Settings of the tracker, e.g. tracker.window_penalty=0.3.")
    private List<String> settings = new ArrayList<>();

    @Override
    public void run() {
        if (port < 0 || port > MOST_PORT) {
            throw new InputException(
                    "--port=" + port + ": a number from 1 to " + MOST_PORT + " is expected, or 0 for any free one");
        }
        try (Interruption interruption = new Interruption();
                Loaded loaded = weights.load(settings, backends.open());
                Server server = Server.start(
                        folder, port, () -> new SpmTracker(loaded.session(), loaded.tracker()), loaded.origin())) {
            console.out().println(server.address());
            console.out().flush();
            console.remark("weights: " + loaded.origin() + "; Ctrl-C ends this");
            if (!noBrowser && !Browser.open(server.address())) {
                console.remark("no browser was found: open the address above in one");
            }
            interruption.await();
        }
    }
}
