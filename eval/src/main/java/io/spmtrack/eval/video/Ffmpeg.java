package io.spmtrack.eval.video;

import io.spmtrack.engine.InputException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A running {@code ffmpeg} or {@code ffprobe}: what it complains about is kept for messages, closing ends it. */
final class Ffmpeg implements AutoCloseable {

    /** System property that names the executable when it is not on the PATH. */
    static final String PROPERTY = "spmtrack.ffmpeg";

    private static final String FORMATS =
            "avi,mov,mp4,matroska,webm,mpeg,mpegts,mpegvideo,asf,flv,ogg,ivf,nut,h264,hevc,yuv4mpegpipe,gif";

    private static final Pattern RELEASE = Pattern.compile("^ffmpeg version n?(\\d{1,2})\\.(\\d{1,3})");

    private static final int KEPT_BYTES = 8192;
    private static final int PATIENCE_SECONDS = 5;

    private final Process process;
    private final Thread listener;
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    private Ffmpeg(Process process) {
        this.process = process;
        this.listener = Thread.ofPlatform().daemon().name("ffmpeg-messages").start(this::listen);
    }

    /** Starts {@code ffmpeg} with arguments; it prints nothing but errors and asks nothing. */
    static Ffmpeg start(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(executable(), "-nostdin", "-hide_banner", "-v", "error"));
        command.addAll(arguments);
        return launch(command);
    }

    /** Starts {@code ffprobe} with arguments. */
    static Ffmpeg probe(List<String> arguments) {
        Path ffmpeg = Path.of(executable());
        String name = ffmpeg.getFileName().toString().replace("ffmpeg", "ffprobe");
        List<String> command =
                new ArrayList<>(List.of(ffmpeg.resolveSibling(name).toString(), "-v", "error"));
        command.addAll(arguments);
        return launch(command);
    }

    private static String executable() {
        return System.getProperty(PROPERTY, "ffmpeg");
    }

    private static Ffmpeg launch(List<String> command) {
        try {
            return new Ffmpeg(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new InputException(
                    command.getFirst() + " was not found, and videos and cameras are read and written by it; install it"
                            + " (Debian: apt install ffmpeg), name it with -D" + PROPERTY
                            + "=FILE, or use a folder of images",
                    e);
        }
    }

    /** Options that let a foreign file be a video only: no playlist of other files or addresses. */
    static List<String> trusted() {
        return List.of("-protocol_whitelist", "file", "-format_whitelist", FORMATS);
    }

    /** Options that pass on every stored frame once, whatever its time stamp: their name changed with version 5.1. */
    static List<String> everyFrame() {
        try (Ffmpeg asked = start(List.of("-version"))) {
            return isOld(asked.output()) ? List.of("-vsync", "0") : List.of("-fps_mode", "passthrough");
        }
    }

    /** Whether the banner is of a release before 5.1; builds between releases have no such number and are new. */
    static boolean isOld(String banner) {
        Matcher version = RELEASE.matcher(banner);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major < 5 || (major == 5 && Integer.parseInt(version.group(2)) < 1);
    }

    /** A path that is never taken for an option or an address. */
    static String file(Path path) {
        return "file:" + path.toAbsolutePath();
    }

    private void listen() {
        try (InputStream errors = process.getErrorStream()) {
            byte[] buffer = new byte[1024];
            for (int read = errors.read(buffer); read >= 0; read = errors.read(buffer)) {
                if (complaints.size() < KEPT_BYTES) {
                    complaints.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            complaints.writeBytes(String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
    }

    Process process() {
        return process;
    }

    /** Waits for the end of the process, after its streams have been read or closed. */
    int exitCode() {
        try {
            int code = process.waitFor();
            listener.join();
            return code;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for ffmpeg", e);
        }
    }

    /** Everything the process prints, when it prints little and ends. */
    String output() {
        try (InputStream out = process.getInputStream()) {
            return new String(out.readNBytes(KEPT_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines the process prints until it ends, however many. */
    Stream<String> lines() {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).lines();
    }

    /** The first line of its errors, without the path it repeats. */
    String complaint() {
        return complaints
                .toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> line.replaceFirst("^file:.*?: ", ""))
                .orElse("no reason given");
    }

    /** Ends the process, first politely. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
