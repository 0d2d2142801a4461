package io.spmtrack.model.image;

import io.spmtrack.engine.InputException;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The two ways to decode a JPEG file; {@code -Dspmtrack.jpeg=turbo|imageio} forces one, otherwise libjpeg-turbo is used
 * where it is installed.
 *
 * <p>Both give the same bytes for grey pictures and for colour stored 4:4:4, 4:2:2, 4:2:0, 4:1:1 or 4:1:0. They differ for
 * 4:4:0 (chroma halved vertically only, as in pictures turned by a camera): the libjpeg 6b inside the JDK repeats those
 * chroma rows, libjpeg-turbo interpolates them. Of a picture of which a part is wanted, libjpeg-turbo decodes the rows down to it, so that it does
 * not notice damage below; the JDK decodes all of it.
 */
enum JpegDecoder {
    /** libjpeg-turbo through {@link TurboJpeg}. */
    TURBO {
        @Override
        byte[] decode(byte[] file, JpegHeader header, JpegRows rows) throws IOException {
            TurboJpeg library = TurboJpeg.find()
                    .orElseThrow(
                            () -> new InputException("-D" + PROPERTY + "=turbo: libjpeg-turbo is not installed; install"
                                    + " the package libturbojpeg0 or name its file with -D" + TurboJpeg.LIBRARY));
            return library.decode(file, header, rows);
        }
    },
    /** The JDK's own decoder. */
    IMAGE_IO {
        @Override
        byte[] decode(byte[] file, JpegHeader header, JpegRows rows) throws IOException {
            ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
            byte[] plain = header.plain(file);
            try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(plain))) {
                List<String> warnings = new ArrayList<>();
                reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
                reader.setInput(stream, true, true);
                byte[] rgb = header.components() == 4 ? inks(reader, header) : Pixels.rgb(reader.read(0));
                for (String warning : warnings) {
                    if (JpegWarning.losesPixels(warning)) {
                        throw new IOException(warning);
                    }
                }
                return rgb;
            } finally {
                reader.dispose();
            }
        }
    };

    static final String PROPERTY = "spmtrack.jpeg";

    /** Decodes a file whose header and size were checked to [height, width, 3]; other rows than those wanted may stay 0. */
    abstract byte[] decode(byte[] file, JpegHeader header, JpegRows rows) throws IOException;

    /** The decoder that the machine and the property ask for. */
    static JpegDecoder chosen() {
        String wanted = System.getProperty(PROPERTY, "auto");
        return switch (wanted) {
            case "auto" -> TurboJpeg.find().isPresent() ? TURBO : IMAGE_IO;
            case "turbo" -> TURBO;
            case "imageio" -> IMAGE_IO;
            default -> throw new InputException("-D" + PROPERTY + "=" + wanted + ": write auto, turbo or imageio");
        };
    }

    private static byte[] inks(ImageReader reader, JpegHeader header) throws IOException {
        Raster raster = reader.readRaster(0, null);
        byte[] inks = (byte[]) raster.getDataElements(0, 0, raster.getWidth(), raster.getHeight(), null);
        if (header.colors() == JpegHeader.Colors.YCCK) {
            Cmyk.fromYcck(inks);
        }
        return Cmyk.rgb(inks);
    }
}
