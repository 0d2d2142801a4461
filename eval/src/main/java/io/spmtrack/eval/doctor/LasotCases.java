package io.spmtrack.eval.doctor;

import io.spmtrack.eval.doctor.Case.FlagFile;
import io.spmtrack.eval.read.layout.LasotReader;
import io.spmtrack.eval.read.layout.StoredFrames;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sequences of LaSOT and its extension: any folder in the root or a category that has pictures or boxes. */
final class LasotCases {
    private LasotCases() {}

    static List<Case> of(LasotReader layout, Path root, String split) {
        List<Path> folders = new ArrayList<>();
        if (isSequence(root)) {
            folders.add(root);
        }
        for (Path folder : folders.isEmpty() ? Folder.folders(root) : List.<Path>of()) {
            if (isSequence(folder)) {
                folders.add(folder);
            } else {
                Folder.folders(folder).stream().filter(LasotCases::isSequence).forEach(folders::add);
            }
        }
        return folders.stream()
                .filter(folder -> layout.inSplit(Folder.name(folder), split))
                .map(folder -> of(layout, folder))
                .toList();
    }

    private static boolean isSequence(Path folder) {
        return Files.exists(folder.resolve("groundtruth.txt"))
                || Files.exists(folder.resolve("img"))
                || Files.exists(folder.resolve("img.zip"));
    }

    private static Case of(LasotReader layout, Path folder) {
        List<FlagFile> flags = layout == LasotReader.ALIKE
                ? List.of()
                : List.of(
                        new FlagFile(folder.resolve("full_occlusion.txt"), 1, true),
                        new FlagFile(folder.resolve("out_of_view.txt"), 1, true));
        return new Case(
                Folder.name(folder),
                folder.resolve("groundtruth.txt"),
                layout == LasotReader.LASOT ? 1 : 0,
                flags,
                folder.resolve("img"),
                () -> StoredFrames.in(folder.resolve("img")),
                Optional.empty(),
                false);
    }
}
