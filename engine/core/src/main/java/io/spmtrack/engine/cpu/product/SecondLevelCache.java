package io.spmtrack.engine.cpu.product;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The second-level cache of a core, as Linux reports it; elsewhere a usual size. */
final class SecondLevelCache {
    private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final long USUAL = 1 << 20;
    // A smaller answer is a virtual machine's invention, a larger one a cache that many cores share.
    private static final long SMALLEST = 1 << 18;
    private static final long LARGEST = 1 << 21;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KM])");

    /** Bytes of it that one core may count on, from 256 KiB to 2 MiB. */
    static final long BYTES = bytes(LINUX);

    private SecondLevelCache() {}

    static long bytes(Path caches) {
        return size(caches).map(bytes -> Math.clamp(bytes, SMALLEST, LARGEST)).orElse(USUAL);
    }

    private static Optional<Long> size(Path caches) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(caches, "index*")) {
            for (Path cache : all) {
                if (text(cache, "level").equals("2") && !text(cache, "type").equals("Instruction")) {
                    Matcher size = SIZE.matcher(text(cache, "size"));
                    return size.matches()
                            ? Optional.of(Long.parseLong(size.group(1))
                                    << (size.group(2).equals("K") ? 10 : 20))
                            : Optional.empty();
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty(); // not Linux, or a machine that does not tell
        }
        return Optional.empty();
    }

    private static String text(Path cache, String name) throws IOException {
        return Files.readString(cache.resolve(name)).strip();
    }
}
