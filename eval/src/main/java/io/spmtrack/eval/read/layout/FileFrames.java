package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Pictures in files of one folder. Any thread may read; nothing is kept.
 *
 * @param known their size, where something else than the header of the first tells it
 */
public record FileFrames(Path folder, List<String> names, Optional<FrameSize> known) implements StoredFrames {

    /** Nearly all headers of pictures are shorter. */
    private static final int HEADER = 1 << 14;

    public FileFrames(Path folder, List<String> names) {
        this(folder, names, Optional.empty());
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public Path place() {
        return folder;
    }

    @Override
    public String where(int index) {
        return file(index).toString();
    }

    @Override
    public Image image(int index) {
        return Image.read(file(index));
    }

    @Override
    public Image image(int index, Function<FrameSize, PixelRect> wanted) {
        return Image.read(file(index), StoredFrames.part(wanted));
    }

    Path file(int index) {
        return folder.resolve(names.get(index));
    }

    @Override
    public FrameSize frameSize() {
        return known.orElseGet(() -> size(0));
    }

    @Override
    public FrameSize size(int index) {
        Path file = file(index);
        try (InputStream in = Files.newInputStream(file)) {
            Optional<FrameSize> size = PictureSize.of(in.readNBytes(HEADER));
            return size.isPresent() ? size.get() : anySize(file);
        } catch (IOException | RuntimeException e) {
            Pointer.refuse(file);
            throw e instanceof InputException known
                    ? known
                    : new InputException(
                            file + ": damaged or missing image" + Folder.reason(e) + "; fetch it again", e);
        }
    }

    @Override
    public boolean exists(int index) {
        return Files.exists(file(index));
    }

    @Override
    public FileFrames only(int index) {
        return new FileFrames(folder, List.of(names.get(index)), known);
    }

    private static FrameSize anySize(Path file) throws IOException {
        try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
            return PictureSize.of(stream, file.toString());
        }
    }

    @Override
    public FileFrames first(int count) {
        return new FileFrames(folder, names.subList(0, count), known);
    }

    @Override
    public FileFrames sized(FrameSize size) {
        return new FileFrames(folder, names, Optional.of(size));
    }
}
