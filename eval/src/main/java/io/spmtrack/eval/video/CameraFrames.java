package io.spmtrack.eval.video;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Frames;
import io.spmtrack.model.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A camera through {@code ffmpeg}. Frames that arrive while nobody asks are dropped, so that a slow tracker sees the
 * newest picture and not a queue of old ones. There is no going back.
 */
public final class CameraFrames implements Frames {

    private final PictureStream stream;
    private Optional<Image> newest = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();
    private boolean ended;
    private Optional<Image> current = Optional.empty();
    private int position = -1;

    private CameraFrames(PictureStream stream) {
        this.stream = stream;
        Thread.ofPlatform().daemon().name("camera").start(this::receive);
    }

    /**
     * Opens a camera.
     *
     * @param number 0 for the first one
     * @throws InputException if there is no such camera, or this system's cameras cannot be opened by number
     */
    public static CameraFrames open(int number) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("linux")) {
            Path device = Path.of("/dev/video" + number);
            if (!Files.exists(device)) {
                throw new InputException("camera:" + number + ": there is no " + device
                        + "; connect a camera, or name a video file or a folder of images");
            }
            return new CameraFrames(
                    new PictureStream("camera:" + number, List.of("-f", "v4l2", "-i", device.toString())));
        }
        if (system.contains("mac")) {
            return new CameraFrames(new PictureStream(
                    "camera:" + number, List.of("-f", "avfoundation", "-framerate", "30", "-i", number + ":none")));
        }
        throw new InputException("camera:" + number + ": cameras can be opened on Linux and macOS only;"
                + " record a video file and name that");
    }

    private void receive() {
        try {
            for (Optional<Image> next = stream.next(); next.isPresent(); next = stream.next()) {
                publish(next);
            }
        } catch (RuntimeException e) {
            fail(e);
        }
        publish(Optional.empty());
    }

    private synchronized void publish(Optional<Image> picture) {
        newest = picture;
        ended = picture.isEmpty();
        notifyAll();
    }

    private synchronized void fail(RuntimeException e) {
        failure = Optional.of(e);
    }

    /** Not known. */
    @Override
    public int size() {
        return Integer.MAX_VALUE;
    }

    /** Waits for the next picture. */
    @Override
    public synchronized boolean has(int index) {
        while (position < index) {
            if (!await()) {
                return false;
            }
            current = newest;
            newest = Optional.empty();
            position++;
        }
        return position == index;
    }

    private boolean await() {
        try {
            while (newest.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (newest.isEmpty() && failure.isPresent()) {
            throw failure.get();
        }
        return newest.isPresent();
    }

    @Override
    public synchronized Image image(int index) {
        if (!has(index)) {
            throw new IndexOutOfBoundsException("the camera does not have frame " + index + " any more or not yet");
        }
        return current.orElseThrow();
    }

    @Override
    public void close() {
        stream.close();
    }
}
