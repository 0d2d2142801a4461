package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** When the boxes of a tracking were ready: the first seconds, and how fast it went afterwards. */
final class Pace {
    private static final double NANOSECONDS = 1e9;
    private static final double MILLISECONDS = 1e3;

    /** So many frames in a row must be as fast. */
    private static final int IN_A_ROW = 10;

    private final Instant begun;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> ends = new ArrayList<>();

    /**
     * Seconds of one run.
     *
     * @param firstBox from the start of the process
     * @param steady from the start of the process to the first of ten frames with 90 % of the rate that the last half of the frames has
     * @param frame median of that half, without reading
     * @param compiling processor time of the just-in-time compiler
     */
    record Start(double firstBox, double steady, double frame, double compiling) {
        /** Of what {@link #json} gives. */
        static Start of(ObjectNode json) {
            return new Start(
                    json.get("first_box").asDouble(),
                    json.get("steady").asDouble(),
                    json.get("frame").asDouble(),
                    json.get("compiling").asDouble());
        }

        ObjectNode json() {
            return new ObjectMapper()
                    .createObjectNode()
                    .put("first_box", firstBox)
                    .put("steady", steady)
                    .put("frame", frame)
                    .put("compiling", compiling);
        }
    }

    /** Counts from the start of this process; where {@code ./spmtrack} built the program in it first, from the start of Java. */
    Pace() {
        this(begun());
    }

    private static Instant begun() {
        return Boolean.getBoolean("spmtrack.built")
                ? java()
                : ProcessHandle.current().info().startInstant().orElseGet(Pace::java);
    }

    private static Instant java() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
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
        ends.add(Duration.between(begun, now).toNanos() / NANOSECONDS);
        seconds.add(nanoseconds / NANOSECONDS);
    }

    /** The figures, where something was found. */
    Optional<Start> start() {
        if (seconds.size() < 2) {
            return Optional.empty();
        }
        double frame = median(seconds.subList((seconds.size() + 1) / 2, seconds.size()));
        int steady = 1;
        while (steady + IN_A_ROW < seconds.size() && median(seconds.subList(steady, steady + IN_A_ROW)) > frame / 0.9) {
            steady++;
        }
        double compiling = ManagementFactory.getCompilationMXBean().getTotalCompilationTime() / MILLISECONDS;
        return Optional.of(new Start(ends.get(1), ends.get(steady), frame, compiling));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** One line, where something was found. */
    Optional<String> text() {
        if (seconds.size() < 2) {
            return Optional.empty();
        }
        double median = median(seconds.subList(1, seconds.size()));
        return Optional.of(String.format(
                Locale.ROOT,
                "first box %.1f s after the start; %.1f frames a second with reading, writing and start; a frame's"
                        + " median %.1f ms without them (%.1f a second)",
                ends.get(1),
                seconds.size() / ends.getLast(),
                MILLISECONDS * median,
                1 / median));
    }
}
