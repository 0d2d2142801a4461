package io.spmtrack.bench;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.model.image.ImageWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Generated videos as JPEG files in OTB's layout; deleted on {@link #close()}. */
public final class JpegClips implements AutoCloseable {
    private final Path folder;

    private JpegClips(String split, int clips, int frames, FrameSize size) {
        try {
            folder = Files.createTempDirectory("spmtrack-bench");
            Synthetic world = new Synthetic(1, split, frames, size);
            for (int clip = 0; clip < clips; clip++) {
                write(world.sequence(clip), videos().resolve("clip" + clip));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Videos of 1280x720 to make training samples of. */
    public static JpegClips large() {
        return new JpegClips("train", 3, 16, new FrameSize(1280, 720));
    }

    /** A video of 480x360 to track in. */
    public static JpegClips single(int frames) {
        return new JpegClips("test", 1, frames, new FrameSize(480, 360));
    }

    private static void write(Sequence sequence, Path clip) throws IOException {
        Path pictures = Files.createDirectories(clip.resolve("img"));
        for (int i = 0; i < sequence.frames().size(); i++) {
            ImageWriter.write(
                    sequence.frames().image(i), pictures.resolve(String.format(Locale.ROOT, "%04d.jpg", i + 1)));
        }
        List<String> rows = sequence.truth().boxes().stream()
                .map(box ->
                        box.finite() ? box.x1() + "," + box.y1() + "," + box.width() + "," + box.height() : "0,0,0,0")
                .toList();
        Files.writeString(clip.resolve("groundtruth_rect.txt"), rows.stream().collect(Collectors.joining("\n")));
    }

    /** The SPEC of the videos. */
    public String spec() {
        return "otb:" + videos();
    }

    private Path videos() {
        return folder.resolve("videos");
    }

    /** A file beside the videos, which is deleted with them. */
    public Path beside(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
