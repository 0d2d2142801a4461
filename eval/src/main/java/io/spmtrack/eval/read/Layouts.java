package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.layout.FolderReader;
import io.spmtrack.eval.read.layout.Got10kReader;
import io.spmtrack.eval.read.layout.LasotReader;
import io.spmtrack.eval.read.layout.NfsReader;
import io.spmtrack.eval.read.layout.OtbReader;
import io.spmtrack.eval.read.layout.TrackingNetReader;
import io.spmtrack.eval.read.layout.VotReader;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Recognises the layout of a folder whose kind was not named, by what lies in it; special layouts come first. */
final class Layouts {

    private static final List<String> VIDEOS =
            List.of("mp4", "avi", "mkv", "mov", "webm", "m4v", "mpg", "mpeg", "wmv", "flv", "ts", "ogv", "3gp");

    private static final List<Layout> ALL = List.of(
            new Layout(Kind.VIDEO, "a video file", Layouts::isVideo),
            new Layout(
                    Kind.TRACKINGNET,
                    "TRAIN_0/anno or TEST/anno",
                    root -> !TrackingNetReader.chunks(root).isEmpty()),
            new Layout(Kind.UAV123, "anno/UAV123", root -> Files.isDirectory(root.resolve("anno/UAV123"))),
            new Layout(Kind.GOT10K, "val/list.txt or <sequence>/absence.label", Layouts::isGot10k),
            new Layout(
                    Kind.NFS,
                    "<sequence>/30/<sequence>.txt beside <sequence>/240",
                    root -> any(root, NfsReader::isSequence)),
            new Layout(Kind.OTB, "<sequence>/groundtruth_rect.txt", root -> any(root, OtbReader::isOtb)),
            new Layout(
                    Kind.TC128, "<sequence>/<sequence>_gt.txt with img", root -> any(root, FolderReader.TC128::hasAll)),
            new Layout(Kind.MIL, "<sequence>/<sequence>_gt.txt with imgs", root -> any(root, FolderReader.MIL::hasAll)),
            new Layout(Kind.LASHER, "<sequence>/init.txt with visible", root -> any(root, FolderReader.LASHER::hasAll)),
            new Layout(
                    Kind.VASTTRACK,
                    "<category>/<sequence>/Groundtruth.txt with imgs",
                    root -> below(root).anyMatch(FolderReader.VASTTRACK::hasAll)),
            new Layout(
                    Kind.TNL2K, "<sequence>/groundtruth.txt with imgs", root -> any(root, FolderReader.TNL2K::hasAll)),
            new Layout(Kind.LASOT, "<category>/<category>-<n>/groundtruth.txt with img", Layouts::isLasot),
            new Layout(Kind.VOT, "<sequence>/groundtruth.txt with images", root -> any(root, VotReader::isSequence)),
            new Layout(Kind.FRAMES, "images", Folder::hasPictures));

    private Layouts() {}

    /**
     * The kind of data at a path.
     *
     * @throws InputException if there is nothing or no layout fits, listing what was looked for
     */
    static Kind recognise(Path path) {
        Folder.existing(path);
        boolean video = isVideo(path);
        if (!video && !Files.isDirectory(path)) {
            throw new InputException(path + ": is neither a folder nor a video file (" + String.join(", ", VIDEOS)
                    + "); name the kind, as in otb:" + path);
        }
        if (!video && isEmpty(path)) {
            throw new InputException(path + ": the folder is empty; name one with a data set, a sequence or images");
        }
        return ALL.stream()
                .filter(layout -> layout.fits().test(path))
                .map(layout -> special(layout.kind(), path))
                .findFirst()
                .orElseThrow(() -> unknown(path));
    }

    private static InputException unknown(Path path) {
        String looked = String.join(
                "; ",
                ALL.stream()
                        .map(layout -> layout.kind().id() + ": " + layout.mark())
                        .toList());
        return new InputException(
                path + ": the layout is not known; looked for " + looked + ". Name the kind, as in otb:" + path);
    }

    /** LaSOT's extension differs from LaSOT in its categories only. */
    private static Kind special(Kind kind, Path root) {
        boolean extension = kind == Kind.LASOT
                && LasotReader.sequences(root).stream()
                        .allMatch(folder -> LasotReader.isExtension(Folder.name(folder)));
        return extension ? Kind.LASOT_EXT : kind;
    }

    static boolean isVideo(Path path) {
        String name = Folder.name(path).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && VIDEOS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static boolean isEmpty(Path folder) {
        return Folder.folders(folder).isEmpty() && Folder.files(folder, "").isEmpty();
    }

    private static boolean isGot10k(Path root) {
        return Stream.of("train", "val", "test")
                        .anyMatch(
                                split -> Files.isRegularFile(root.resolve(split).resolve("list.txt")))
                || any(root, Got10kReader::isSequence);
    }

    private static boolean isLasot(Path root) {
        return Stream.concat(Stream.of(root), Stream.concat(children(root), below(root)))
                .anyMatch(folder -> Files.isRegularFile(folder.resolve(VotReader.TRUTH))
                        && Files.isDirectory(folder.resolve("img")));
    }

    /** Whether the folder itself or one directly in it has a mark. */
    private static boolean any(Path root, Predicate<Path> mark) {
        return Stream.concat(Stream.of(root), children(root)).anyMatch(mark);
    }

    private static Stream<Path> children(Path root) {
        return Files.isDirectory(root) ? Folder.folders(root).stream() : Stream.of();
    }

    private static Stream<Path> below(Path root) {
        return children(root).flatMap(Layouts::children);
    }

    private record Layout(Kind kind, String mark, Predicate<Path> fits) {}
}
