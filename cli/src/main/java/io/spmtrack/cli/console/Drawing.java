package io.spmtrack.cli.console;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.video.VideoWriter;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Pictures of some frames, a video of all and a window, with the targets' boxes drawn. */
public final class Drawing implements AutoCloseable {
    private static final List<Integer> COLORS = List.of(0xff2a2a, 0x21c354, 0x2a7fff, 0xffb000, 0xd14bff, 0x00c8c8);
    private static final int PIXELS_PER_LINE = 250;
    private static final double VIDEO_RATE = 25;

    private final Console console;
    private final Path folder;
    private final boolean video;
    private final Optional<Viewer> viewer;
    private int every;
    private int written;
    private Optional<VideoWriter> writer = Optional.empty();

    /**
     * @param folder gets {@code video.mp4} and {@code frames/000001.jpg …}
     * @param video whether a video is wanted
     * @param view whether a window is wanted
     * @param every picture of every so many-th frame; 0 for none
     */
    public Drawing(Console console, Path folder, boolean video, boolean view, int every) {
        this.console = console;
        this.folder = folder;
        this.video = video;
        this.viewer = view ? Optional.of(Viewer.open("spmtrack")) : Optional.empty();
        this.every = every;
    }

    /**
     * Makes sure that drawing into a folder replaces nothing of what is drawn on.
     *
     * @param source the video or the folder of pictures
     * @throws InputException if it would
     */
    public static void spare(Path source, Path folder) {
        Path target = folder.resolve(Files.isDirectory(source) ? "frames" : "video.mp4");
        try {
            if (Files.exists(source) && Files.exists(target)) {
                Path from = source.toRealPath();
                Path to = target.toRealPath();
                if (from.startsWith(to) || from.equals(to.getParent())) {
                    throw new InputException(
                            target + ": the pictures or the video drawn there would replace those that are"
                                    + " tracked; choose another --out");
                }
            }
        } catch (IOException e) {
            throw new InputException(target + ": cannot be read: " + e + "; choose another --out", e);
        }
    }

    public Path folder() {
        return folder;
    }

    /**
     * Draws a frame where it is wanted.
     *
     * @param images of one moment and one size; several stand side by side, each with the boxes
     */
    public void add(int frame, List<Image> images, List<Box> boxes) {
        if (frame == 0) {
            begin(images);
        }
        boolean picture = pictured(frame);
        if (!picture && writer.isEmpty() && viewer.isEmpty()) {
            return;
        }
        Image drawn = images.stream()
                .map(image -> marked(image, boxes))
                .reduce(Image::beside)
                .orElseThrow();
        if (picture) {
            ImageWriter.write(drawn, pictures().resolve(String.format(Locale.ROOT, "%06d.jpg", frame + 1)));
            written++;
        }
        if (writer.isPresent()) {
            writer.get().write(drawn);
        }
        if (viewer.isPresent()) {
            viewer.get().show(drawn);
        }
    }

    private static Image marked(Image image, List<Box> boxes) {
        Image drawn = image;
        for (int i = 0; i < boxes.size(); i++) {
            drawn = withBox(drawn, boxes.get(i), color(i));
        }
        return drawn;
    }

    /** The colour of a target, 0xRRGGBB; targets count from 0. */
    public static int color(int target) {
        return COLORS.get(target % COLORS.size());
    }

    /** A picture with one more box on it, in lines that suit its size. */
    public static Image withBox(Image image, Box box, int color) {
        int thickness = Math.max(2, Math.max(image.width(), image.height()) / PIXELS_PER_LINE);
        return image.withBox(box, color, thickness);
    }

    /** Whether a picture of this frame is wanted. */
    public boolean pictured(int frame) {
        return every > 0 && frame % every == 0;
    }

    /** Whether the user has closed the window. */
    public boolean closed() {
        return viewer.isPresent() && viewer.get().closed();
    }

    private void begin(List<Image> images) {
        Image first = images.getFirst();
        long width = (long) images.size() * first.width();
        if (width * first.height() > Image.MAX_PIXELS) {
            throw new InputException("pictures of " + first.width() + "x" + first.height() + " pixels are too large to"
                    + " be drawn side by side; make them smaller");
        }
        try {
            Files.createDirectories(every > 0 || video ? pictures() : folder);
            writer = video
                    ? Optional.of(
                            VideoWriter.open(folder.resolve("video.mp4"), (int) width, first.height(), VIDEO_RATE))
                    : Optional.empty();
        } catch (InputException e) {
            console.remark("no video: " + e.getMessage() + "; every frame is written as a picture instead");
            every = 1;
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be created: " + e + "; choose another --out", e);
        }
    }

    private Path pictures() {
        return folder.resolve("frames");
    }

    @Override
    public void close() {
        viewer.ifPresent(Viewer::close);
        if (writer.isPresent()) {
            writer.get().close();
            console.remark("video: " + folder.resolve("video.mp4"));
        }
        if (written > 0) {
            console.remark(written + " pictures with the boxes drawn: " + pictures());
        }
    }
}
