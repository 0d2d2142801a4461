package io.spmtrack.eval.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;

/**
 * One state of a data set's files: their names, sizes and times of change, without reading any of them. The order of the files does
 * not matter.
 *
 * @param files how many there are
 * @param bytes in all of them
 * @param state differs, but for chance, where any name, size or time differs
 */
public record Fingerprint(int files, long bytes, long state) {
    private static final int MANY = 500;
    private static final long MUCH = 8 << 20;
    private static final Fingerprint NONE = new Fingerprint(0, 0, 0);

    /**
     * Of files and folders; those that are not there count as such.
     *
     * @param root whose name does not matter: a data set may be moved, or named in another way
     */
    public static Fingerprint of(Path root, Collection<Path> paths) {
        int below = root.toString().length();
        return paths.parallelStream().map(path -> of(path, below)).reduce(NONE, Fingerprint::plus);
    }

    private static Fingerprint of(Path path, int below) {
        String text = path.toString();
        String relative = text.substring(Math.min(below, text.length()));
        long name = mixed(((long) relative.length() << Integer.SIZE) + relative.hashCode());
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            long bytes = found.isDirectory() ? 0 : found.size();
            long time = found.lastModifiedTime().toMillis();
            return new Fingerprint(1, bytes, mixed(mixed(name + bytes) ^ time));
        } catch (IOException absent) {
            return new Fingerprint(0, 0, mixed(~name));
        }
    }

    private Fingerprint plus(Fingerprint other) {
        return new Fingerprint(files + other.files, bytes + other.bytes, state + other.state);
    }

    /** Spreads every bit over all of them (the finaliser of SplitMix64). */
    private static long mixed(long value) {
        long once = ((value + 0x9e3779b97f4a7c15L) ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }

    /** Whether reading so much anew at every start would be noticed. */
    public boolean large() {
        return files >= MANY || bytes >= MUCH;
    }
}
