package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.video.VideoFrames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A video file; boxes beside it in a file of its name ending in {@code .txt}, or in the file that the option
 * {@code boxes} names.
 */
public final class VideoReader implements DataLayout {

    /** How the names of video files end. */
    public static final List<String> ENDINGS =
            List.of("mp4", "avi", "mkv", "mov", "webm", "m4v", "mpg", "mpeg", "wmv", "flv", "ts", "ogv", "3gp");

    @Override
    public String mark() {
        return "a video file";
    }

    @Override
    public boolean fits(Path path) {
        return isVideo(path);
    }

    /** Whether there is a file of such a name. */
    public static boolean isVideo(Path path) {
        String name = Folder.name(path).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    @Override
    public List<String> options() {
        return List.of("boxes");
    }

    @Override
    public boolean hasCopies() {
        return false;
    }

    @Override
    public List<Entry> entries(Reading reading) {
        Path path = Folder.existing(reading.path());
        return List.of(Entry.of(Folder.name(path), () -> read(reading, path)));
    }

    private static Sequence read(Reading reading, Path path) {
        BoxFile boxes = FramesReader.rows(reading);
        Truth truth = Truth.of(boxes.boxes());
        if (!reading.pictures()) {
            Frames boxesOnly = new WithoutPictures(boxes.name(), boxes.rows(), () -> size(path));
            return new Sequence(reading.dataset(), Folder.name(path), boxesOnly, truth);
        }
        RowRule.STRICT.check(boxes, row -> true);
        Frames video = VideoFrames.of(path);
        if (video.size() != boxes.rows()) {
            throw new InputException(boxes.name() + ": has " + boxes.rows() + " rows, but " + path + " has "
                    + video.size() + " frames; one row a frame is needed");
        }
        return new Sequence(reading.dataset(), Folder.name(path), video, truth);
    }

    private static FrameSize size(Path path) {
        try (Frames video = VideoFrames.of(path)) {
            return video.frameSize();
        }
    }
}
