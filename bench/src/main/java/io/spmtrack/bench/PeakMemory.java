package io.spmtrack.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory this process held at once (VmHWM), where the system is Linux. */
public final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");
    private static final String FIELD = "VmHWM:";

    private PeakMemory() {}

    /** Begins anew with what is held now; where the system does not let it, the peak stays that of the whole process. */
    public static void reset() {
        try {
            Files.writeString(RESET, "5");
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux, or not allowed: bytes() then tells the peak since the start, which is no less.
        }
    }

    /** Bytes since the process began, or since {@link #reset()}; empty where unknown. */
    public static OptionalLong bytes() {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(STATUS, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(FIELD))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
