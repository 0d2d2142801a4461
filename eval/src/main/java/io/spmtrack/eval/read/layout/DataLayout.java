package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.read.text.RowSyntax;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** How the files of a data set lie: what they are recognised by, and how they are read. */
public interface DataLayout {

    /** What a path of this layout is recognised by, for messages; empty where it has to be named. */
    String mark();

    /** Whether a path has this layout; never, where it has to be named. */
    boolean fits(Path path);

    /** The sequences that a pass asks for, in the order of the data set. */
    List<Entry> entries(Reading reading);

    /**
     * The files and folders that its entries are made of, in any order, by which an index of them is known to be still right;
     * pictures are told by their folder. Empty where reading the entries anew costs little.
     */
    default List<Path> files(Reading reading) {
        return List.of();
    }

    /** The splits that the data set comes in; empty when it is whole. */
    default List<String> splits() {
        return List.of();
    }

    /** Those that are there. */
    default List<String> splits(Path root) {
        return List.of();
    }

    /** What is read where several splits are there and none was asked for, empty text for all; else one must be named. */
    default Optional<String> unnamedSplit() {
        return Optional.empty();
    }

    /** Options of a SPEC besides those that all data sets have. */
    default List<String> options() {
        return List.of();
    }

    /** Whether the data are files, so that a SPEC has a path. */
    default boolean onDisk() {
        return true;
    }

    /** Whether the sequences are made on the fly, ever new ones. */
    default boolean made() {
        return false;
    }

    /**
     * The world of data that are {@link #made}; empty for all others.
     *
     * @throws io.spmtrack.engine.InputException if an option is out of range, or its pictures cannot be found
     */
    default Optional<World> world(Reading reading) {
        return Optional.empty();
    }

    /** Whether boxes without images, in a folder or a zip, are known as an {@linkplain AnnotationCopy annotation copy}. */
    default boolean hasCopies() {
        return true;
    }

    /** Whether a sequence of an annotation copy belongs to a split. */
    default boolean inSplit(String sequence, String split) {
        return true;
    }

    /** What the rows of its annotation files may be. */
    default RowSyntax syntax() {
        return RowSyntax.BOXES;
    }

    /**
     * A sequence of an annotation copy.
     *
     * @param present the copy's flags of absence, inverted
     * @param noImages says that the size of the pictures is not known
     */
    default Sequence copied(
            Reading reading, String name, BoxFile boxes, IntPredicate present, Supplier<FrameSize> noImages) {
        return reading.annotated(name, boxes, RowRule.ANY, present, noImages);
    }
}
