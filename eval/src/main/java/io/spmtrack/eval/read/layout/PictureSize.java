package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Width and height of a picture by its header, without decoding it. */
final class PictureSize {
    private PictureSize() {}

    /** Of a JPEG by its first bytes, which is many times faster; empty where these do not tell. */
    static Optional<FrameSize> of(byte[] beginning) {
        return Image.jpegBounds(beginning)
                .filter(Box::valid)
                .map(bounds -> new FrameSize((int) bounds.x2(), (int) bounds.y2()));
    }

    /** @param name what messages call the picture */
    static FrameSize of(ImageInputStream stream, String name) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        if (!readers.hasNext()) {
            throw new InputException(name + ": not a JPEG, PNG, BMP or GIF image; convert it to one of them");
        }
        ImageReader reader = readers.next();
        try {
            reader.setInput(stream, true, true);
            return new FrameSize(reader.getWidth(0), reader.getHeight(0));
        } finally {
            reader.dispose();
        }
    }
}
