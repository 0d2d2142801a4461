package io.spmtrack.eval.doctor;

import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.read.layout.StoredFrames;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The files of one sequence, whatever state they are in.
 *
 * @param truth the file of boxes
 * @param firstPixel number of the first pixel of a row or column in it, 0 or 1
 * @param flags its files of flags
 * @param folder where the pictures lie
 * @param pictures lists them
 * @param stated their size, where a file says it
 * @param firstOnly whether the first frame alone may have a box
 */
record Case(
        String name,
        Path truth,
        int firstPixel,
        List<FlagFile> flags,
        Path folder,
        Supplier<StoredFrames> pictures,
        Optional<FrameSize> stated,
        boolean firstOnly) {

    /**
     * A file of flags.
     *
     * @param greatest value in it
     * @param absentWhenSet whether the target is absent where the value is not 0, or where it is
     */
    record FlagFile(Path path, int greatest, boolean absentWhenSet) {}

    Case {
        flags = List.copyOf(flags);
    }
}
