package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.read.text.OpenZips;
import io.spmtrack.model.crop.PixelRect;
import io.spmtrack.model.image.Image;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Pictures in a zip, read in place. Any thread may read; nothing is kept but the open zip.
 *
 * @param names in the zip
 * @param known their size, where something else than the first of them tells it
 */
public record ZipFrames(Path zip, List<String> names, Optional<FrameSize> known) implements StoredFrames {

    /** All pictures of a zip. */
    static ZipFrames of(Path zip) {
        return new ZipFrames(zip, OpenZips.SHARED.pictures(zip), Optional.empty());
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public Path place() {
        return zip;
    }

    @Override
    public String where(int index) {
        return zip + "!" + names.get(index);
    }

    @Override
    public Image image(int index) {
        return Image.decode(OpenZips.SHARED.read(zip, names.get(index)), where(index));
    }

    @Override
    public Image image(int index, Function<FrameSize, PixelRect> wanted) {
        return Image.decode(OpenZips.SHARED.read(zip, names.get(index)), where(index), StoredFrames.part(wanted));
    }

    @Override
    public FrameSize frameSize() {
        return known.orElseGet(() -> size(0));
    }

    @Override
    public FrameSize size(int index) {
        byte[] file = OpenZips.SHARED.read(zip, names.get(index));
        Optional<FrameSize> size = PictureSize.of(file);
        if (size.isPresent()) {
            return size.get();
        }
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            return PictureSize.of(stream, where(index));
        } catch (IOException e) {
            throw new InputException(where(index) + ": damaged image (" + e.getMessage() + "); fetch it again", e);
        }
    }

    @Override
    public boolean exists(int index) {
        return OpenZips.SHARED.has(zip, names.get(index));
    }

    @Override
    public ZipFrames only(int index) {
        return new ZipFrames(zip, List.of(names.get(index)), known);
    }

    @Override
    public ZipFrames first(int count) {
        return new ZipFrames(zip, names.subList(0, count), known);
    }

    @Override
    public ZipFrames sized(FrameSize size) {
        return new ZipFrames(zip, names, Optional.of(size));
    }
}
