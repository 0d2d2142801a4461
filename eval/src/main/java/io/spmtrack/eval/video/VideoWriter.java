package io.spmtrack.eval.video;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Image;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes pictures into a video file of one size through {@code ffmpeg}: H.264 where it can, MPEG-4 otherwise. The file
 * appears under its name when {@link #close} succeeds; until then the frames are in {@code <name>.part.mp4} beside it.
 */
public final class VideoWriter implements AutoCloseable {

    private final Path file;
    private final Path part;
    private final int width;
    private final int height;
    private final Ffmpeg ffmpeg;
    private final OutputStream out;
    private boolean closed;

    private VideoWriter(Path file, int width, int height, double framesPerSecond) {
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part.mp4");
        this.width = width;
        this.height = height;
        this.ffmpeg = Ffmpeg.start(arguments(framesPerSecond));
        this.out = new BufferedOutputStream(ffmpeg.process().getOutputStream(), 1 << 16);
    }

    /**
     * Starts a video.
     *
     * @param file its name, ending in {@code .mp4}; an existing one is replaced at the end
     * @throws InputException if {@code ffmpeg} is not installed or the name ends otherwise
     */
    public static VideoWriter open(Path file, int width, int height, double framesPerSecond) {
        if (!file.toString().endsWith(".mp4")) {
            throw new InputException(file + ": videos are written as .mp4; change the ending");
        }
        if (width <= 0 || height <= 0 || !(framesPerSecond > 0)) {
            throw new IllegalArgumentException("video of " + width + "x" + height + " at " + framesPerSecond + " Hz");
        }
        return new VideoWriter(file, width, height, framesPerSecond);
    }

    /** The version of the {@code ffmpeg} that was found; empty where there is none. */
    public static Optional<String> installed() {
        try (Ffmpeg asked = Ffmpeg.start(List.of("-version"))) {
            return asked.output().lines().findFirst();
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    private List<String> arguments(double framesPerSecond) {
        List<String> input = List.of(
                "-f",
                "rawvideo",
                "-pix_fmt",
                "rgb24",
                "-video_size",
                width + "x" + height,
                "-framerate",
                Double.toString(framesPerSecond),
                "-i",
                "pipe:0");
        // 4:2:0 wants even sizes.
        List<String> picture = List.of("-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p");
        List<String> codec =
                hasH264() ? List.of("-c:v", "libx264", "-crf", "18") : List.of("-c:v", "mpeg4", "-q:v", "3");
        List<String> output = List.of("-movflags", "+faststart", "-y", Ffmpeg.file(part));
        return Stream.of(input, picture, codec, output).flatMap(List::stream).toList();
    }

    private static boolean hasH264() {
        try (Ffmpeg asked = Ffmpeg.start(List.of("-h", "encoder=libx264"))) {
            return asked.output().contains("Encoder libx264");
        }
    }

    /** Appends a frame; one of another size is scaled to fit, with black beside or above and below it. */
    public void write(Image image) {
        boolean fits = image.width() == width && image.height() == height;
        try {
            out.write((fits ? image : fitted(image)).rgb());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Image fitted(Image image) {
        double scale = Math.min((double) width / image.width(), (double) height / image.height());
        int scaledWidth = Math.max(1, (int) Math.round(image.width() * scale));
        int scaledHeight = Math.max(1, (int) Math.round(image.height() * scale));
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = canvas.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(
                image.toBufferedImage(),
                (width - scaledWidth) / 2,
                (height - scaledHeight) / 2,
                scaledWidth,
                scaledHeight,
                null);
        graphics.dispose();
        return Image.of(canvas);
    }

    /**
     * Ends the video and gives it its name.
     *
     * @throws UncheckedIOException if it could not be written; the message has the reason {@code ffmpeg} gave
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.close();
            if (ffmpeg.exitCode() != 0) {
                throw failed(new IOException("ffmpeg failed"));
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            ffmpeg.close();
        }
    }

    private UncheckedIOException failed(IOException e) {
        int code = ffmpeg.exitCode();
        if (!part.toFile().delete()) {
            part.toFile().deleteOnExit();
        }
        return new UncheckedIOException(new IOException(
                file + ": the video cannot be written (ffmpeg ended with " + code + ": " + ffmpeg.complaint() + ")",
                e));
    }
}
