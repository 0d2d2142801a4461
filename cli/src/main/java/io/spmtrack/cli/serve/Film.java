package io.spmtrack.cli.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.cli.console.Drawing;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.read.Source;
import io.spmtrack.eval.video.VideoWriter;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** A video with the boxes drawn, made in a temporary file by a thread of its own. */
final class Film implements AutoCloseable {
    private static final int TOLD_EVERY = 10;

    private final List<Rows> rows;
    private final double rate;
    private final Runnable changed;
    private final Path folder;
    private final int from;
    private final int to;
    private volatile int done;
    private volatile boolean ready;
    private volatile boolean closed;
    private volatile String failure = "";

    private Film(List<Rows> rows, double rate, Runnable changed, Path folder) {
        this.rows = rows;
        this.rate = rate;
        this.changed = changed;
        this.folder = folder;
        List<Rows> filled = rows.stream().filter(row -> !row.found().isEmpty()).toList();
        this.from = filled.stream().mapToInt(Rows::first).min().orElse(0);
        this.to = filled.stream().mapToInt(Rows::end).max().orElse(0);
    }

    /**
     * Begins.
     *
     * @param rate frames a second
     * @param changed is told of progress and of the end
     */
    static Film start(Supplier<Source> source, List<Rows> rows, double rate, Runnable changed) {
        try {
            Film film = new Film(rows, rate, changed, Files.createTempDirectory("spmtrack-film-"));
            Thread.ofPlatform().daemon().name("film").start(() -> film.run(source));
            return film;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Supplier<Source> source) {
        try (Source opened = source.get()) {
            write(opened.frames());
            ready = !closed;
        } catch (RuntimeException | OutOfMemoryError e) {
            failure = String.valueOf(e.getMessage());
        }
        if (closed) {
            clear();
        }
        changed.run();
    }

    private void write(Frames frames) {
        Image first = frames.image(from);
        try (VideoWriter writer = VideoWriter.open(file(), first.width(), first.height(), rate)) {
            for (int frame = from; frame < to && !closed && frames.has(frame); frame++) {
                writer.write(drawn(frames.image(frame), frame));
                done = frame + 1 - from;
                if (done % TOLD_EVERY == 0) {
                    changed.run();
                }
            }
        }
    }

    private Image drawn(Image image, int frame) {
        Image drawn = image;
        for (Rows each : rows) {
            drawn = Drawing.withBox(drawn, each.box(frame), Drawing.color(each.target() - 1));
        }
        return drawn;
    }

    Path file() {
        return folder.resolve("video.mp4");
    }

    boolean making() {
        return !ready && failure.isEmpty();
    }

    boolean ready() {
        return ready;
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return node.put("done", done).put("of", to - from).put("ready", ready).put("failure", failure);
    }

    /** Stops making it and deletes it. */
    @Override
    public void close() {
        closed = true;
        if (!making()) {
            clear();
        }
    }

    private void clear() {
        delete(file());
        delete(folder);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
