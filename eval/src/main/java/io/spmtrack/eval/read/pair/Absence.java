package io.spmtrack.eval.read.pair;

import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Flags;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A file of flags of absence. In some copies 1 means absent, in others visible: the boxes decide, because an absent target
 * has an empty one.
 *
 * @param inverted whether 1 means visible
 */
record Absence(String file, Flags flags, boolean inverted) {

    /** The file beside the annotation, or that in a folder of such files; none when its length does not fit. */
    static Optional<Absence> of(Path root, Path folder, BoxFile boxes) {
        String listed = Folder.name(folder) + ".txt";
        return Stream.of(
                        folder.resolve("absent_label.txt"),
                        folder.resolve("absent.txt"),
                        root.resolve("annos/absent").resolve(listed),
                        root.resolve("absent").resolve(listed))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> decided(file, Flags.read(file, 1, boxes.rows()), boxes));
    }

    private static Absence decided(Path file, Flags flags, BoxFile boxes) {
        int set = count(flags, boxes, true, false) + count(flags, boxes, true, true);
        int emptySet = count(flags, boxes, true, true);
        int clear = boxes.rows() - set;
        int emptyClear = count(flags, boxes, false, true);
        boolean undecided = emptySet == 0 && emptyClear == 0;
        // Cross-multiplied shares of empty boxes. Without any, most targets are taken to be visible.
        boolean inverted = undecided ? set > clear : (long) emptyClear * set > (long) emptySet * clear;
        return new Absence(Folder.name(file), flags, inverted);
    }

    private static int count(Flags flags, BoxFile boxes, boolean set, boolean empty) {
        return (int) IntStream.range(0, boxes.rows())
                .filter(row -> flags.set().test(row) == set && boxes.box(row).valid() != empty)
                .count();
    }

    boolean absent(int row) {
        return flags.set().test(row) != inverted;
    }

    String meaning() {
        return file + ": 1 means " + (inverted ? "visible" : "absent") + ", as the boxes show";
    }
}
