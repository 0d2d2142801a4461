package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Data sets whose sequence is one folder with one annotation file and one folder of images ({@code docs/spec/data.md §2}).
 *
 * @param images name of the folder of images
 * @param truth name of the annotation file; {@code %s} stands for the name of the sequence
 * @param rows which boxes there may be
 * @param zeros what a row of zeros says
 * @param firstPixel number of the first pixel of a row or column in the files, 0 or 1
 * @param categories whether the layout is recognised by sequences in folders of categories; they are read in any case
 */
public record FolderReader(String images, String truth, RowRule rows, Zeros zeros, int firstPixel, boolean categories)
        implements DataLayout {

    /** What a row of zeros says of the target. */
    public enum Zeros {
        /** Nothing of its own: it is a box without size. */
        BOX,
        /** It is absent. */
        ABSENT,
        /** Nobody annotated the frame. */
        UNKNOWN
    }

    /** The usual case: any rows, zeros are boxes, pixels count from 0, no categories. */
    public FolderReader(String images, String truth) {
        this(images, truth, RowRule.ANY, Zeros.BOX, 0, false);
    }

    /** The same where only these rows are allowed. */
    public FolderReader allowing(RowRule other) {
        return new FolderReader(images, truth, other, zeros, firstPixel, categories);
    }

    /** The same where zeros say this. */
    public FolderReader zeros(Zeros other) {
        return new FolderReader(images, truth, rows, other, firstPixel, categories);
    }

    /** The same where pixels count from 1 and sequences lie in folders of categories. */
    public FolderReader fromOneInCategories() {
        return new FolderReader(images, truth, rows, zeros, 1, true);
    }

    @Override
    public String mark() {
        return (categories ? "<category>/" : "") + "<sequence>/" + truth.formatted("<sequence>") + " with " + images;
    }

    @Override
    public boolean fits(Path path) {
        Stream<Path> folders = categories ? Folder.grandchildren(path) : Folder.withChildren(path);
        return folders.anyMatch(folder -> isSequence(folder) && Files.isDirectory(folder.resolve(images)));
    }

    @Override
    public List<Entry> entries(Reading reading) {
        return sequences(Folder.existing(reading.path())).stream()
                .map(folder -> Entry.of(Folder.name(folder), () -> read(reading, folder)))
                .toList();
    }

    /** The folder itself, its sub-folders, or theirs where they are categories. */
    private List<Path> sequences(Path root) {
        if (isSequence(root)) {
            return List.of(root);
        }
        List<Path> sequences = new ArrayList<>();
        for (Path folder : Folder.folders(root)) {
            if (isSequence(folder)) {
                sequences.add(folder);
            } else {
                Folder.folders(folder).stream().filter(this::isSequence).forEach(sequences::add);
            }
        }
        return sequences;
    }

    private boolean isSequence(Path folder) {
        return annotation(folder).isPresent();
    }

    private Optional<Path> annotation(Path folder) {
        return Optional.of(folder.resolve(truth.formatted(Folder.name(folder)))).filter(Files::isRegularFile);
    }

    private Sequence read(Reading reading, Path folder) {
        BoxFile written = BoxFile.read(annotation(folder).orElseThrow());
        BoxFile shifted = reading.pictures() && firstPixel != 0 ? written.shifted(-firstPixel) : written;
        Path pictures = folder.resolve(images);
        return reading.sequence(
                Folder.name(folder),
                zeros == Zeros.UNKNOWN ? shifted.withoutZeros() : shifted,
                rows,
                zeros == Zeros.ABSENT ? row -> sum(written, row) > 0 : row -> true,
                () -> new FileFrames(pictures, Folder.pictures(pictures)));
    }

    @Override
    public Sequence copied(
            Reading reading, String name, BoxFile boxes, IntPredicate present, Supplier<FrameSize> noImages) {
        return zeros == Zeros.UNKNOWN
                ? reading.annotated(name, boxes.withoutZeros(), rows, row -> true, noImages)
                : DataLayout.super.copied(reading, name, boxes, present, noImages);
    }

    private static double sum(BoxFile boxes, int row) {
        double sum = 0;
        for (int column = 0; column < boxes.columns(row); column++) {
            sum += boxes.value(row, column);
        }
        return sum;
    }
}
