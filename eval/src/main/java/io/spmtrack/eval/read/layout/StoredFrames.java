package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Pictures of one sequence that lie in files: of a folder, or of a zip. */
public sealed interface StoredFrames extends Frames permits FileFrames, ZipFrames {

    /** The pictures of a folder or, where it is still packed, of the zip of its name beside it. */
    static StoredFrames in(Path folder) {
        Path zip = folder.resolveSibling(Folder.name(folder) + ".zip");
        return Files.notExists(folder) && Files.isRegularFile(zip)
                ? ZipFrames.of(zip)
                : new FileFrames(folder, Folder.pictures(folder));
    }

    /** The folder or the zip. */
    Path place();

    /** Names in there. */
    List<String> names();

    /** What messages call a picture. */
    String where(int index);

    /** Width and height of one picture by its header. */
    FrameSize size(int index);

    /** The first pictures alone. */
    StoredFrames first(int count);

    /** The same whose size is known. */
    StoredFrames sized(FrameSize size);
}
