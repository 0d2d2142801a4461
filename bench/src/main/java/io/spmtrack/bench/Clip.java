package io.spmtrack.bench;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.image.ImageWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JPEG files of a generated video, played forth and back; they are deleted on {@link #close()}. */
final class Clip implements AutoCloseable {
    private static final int FRAMES = 12;
    private static final FrameSize SIZE = new FrameSize(640, 480);

    private final Path folder;
    private final List<Path> files = new ArrayList<>();
    private final Box box;

    Clip() {
        Sequence sequence = new Synthetic(1, "test", FRAMES, SIZE).sequence(0);
        box = sequence.truth().box(0);
        try {
            folder = Files.createTempDirectory("spmtrack-bench");
            for (int i = 0; i < FRAMES; i++) {
                files.add(folder.resolve(i + ".jpg"));
                ImageWriter.write(sequence.frames().image(i), files.getLast());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The target in the first picture. */
    Box box() {
        return box;
    }

    /** Any picture from 0 on: after the last one it goes back. */
    Image read(int index) {
        int place = index % (2 * FRAMES - 2);
        return Image.read(files.get(Math.min(place, 2 * FRAMES - 2 - place)));
    }

    @Override
    public void close() {
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
