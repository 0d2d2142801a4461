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

/** Generated videos as JPEG files of 1280x720, in OTB's layout, to make training samples of; deleted on {@link #close()}. */
public final class LargeClips implements AutoCloseable {
    private static final int CLIPS = 3;
    private static final int FRAMES = 16;
    private static final FrameSize SIZE = new FrameSize(1280, 720);

    private final Path folder;

    public LargeClips() {
        try {
            folder = Files.createTempDirectory("spmtrack-bench");
            Synthetic world = new Synthetic(1, "train", FRAMES, SIZE);
            for (int clip = 0; clip < CLIPS; clip++) {
                write(world.sequence(clip), folder.resolve("clip" + clip));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Sequence sequence, Path clip) throws IOException {
        Path pictures = Files.createDirectories(clip.resolve("img"));
        for (int i = 0; i < FRAMES; i++) {
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
        return "otb:" + folder;
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
