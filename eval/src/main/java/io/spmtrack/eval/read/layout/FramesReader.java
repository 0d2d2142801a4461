package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of images in the order of their numbers; boxes in its {@code groundtruth.txt} (or
 * {@code groundtruth_rect.txt}, {@code boxes.txt}), or in the file that the option {@code boxes} names.
 */
public final class FramesReader implements DataLayout {

    private static final List<String> TRUTHS = List.of("groundtruth.txt", "groundtruth_rect.txt", "boxes.txt");

    @Override
    public String mark() {
        return "images";
    }

    @Override
    public boolean fits(Path path) {
        return Folder.hasPictures(path);
    }

    @Override
    public List<Entry> entries(Reading reading) {
        Path path = Folder.existing(reading.path());
        return List.of(Entry.of(Folder.name(path), () -> read(reading, path)));
    }

    @Override
    public List<String> options() {
        return List.of("boxes");
    }

    @Override
    public boolean hasCopies() {
        return false;
    }

    private static Sequence read(Reading reading, Path path) {
        return reading.sequence(Folder.name(path), rows(reading), RowRule.STRICT, () -> pictures(path));
    }

    /** The boxes of a folder or of a video. */
    static BoxFile rows(Reading reading) {
        return BoxFile.read(boxes(reading.path(), reading.option("boxes"))
                .orElseThrow(() -> new InputException(reading.path() + ": has no boxes; add " + TRUTHS.getFirst()
                        + " with a row x,y,width,height for each frame, or name such a file with ?boxes=FILE")));
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

    /**
     * The file of boxes, when there is one.
     *
     * @param named the value of the option {@code boxes}
     */
    public static Optional<Path> boxes(Path path, Optional<String> named) {
        if (named.isPresent()) {
            return named.map(Folder::path);
        }
        Stream<Path> candidates = Files.isDirectory(path)
                ? TRUTHS.stream().map(path::resolve)
                : Stream.of(path.resolveSibling(Folder.name(path).replaceFirst("\\.[^.]*$", "") + ".txt"));
        return candidates.filter(Files::isRegularFile).findFirst();
    }
}
