package io.spmtrack.model.settings;

import io.spmtrack.engine.InputException;
import java.util.Map;

/**
 * The version of the keys in a file: it decides which defaults stand for keys that the file lacks. Format 1 is that of files
 * which do not name one.
 */
public final class FileFormat {
    /** The format of files written now. */
    public static final int CURRENT = 2;

    /** The format of files without a number. */
    public static final int FIRST = 1;

    /** Under which a file names its format. */
    public static final String KEY = "format";

    private FileFormat() {}

    /**
     * Takes the number of the format out of the keys of a file.
     *
     * @param where what messages call the file
     * @throws InputException if it is no number, or one of a later version of this program
     */
    public static int remove(Map<String, ?> keys, String where) {
        Object stated = keys.remove(KEY);
        if (stated == null) {
            return FIRST;
        }
        int format = (Integer) SettingText.parse(KEY, int.class, SettingText.print(stated), where);
        if (format < FIRST || format > CURRENT) {
            throw new InputException(where + ": has format " + format + ", but this version reads formats " + FIRST
                    + " to " + CURRENT + "; use the version that wrote it");
        }
        return format;
    }
}
