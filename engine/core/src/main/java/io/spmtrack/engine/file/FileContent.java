package io.spmtrack.engine.file;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** What a file is by its first bytes; names and extensions are ignored ({@code model.bin} may be anything). */
enum FileContent {
    SAFETENSORS,
    ZIP,
    PICKLE,
    JSON;

    private static final long ZIP_SIGNATURE = 0x04034b50L;
    private static final byte[] NUMPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int PICKLE_PROTOCOL = 0x80;
    private static final int NEWEST_PICKLE = 5;

    static FileContent of(MappedFile file) {
        if (file.size() >= 4 && file.unsigned32(0) == ZIP_SIGNATURE) {
            return ZIP;
        }
        if (safetensors(file)) {
            return SAFETENSORS;
        }
        if (file.size() >= 2 && file.unsigned8(0) == PICKLE_PROTOCOL && file.unsigned8(1) <= NEWEST_PICKLE) {
            return PICKLE;
        }
        if (file.size() > 0 && file.unsigned8(0) == '{') {
            return JSON;
        }
        throw file.defect("neither a safetensors nor a PyTorch file (" + start(file)
                + "); it may be damaged, or a download that failed: fetch it again");
    }

    private static boolean safetensors(MappedFile file) {
        return file.size() > 8
                && file.signed64(0) >= 2
                && file.signed64(0) <= file.size() - 8
                && file.unsigned8(8) == '{';
    }

    /** Shows the two usual cases: a web page saved as weights, and a header length that cannot be. */
    private static String start(MappedFile file) {
        if (file.size() > NUMPY.length
                && Arrays.equals(file.slice(0, NUMPY.length).toArray(ValueLayout.JAVA_BYTE), NUMPY)) {
            return "it is a NumPy array";
        }
        if (file.size() < 8) {
            return "it has " + file.size() + " bytes";
        }
        byte[] first = file.slice(0, 8).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (text.toLowerCase(Locale.ROOT).startsWith("<!doc") || text.startsWith("<html")) {
            return "it is a web page";
        }
        return "as a safetensors header length its first 8 bytes give " + Long.toUnsignedString(file.signed64(0))
                + ", which exceeds the file or is followed by no header";
    }
}
