package io.spmtrack.cli.serve;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.synthetic.Synthetic;
import io.spmtrack.eval.video.VideoWriter;
import io.spmtrack.model.image.ImageWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Generated sequences on disk. */
final class Clip {
    private Clip() {}

    static Sequence sequence(long seed, long index, int length, int width, int height) {
        return new Synthetic(seed, "test", length, new FrameSize(width, height)).sequence(index);
    }

    /** Writes the first frames into a folder of images. */
    static void images(Sequence sequence, int frames, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int frame = 0; frame < frames; frame++) {
            ImageWriter.write(
                    sequence.frames().image(frame), folder.resolve(String.format(Locale.ROOT, "%04d.jpg", frame + 1)));
        }
    }

    /** Writes a video; needs ffmpeg. */
    static void video(Sequence sequence, Path file) {
        int width = sequence.frames().frameSize().width();
        int height = sequence.frames().frameSize().height();
        try (VideoWriter writer = VideoWriter.open(file, width, height, 25)) {
            for (int frame = 0; frame < sequence.size(); frame++) {
                writer.write(sequence.frames().image(frame));
            }
        }
    }
}
