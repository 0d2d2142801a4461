package io.spmtrack.eval.trax;

import io.spmtrack.engine.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The lines of one side. A thread reads, so that waiting for the other side can end; lines that are no messages go to the log.
 */
final class TraxChannel implements AutoCloseable {
    private static final int LONGEST = 1 << 20;
    private static final int AHEAD = 64;

    /** What came in. */
    private sealed interface Event {
        record Line(String text) implements Event {}

        record End(String why) implements Event {}
    }

    private final OutputStream out;
    private final Consumer<String> log;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(AHEAD);
    private final Thread reader;

    TraxChannel(InputStream in, OutputStream out, Consumer<String> log) {
        this.out = out;
        this.log = log;
        this.reader = Thread.ofPlatform().daemon().name("spmtrack-trax").start(() -> read(in));
    }

    private void read(InputStream in) {
        try {
            try {
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                StringBuilder line = new StringBuilder();
                for (int letter = lines.read(); letter >= 0; letter = lines.read()) {
                    if (letter == '\n') {
                        events.put(new Event.Line(line.toString().stripTrailing()));
                        line.setLength(0);
                    } else if (line.length() < LONGEST) {
                        line.append((char) letter);
                    } else {
                        events.put(new Event.End("sent a line longer than a million characters"));
                        return;
                    }
                }
                events.put(new Event.End("is gone without quit"));
            } catch (IOException e) {
                events.put(new Event.End("cannot be read: " + e.getMessage()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody listens any more
        }
    }

    /**
     * The next message.
     *
     * @throws InputException if the other side is gone, says nothing for so long, or sends what is no message
     */
    TraxMessage next(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            Event event;
            try {
                event = events.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InputException("TraX: interrupted while waiting; start it again", e);
            }
            Optional<TraxMessage> message = message(Optional.ofNullable(event), patience);
            if (message.isPresent()) {
                return message.get();
            }
        }
    }

    private Optional<TraxMessage> message(Optional<Event> event, Duration patience) {
        return switch (event.orElseGet(
                () -> new Event.End("said nothing for " + patience.toMillis() / 1000.0 + " s"))) {
            case Event.End end -> throw TraxMessage.wrong("the other side " + end.why());
            case Event.Line line -> {
                log.accept("< " + TraxMessage.shown(line.text()));
                yield TraxMessage.parse(line.text());
            }
        };
    }

    /** @throws InputException if the other side is gone */
    void send(TraxMessage message) {
        log.accept("> " + TraxMessage.shown(message.line()));
        try {
            // A message begins in a new line, whatever was printed before.
            out.write((message.line() + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new InputException(
                    "TraX: the other side does not take what is sent (" + e.getMessage()
                            + "); see the toolkit's log for why it ended",
                    e);
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
