package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.coco.Place;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.TextSource;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Box;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Pictures of one sequence that lie in files: of a folder, or of a zip. */
public sealed interface StoredFrames extends Frames permits FileFrames, ZipFrames {

    /** The pictures of a folder or, where it is still packed, of the zip of its name beside it. */
    static StoredFrames in(Path folder) {
        Path zip = folder.resolveSibling(Folder.name(folder) + ".zip");
        return Files.notExists(folder) && Files.isRegularFile(zip)
                ? ZipFrames.of(zip)
                : new FileFrames(folder, Folder.pictures(folder));
    }

    /** Pictures of a place by their names in there. */
    static StoredFrames of(Place place, List<String> files) {
        List<String> names = files.stream().map(file -> place.folder() + file).toList();
        return TextSource.isZip(place.container())
                ? new ZipFrames(place.container(), names, Optional.empty())
                : new FileFrames(place.container(), names);
    }

    /** The same wish in terms of pictures. */
    static UnaryOperator<Box> part(Function<FrameSize, PixelRect> wanted) {
        return bounds -> wanted.apply(new FrameSize((int) bounds.width(), (int) bounds.height()))
                .box();
    }

    /** The folder or the zip. */
    Path place();

    @Override
    default boolean gone() {
        return Files.notExists(place());
    }

    /** Names in there. */
    List<String> names();

    /** What messages call a picture. */
    String where(int index);

    /** Width and height of one picture by its header. */
    FrameSize size(int index);

    /** Whether a picture is there. */
    boolean exists(int index);

    /** One picture alone. */
    StoredFrames only(int index);

    /** The first pictures alone. */
    StoredFrames first(int count);

    /** The same with its size read now, unless it cannot be read. */
    default StoredFrames measured() {
        try {
            return sized(frameSize());
        } catch (InputException unreadable) {
            return this;
        }
    }

    /** What tells their size besides their headers. */
    Optional<FrameSize> known();

    /** The same whose size is known. */
    StoredFrames sized(FrameSize size);
}
