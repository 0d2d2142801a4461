package io.spmtrack.eval.read.layout;

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

/**
 * Data sets whose sequence is one folder with one annotation file and one folder of images: TNL2K, VastTrack,
 * TempleColor-128, MIL and LasHeR ({@code docs/spec/data.md §2}).
 */
public enum FolderReader {
    TNL2K("imgs", RowRule.ANY, 0, "groundtruth.txt"),
    VASTTRACK("imgs", RowRule.ANY, -1, "Groundtruth.txt"),
    TC128("img", RowRule.STRICT, 0, "%s_gt.txt"),
    MIL("imgs", RowRule.SPARSE, 0, "%s_gt.txt"),
    LASHER("visible", RowRule.ANY, 0, "init.txt");

    private final String images;
    private final RowRule rule;
    private final double shift;
    private final String truth;

    FolderReader(String images, RowRule rule, double shift, String truth) {
        this.images = images;
        this.rule = rule;
        this.shift = shift;
        this.truth = truth;
    }

    public List<Entry> entries(Reading reading) {
        return sequences(Folder.existing(reading.spec().path())).stream()
                .map(folder -> new Entry(Folder.name(folder), () -> read(reading, folder)))
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
        return truth(folder).isPresent();
    }

    /** Whether a folder has this data set's annotation file and folder of images. */
    public boolean hasAll(Path folder) {
        return isSequence(folder) && Files.isDirectory(folder.resolve(images));
    }

    private Optional<Path> truth(Path folder) {
        return Optional.of(folder.resolve(truth.formatted(Folder.name(folder)))).filter(Files::isRegularFile);
    }

    private Sequence read(Reading reading, Path folder) {
        BoxFile written = BoxFile.read(truth(folder).orElseThrow());
        BoxFile boxes = boxes(written, reading.pictures());
        Path pictures = folder.resolve(images);
        IntPredicate exists = this == VASTTRACK ? row -> sum(written, row) > 0 : row -> true;
        return reading.sequence(
                Folder.name(folder), boxes, rule, exists, () -> new FileFrames(pictures, Folder.pictures(pictures)));
    }

    /** MIL writes {@code 0,0,0,0} where nobody annotated; VastTrack counts pixels from 1. */
    private BoxFile boxes(BoxFile written, boolean fromZero) {
        if (this == MIL) {
            return written.withoutZeros();
        }
        return fromZero && shift != 0 ? written.shifted(shift) : written;
    }

    private static double sum(BoxFile boxes, int row) {
        double sum = 0;
        for (int column = 0; column < boxes.columns(row); column++) {
            sum += boxes.value(row, column);
        }
        return sum;
    }
}
