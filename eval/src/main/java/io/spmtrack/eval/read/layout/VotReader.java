package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.read.text.RowSyntax;
import io.spmtrack.eval.read.text.SequenceList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * VOT: {@code <sequence>/groundtruth.txt} with rectangles, polygons or masks ({@link RowSyntax#VOT}), and the images beside it or in
 * {@code color/}; a {@code list.txt} names the sequences. The box of corners is their upright hull
 * ({@link BoxFile#box}).
 */
public final class VotReader implements DataLayout {

    public static final String TRUTH = "groundtruth.txt";

    @Override
    public String mark() {
        return "<sequence>/groundtruth.txt with images";
    }

    @Override
    public boolean fits(Path path) {
        return Folder.withChildren(path).anyMatch(VotReader::isSequence);
    }

    @Override
    public RowSyntax syntax() {
        return RowSyntax.VOT;
    }

    @Override
    public List<Entry> entries(Reading reading) {
        Path root = Folder.existing(reading.path());
        return SequenceList.folders(root, TRUTH).stream()
                .map(folder -> entry(reading, folder))
                .toList();
    }

    private Entry entry(Reading reading, Path folder) {
        String name = Folder.name(folder);
        Path images = Folder.firstFolder(folder, "color", "img", "imgs");
        return Entry.of(
                name,
                () -> reading.sequence(
                        name,
                        BoxFile.read(folder.resolve(TRUTH), syntax()),
                        RowRule.MISSING,
                        () -> new FileFrames(images, Folder.pictures(images))));
    }

    /** Whether a folder is one VOT sequence. */
    public static boolean isSequence(Path folder) {
        return Files.isRegularFile(folder.resolve(TRUTH))
                && (Folder.hasPictures(folder) || Files.isDirectory(folder.resolve("color")));
    }
}
