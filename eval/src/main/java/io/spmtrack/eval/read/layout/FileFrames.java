package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Pointer;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** Pictures in files of one folder. Any thread may read; nothing is kept. */
public record FileFrames(Path folder, List<String> names) implements Frames {

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public Image image(int index) {
        return Image.read(file(index));
    }

    Path file(int index) {
        return folder.resolve(names.get(index));
    }

    /** From the header of the first file. */
    @Override
    public FrameSize frameSize() {
        Path file = file(0);
        try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                Pointer.refuse(file);
                throw new InputException(file + ": not a JPEG, PNG, BMP or GIF image; convert it to one of them");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return new FrameSize(reader.getWidth(0), reader.getHeight(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            throw e instanceof InputException known
                    ? known
                    : new InputException(
                            file + ": damaged or missing image" + Folder.reason(e) + "; fetch it again", e);
        }
    }
}
