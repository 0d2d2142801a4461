package io.spmtrack.cli.command;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Loaded;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.baseline.Baseline;
import io.spmtrack.eval.trax.TraxSelfTest;
import io.spmtrack.eval.trax.TraxServer;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.SpmTracker;
import io.spmtrack.model.track.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack vot}: the tracker as the VOT toolkit talks to it, in TraX over standard input and output or a socket. */
@Command(
        name = "vot",
        description = {
            "Speaks TraX over standard input and output, or a socket, with the VOT toolkit; see docs/guide/vot.md.",
            "Loads and warms up before it says hello; what happens is in the log."
        })
public final class VotCommand implements Runnable {
    private static final String SOCKET = "TRAX_SOCKET";
    private static final int WARM_FRAMES = 20;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int MOST_PORT = 65_535;

    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Mixin
    private WeightsOptions weights;

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "Track without weights: still, matching or filter (a correlation filter).")
    private Optional<String> baseline = Optional.empty();

    @Option(
            names = "--socket",
            paramLabel = "PORT",
            description = "Connect to this port of the loopback address; default: that in TRAX_SOCKET, otherwise"
                    + " standard input and output.")
    private Optional<Integer> socket = Optional.empty();

    @Option(
            names = "--channels",
            paramLabel = "LIST",
            split = ",",
            defaultValue = "color",
            description =
                    "What to ask for, among color, depth and ir; the first is tracked. Default: ${DEFAULT-VALUE}.")
    private List<String> channels;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "18000",
            description = "End when the toolkit says nothing for so long. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            defaultValue = "spmtrack-vot.log",
            description = "Lines are added to it. Default: ${DEFAULT-VALUE}.")
    private Path log;

    @Option(names = "--self-test", description = "Play the toolkit's side against this tracker, and say how it went.")
    private boolean selfTest;

    @Parameters(paramLabel = "key=value", description = "Settings of the tracker, e.g. tracker.window_penalty=0.3.")
    private List<String> settings = new ArrayList<>();

    @Override
    public void run() {
        if (timeout < 1) {
            throw new InputException("--timeout=" + timeout + ": a number of seconds from 1 is expected");
        }
        Optional<Baseline> plain = baseline.map(Baseline::of);
        if (plain.isPresent()) {
            speak(plain.get()::open);
            return;
        }
        try (Loaded loaded = weights.load(settings, backends.open())) {
            speak(() -> new SpmTracker(loaded.session(), loaded.tracker()));
        }
    }

    private void speak(Supplier<Tracker> open) {
        warm(open);
        if (selfTest) {
            test(open);
        } else {
            serve(open);
        }
    }

    /** The toolkit waits half a minute for hello and takes the time of every frame, so the first ones are spent here. */
    private static void warm(Supplier<Tracker> open) {
        try (Tracker tracker = open.get()) {
            byte[] rgb = new byte[3 * WIDTH * HEIGHT];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) (i * 31 >> 4);
            }
            Image image = Image.of(WIDTH, HEIGHT, rgb);
            tracker.init(Frame.of(0, image), Box.xywh(WIDTH / 3.0, HEIGHT / 3.0, WIDTH / 6.0, HEIGHT / 6.0));
            for (int i = 1; i < WARM_FRAMES; i++) {
                tracker.update(Frame.of(i, image));
            }
        }
    }

    private void test(Supplier<Tracker> open) {
        List<TraxSelfTest.Trial> trials = TraxSelfTest.run(open);
        trials.forEach(trial -> console.out()
                .println((trial.passed() ? "ok    " : "FAULT ")
                        + trial.name()
                        + (trial.passed() ? "" : ": " + trial.fault())));
        console.out().flush();
        if (!trials.stream().allMatch(TraxSelfTest.Trial::passed)) {
            throw new IllegalStateException("the self-test found faults");
        }
    }

    private void serve(Supplier<Tracker> open) {
        Optional<Integer> port =
                socket.or(() -> Optional.ofNullable(System.getenv(SOCKET)).map(VotCommand::port));
        try (PrintWriter lines = new PrintWriter(
                Files.newBufferedWriter(
                        log, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true)) {
            if (port.isPresent()) {
                try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), port.get())) {
                    serve(open, lines, peer.getInputStream(), peer.getOutputStream());
                }
            } else {
                serve(open, lines, System.in, System.out);
            }
        } catch (IOException e) {
            throw new InputException(
                    port.map(number -> "--socket=" + number + ": no toolkit listens at this port (" + e.getMessage()
                                            + ")")
                                    .orElse("--log=" + log + ": cannot be written: " + e.getMessage())
                            + "; choose another",
                    e);
        }
    }

    private void serve(Supplier<Tracker> open, PrintWriter lines, InputStream in, OutputStream out) {
        try {
            new TraxServer(
                            in,
                            out,
                            line -> lines.println(Instant.now() + " " + line),
                            open,
                            channels,
                            Duration.ofSeconds(timeout))
                    .run();
        } catch (RuntimeException e) {
            e.printStackTrace(lines);
            throw e;
        }
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MOST_PORT) {
            throw new InputException(SOCKET + "=" + text + ": the number of a port is expected");
        }
        return Integer.parseInt(text);
    }
}
