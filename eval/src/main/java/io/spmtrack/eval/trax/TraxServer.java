package io.spmtrack.eval.trax;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The tracker's side of a TraX session, versions 1 to 4: rectangles, pictures by path, several objects, several channels, of which
 * the first is tracked.
 */
public final class TraxServer {
    /** The order of channels in every message. */
    private static final List<String> CHANNELS = List.of("color", "depth", "ir");

    private static final String SCHEME = "file://";

    private final TraxChannel channel;
    private final Consumer<String> log;
    private final Supplier<Tracker> open;
    private final List<String> channels;
    private final Duration patience;
    private final List<Tracker> trackers = new ArrayList<>();
    private final List<Box> given = new ArrayList<>();
    private int frame;

    /**
     * @param open makes a tracker; it is asked for when an object is given, so what it needs should be loaded and warm
     * @param channels what the toolkit is to send, among color, depth and ir
     * @param patience how long to wait for a message
     */
    public TraxServer(
            InputStream in,
            OutputStream out,
            Consumer<String> log,
            Supplier<Tracker> open,
            List<String> channels,
            Duration patience) {
        this.log = log;
        this.open = open;
        this.patience = patience;
        this.channels = CHANNELS.stream().filter(channels::contains).toList();
        if (this.channels.isEmpty() || !CHANNELS.containsAll(channels)) {
            throw new InputException(
                    "--channels=" + String.join(",", channels) + ": some of color, depth and ir are expected");
        }
        this.channel = new TraxChannel(in, out, log);
    }

    /**
     * Introduces the tracker and answers until the other side quits.
     *
     * @throws InputException if the other side is gone or silent, or says what is not understood; it has been told to quit then,
     *     as after any failure
     */
    public void run() {
        try (channel) {
            channel.send(hello());
            while (answered(channel.next(patience))) {
                // the next one
            }
        } catch (RuntimeException e) {
            log.accept(e.toString());
            quit(e instanceof InputException ? e.getMessage() : e.toString());
            throw e;
        } finally {
            closeAll();
        }
    }

    private TraxMessage hello() {
        return TraxMessage.of(TraxMessage.Kind.HELLO)
                .with("trax.version", "4")
                .with("trax.name", "SPMTrack")
                .with("trax.identifier", "spmtrack")
                .with("trax.image", "path;")
                .with("trax.region", "rectangle;")
                .with("trax.channels", String.join(";", channels) + ";")
                .with("trax.multiobject", "1");
    }

    private void quit(String reason) {
        try {
            channel.send(TraxMessage.of(TraxMessage.Kind.QUIT).with("trax.reason", reason));
        } catch (InputException gone) {
            log.accept("quit was not taken: " + gone.getMessage());
        }
    }

    /** @return whether the session goes on */
    private boolean answered(TraxMessage message) {
        switch (message.kind()) {
            case INITIALIZE -> initialize(message.arguments());
            case FRAME -> frame(message.arguments());
            case QUIT -> {
                return false;
            }
            case HELLO, STATE ->
                throw TraxMessage.wrong(
                        "a tracker is not sent " + message.kind().label());
        }
        return true;
    }

    /** Nothing: a new session; a region: one more object of the next frame; pictures and a region: version 3, at once. */
    private void initialize(List<String> arguments) {
        if (arguments.isEmpty()) {
            closeAll();
        } else if (arguments.size() == 1) {
            given.add(TraxRegion.parse(arguments.getFirst()));
        } else {
            closeAll();
            given.add(TraxRegion.parse(arguments.getLast()));
            frame(arguments.subList(0, arguments.size() - 1));
        }
    }

    private void frame(List<String> pictures) {
        if (pictures.size() != channels.size()) {
            throw TraxMessage.wrong(pictures.size() + " pictures were sent, of channels " + String.join(";", channels));
        }
        if (trackers.isEmpty() && given.isEmpty()) {
            throw TraxMessage.wrong("a frame was sent before any object");
        }
        Frame next = Frame.of(frame, Image.read(path(pictures.getFirst())));
        List<TraxMessage> states = new ArrayList<>();
        for (Tracker tracker : trackers) {
            states.add(state(tracker.update(next)));
        }
        for (Box box : given) {
            Tracker tracker = open.get();
            trackers.add(tracker);
            tracker.init(next, box);
            states.add(state(new TrackResult(box, 1)));
        }
        given.clear();
        frame++;
        states.forEach(channel::send);
    }

    private static TraxMessage state(TrackResult found) {
        return TraxMessage.of(TraxMessage.Kind.STATE, TraxRegion.text(found.box()))
                .with("confidence", String.format(Locale.ROOT, "%.6f", found.confidence()));
    }

    private static Path path(String uri) {
        try {
            if (uri.startsWith(SCHEME)) {
                // Toolkits write paths as they are, without percent signs for what a URI would not hold.
                return uri.contains("%") && uri.startsWith(SCHEME + "/")
                        ? Path.of(URI.create(uri))
                        : Path.of(uri.substring(SCHEME.length()));
            }
            if (uri.startsWith("/")) {
                return Path.of(uri);
            }
        } catch (IllegalArgumentException e) {
            throw TraxMessage.wrong("'" + TraxMessage.shown(uri) + "' is no path");
        }
        throw TraxMessage.wrong("'" + TraxMessage.shown(uri) + "' is no picture by path, which was offered");
    }

    private void closeAll() {
        trackers.forEach(Tracker::close);
        trackers.clear();
        given.clear();
        frame = 0;
    }
}
