package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.read.layout.VideoReader;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Recognises the data at a path whose kind was not named, by what lies there. */
final class Layouts {

    private Layouts() {}

    /**
     * The first benchmark whose layout a path has.
     *
     * @throws InputException if there is nothing or no layout fits, listing what was looked for
     */
    static Benchmark recognise(Path path) {
        Folder.existing(path);
        boolean video = VideoReader.isVideo(path);
        if (!video && !Files.isDirectory(path)) {
            throw new InputException(path + ": is neither a folder nor a video file ("
                    + String.join(", ", VideoReader.ENDINGS) + "); name the kind, as in otb:" + path);
        }
        if (!video && isEmpty(path)) {
            throw new InputException(path + ": the folder is empty; name one with a data set, a sequence or images");
        }
        return Arrays.stream(Benchmark.values())
                .filter(each -> each.layout().fits(path))
                .findFirst()
                .orElseThrow(() -> unknown(path));
    }

    private static InputException unknown(Path path) {
        String looked = Arrays.stream(Benchmark.values())
                .filter(each -> !each.layout().mark().isEmpty())
                .map(each -> each.id() + ": " + each.layout().mark())
                .collect(Collectors.joining("; "));
        return new InputException(
                path + ": the layout is not known; looked for " + looked + ". Name the kind, as in otb:" + path);
    }

    private static boolean isEmpty(Path folder) {
        return Folder.folders(folder).isEmpty() && Folder.files(folder, "").isEmpty();
    }
}
