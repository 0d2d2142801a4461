package io.spmtrack.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What stands before the first scan of a JPEG file: the size, checked before anything is allocated, and how libjpeg
 * understands the colours.
 *
 * @param scan offset of the first start-of-scan marker
 * @param components 1 grey, 3 colour, 4 CMYK
 * @param rows offset of the two bytes that hold the height
 * @param blockRows rows of pixels that are coded together; 0 unless the file's one scan holds them from top to bottom
 */
record JpegHeader(int width, int height, int components, Colors colors, int scan, int rows, int blockRows) {

    private static final int BLOCK = 8;
    private static final int BASELINE = 0xc0;
    private static final int EXTENDED = 0xc1;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COM = 0xfe;
    private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JFIF_SEGMENT = {
        (byte) 0xff, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    /** The color space of the stored components. */
    enum Colors {
        GREY(-1),
        YCC(-1),
        RGB(0),
        CMYK(0),
        YCCK(2);

        /** The transform code of an Adobe segment that says so, or -1 where a JFIF segment says it. */
        private final int transform;

        Colors(int transform) {
            this.transform = transform;
        }
    }

    static boolean isJpeg(byte[] file) {
        return file.length > 2 && file[0] == (byte) 0xff && file[1] == (byte) SOI && file[2] == (byte) 0xff;
    }

    /** Parses the segments up to the first scan; empty if there is no complete header. */
    static Optional<JpegHeader> parse(byte[] file) {
        int frame = -1;
        int adobe = -1;
        boolean jfif = false;
        for (int at = next(file, 2); at >= 0; at = next(file, at + 2 + length(file, at))) {
            int marker = file[at + 1] & 0xff;
            if (marker == SOS) {
                return frame < 0 ? Optional.empty() : Optional.of(of(file, frame, jfif, adobe, at));
            } else if (isFrame(marker)) {
                if (length(file, at) < 11 || length(file, at) < 8 + 3 * (file[at + 9] & 0xff)) {
                    return Optional.empty();
                }
                frame = at;
            } else if (marker == APP0) {
                jfif |= startsWith(file, at, JFIF, 14);
            } else if (marker == APP14 && startsWith(file, at, ADOBE, 12)) {
                adobe = file[at + 15] & 0xff;
            }
        }
        return Optional.empty();
    }

    /** Offset of the next marker with a complete segment, or -1. Between segments there may be fill and stray bytes. */
    private static int next(byte[] file, int from) {
        for (int at = from; at + 4 <= file.length; at++) {
            int marker = file[at + 1] & 0xff;
            boolean isMarker = file[at] == (byte) 0xff && marker != 0 && marker != 0xff;
            if (isMarker && marker != SOI && !isRestart(marker)) {
                boolean complete = marker != EOI && length(file, at) >= 2 && at + 2 + length(file, at) <= file.length;
                return complete ? at : -1;
            }
        }
        return -1;
    }

    private static boolean isRestart(int marker) {
        return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Length of the segment at a marker as stored: without the marker, with the two bytes of the length itself. */
    private static int length(byte[] file, int at) {
        return u16(file, at + 2);
    }

    private static int u16(byte[] file, int at) {
        return ((file[at] & 0xff) << 8) | (file[at + 1] & 0xff);
    }

    private static boolean startsWith(byte[] file, int at, byte[] name, int atLeast) {
        boolean same = length(file, at) - 2 >= atLeast;
        for (int i = 0; i < name.length && same; i++) {
            same = file[at + 4 + i] == name[i];
        }
        return same;
    }

    private static JpegHeader of(byte[] file, int frame, boolean jfif, int adobe, int scan) {
        int components = file[frame + 9] & 0xff;
        Colors colors = colors(file, frame, components, jfif, adobe);
        return new JpegHeader(
                u16(file, frame + 7),
                u16(file, frame + 5),
                components,
                colors,
                scan,
                frame + 5,
                blockRows(file, frame, components, scan));
    }

    /** Huffman codes, sequential, all components in the first scan: others interleave the picture differently. */
    private static int blockRows(byte[] file, int frame, int components, int scan) {
        int kind = file[frame + 1] & 0xff;
        if (kind != BASELINE && kind != EXTENDED || (file[scan + 4] & 0xff) != components) {
            return 0;
        }
        int most = 1;
        for (int i = 0; i < components; i++) {
            most = Math.max(most, file[frame + 11 + 3 * i] & 0xf);
        }
        return BLOCK * most;
    }

    /** The rules of libjpeg's {@code default_decompress_parms}. */
    private static Colors colors(byte[] file, int frame, int components, boolean jfif, int adobe) {
        if (components == 1) {
            return Colors.GREY;
        }
        if (components == 4) {
            return adobe == 2 ? Colors.YCCK : Colors.CMYK;
        }
        if (jfif) {
            return Colors.YCC;
        }
        if (adobe >= 0) {
            return adobe == 0 ? Colors.RGB : Colors.YCC;
        }
        boolean named = file[frame + 10] == 'R' && file[frame + 13] == 'G' && file[frame + 16] == 'B';
        return named ? Colors.RGB : Colors.YCC;
    }

    /**
     * The file with its application segments and comments replaced by the one that states the colours, so that a
     * decoder applies no embedded profile and no guess of its own.
     */
    byte[] plain(byte[] file) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(file.length + JFIF_SEGMENT.length);
        plain.write(file, 0, 2);
        byte[] stated = colors.transform < 0 ? JFIF_SEGMENT : adobeSegment(colors.transform);
        plain.write(stated, 0, stated.length);
        for (int at = next(file, 2); at < scan; at = next(file, at + 2 + length(file, at))) {
            int marker = file[at + 1] & 0xff;
            if ((marker < APP0 || marker > APP15) && marker != COM) {
                plain.write(file, at, 2 + length(file, at));
            }
        }
        plain.write(file, scan, file.length - scan);
        return plain.toByteArray();
    }

    private static byte[] adobeSegment(int transform) {
        return new byte[] {
            (byte) 0xff, (byte) APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
        };
    }
}
