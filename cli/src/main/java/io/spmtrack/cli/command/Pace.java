package io.spmtrack.cli.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** When the boxes of a tracking were ready: the first seconds, and how fast it went afterwards. */
final class Pace {
    private static final double NANOSECONDS = 1e9;

    private final Instant begun;
    private final List<Double> seconds = new ArrayList<>();
    private double first;
    private double last;

    /** Counts from the start of this process. */
    Pace() {
        this(ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    Pace(Instant begun) {
        this.begun = begun;
    }

    /**
     * The boxes of a frame are there. The first frame's were given.
     *
     * @param nanoseconds that finding them took, without reading the picture
     * @param now the time
     */
    void found(long nanoseconds, Instant now) {
        last = Duration.between(begun, now).toNanos() / NANOSECONDS;
        if (seconds.size() == 1) {
            first = last;
        }
        seconds.add(nanoseconds / NANOSECONDS);
    }

    /** One line, where something was found. */
    Optional<String> text() {
        if (seconds.size() < 2) {
            return Optional.empty();
        }
        double[] sorted = seconds.stream()
                .skip(1)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return Optional.of(String.format(
                Locale.ROOT,
                "first box %.1f s after the start; %.1f frames a second with reading, writing and start; a frame's"
                        + " median %.1f ms without them (%.1f a second)",
                first,
                seconds.size() / last,
                1e3 * sorted[sorted.length / 2],
                1 / sorted[sorted.length / 2]));
    }
}
