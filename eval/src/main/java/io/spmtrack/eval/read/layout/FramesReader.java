package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.DataSpec;
import io.spmtrack.eval.read.Kind;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.video.VideoFrames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of images in the order of their numbers, or a video file; boxes in the folder's {@code groundtruth.txt} (or
 * {@code groundtruth_rect.txt}, {@code boxes.txt}), beside the video in a file of its name ending in {@code .txt}, or
 * in the file that the option {@code boxes} names.
 */
public final class FramesReader {

    private static final List<String> TRUTHS = List.of("groundtruth.txt", "groundtruth_rect.txt", "boxes.txt");

    private FramesReader() {}

    public static List<Entry> entries(Reading reading) {
        Path path = Folder.existing(reading.spec().path());
        return List.of(new Entry(Folder.name(path), () -> read(reading, path)));
    }

    private static Sequence read(Reading reading, Path path) {
        BoxFile boxes = BoxFile.read(boxes(reading.spec()).orElseThrow(() -> withoutBoxes(path)));
        if (reading.spec().kind() == Kind.FRAMES) {
            return reading.sequence(Folder.name(path), boxes, RowRule.STRICT, () -> pictures(path));
        }
        Truth truth = Truth.of(boxes.boxes());
        if (!reading.pictures()) {
            Frames boxesOnly = new WithoutPictures(boxes.name(), boxes.rows(), () -> videoSize(path));
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

    private static FrameSize videoSize(Path path) {
        try (Frames video = VideoFrames.of(path)) {
            return video.frameSize();
        }
    }

    private static InputException withoutBoxes(Path path) {
        return new InputException(path + ": has no boxes; add " + TRUTHS.getFirst()
                + " with a row x,y,width,height for each frame, or name such a file with ?boxes=FILE");
    }

    /** The images of a folder, or of its {@code img} or {@code imgs}. */
    public static FileFrames pictures(Path path) {
        Path folder = Folder.hasPictures(path) ? path : Folder.firstFolder(path, "img", "imgs");
        List<String> names = Folder.pictures(folder);
        if (names.isEmpty()) {
            throw new InputException(path + ": has no images (jpg, png, bmp, gif); name the folder they are in");
        }
        return new FileFrames(folder, names);
    }

    /** The file of boxes, when there is one. */
    public static Optional<Path> boxes(DataSpec spec) {
        if (spec.option("boxes").isPresent()) {
            return spec.option("boxes").map(DataSpec::path);
        }
        Path path = spec.path();
        Stream<Path> candidates = Files.isDirectory(path)
                ? TRUTHS.stream().map(path::resolve)
                : Stream.of(path.resolveSibling(Folder.name(path).replaceFirst("\\.[^.]*$", "") + ".txt"));
        return candidates.filter(Files::isRegularFile).findFirst();
    }
}
