package io.spmtrack.cli.console;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a task is, with its rate and time left: a bar on a terminal, a line every few seconds otherwise. */
public final class Progress implements AutoCloseable {
    private static final long LINE_EVERY = 5_000_000_000L;
    private static final double NANOSECONDS = 1e9;

    private final PrintWriter err;
    private final boolean quiet;
    private final String task;
    private final long first;
    private final long total;
    private final long begun = System.nanoTime();
    private final Optional<ProgressBar> bar;
    private long deadline = Long.MAX_VALUE;
    private long nextLine = begun + LINE_EVERY;
    private volatile long done;

    /** @param total negative where it is not known */
    Progress(PrintWriter err, boolean quiet, String task, long first, long total) {
        this.err = err;
        this.quiet = quiet;
        this.task = task;
        this.first = first;
        this.total = total;
        this.done = first;
        this.bar = quiet || !terminal() ? Optional.empty() : Optional.of(bar());
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null where a stream is no terminal, JDK 22 to 24 do not
    private static boolean terminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private ProgressBar bar() {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .startsFrom(first, Duration.ZERO)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setEtaFunction(state -> left())
                // A consumer of our own: the library's asks JLine for the width, which lets Ctrl-C end the JVM at once.
                .setConsumer(new ConsoleProgressBarConsumer(System.err, TerminalWidth.columns() - 1))
                .build();
    }

    /** The task ends at this time at the latest, whatever is left to do. */
    public Progress endsWithin(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
        return this;
    }

    /** So much is done; {@code detail} is shown beside it. */
    public void at(long now, String detail) {
        done = now;
        if (bar.isPresent()) {
            bar.get().setExtraMessage(" " + detail);
            bar.get().stepTo(now);
        } else if (!quiet && System.nanoTime() >= nextLine) {
            nextLine = System.nanoTime() + LINE_EVERY;
            err.println(line(detail));
            err.flush();
        }
    }

    private String line(String detail) {
        if (total < 0) {
            return String.format(Locale.ROOT, "%s %d (%.1f/s)  %s", task, done, rate(), detail)
                    .stripTrailing();
        }
        String left = left().map(time -> ", " + text(time) + " left").orElse("");
        return String.format(Locale.ROOT, "%s %d/%d (%.1f/s%s)  %s", task, done, total, rate(), left, detail)
                .stripTrailing();
    }

    private double rate() {
        return (done - first) / Math.max(1e-9, (System.nanoTime() - begun) / NANOSECONDS);
    }

    private Optional<Duration> left() {
        if (done == first || total < 0) {
            return Optional.empty();
        }
        double seconds = (total - done) / rate();
        double limit = deadline == Long.MAX_VALUE ? seconds : (deadline - System.nanoTime()) / NANOSECONDS;
        return Optional.of(Duration.ofSeconds((long) Math.max(0, Math.min(seconds, limit))));
    }

    /** {@code 1:02:03} or {@code 2:03}. */
    public static String text(Duration time) {
        String seconds = String.format(Locale.ROOT, "%02d", time.toSecondsPart());
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%s", time.toHours(), time.toMinutesPart(), seconds)
                : time.toMinutes() + ":" + seconds;
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
