package io.spmtrack.cli.train;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Progress;
import io.spmtrack.train.TrainSettings;
import io.spmtrack.train.log.TrainingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Shows the progress of a training run: losses, rate and time left. */
final class TrainingProgress implements Consumer<TrainingEvent> {
    private static final double SMOOTHING = 0.1;

    /** The first steps are slow: their kernels are compiled beside them. */
    private static final int FIRST_TIMED = 30;

    private static final int LAST_TIMED = 90;

    private final Console console;
    private final TrainSettings settings;
    private Optional<Progress> progress = Optional.empty();
    private double loss = Double.NaN;
    private double classification = Double.NaN;
    private double box = Double.NaN;
    private double wait = Double.NaN;
    private String validated = "";
    private final List<Double> milliseconds = new ArrayList<>();
    private long first;
    private TrainingEvent.Reason reason = TrainingEvent.Reason.ASKED;

    TrainingProgress(Console console, TrainSettings settings) {
        this.console = console;
        this.settings = settings;
    }

    @Override
    public void accept(TrainingEvent event) {
        switch (event) {
            case TrainingEvent.Started started -> begin(started);
            case TrainingEvent.Stepped stepped -> show(stepped);
            case TrainingEvent.Validated seen ->
                validated =
                        String.format(Locale.ROOT, ", validation %.2f%s", seen.loss(), seen.best() ? " (best)" : "");
            case TrainingEvent.Averaged seen ->
                validated += String.format(
                        Locale.ROOT, ", of the average %.2f%s", seen.loss(), seen.best() ? " (best)" : "");
            case TrainingEvent.Tracked tracked ->
                console.remark(String.format(
                        Locale.ROOT,
                        "tracking test after step %d: mean overlap %.1f, above a half in %.1f %% of frames, %d sequences"
                                + " in %.0f s",
                        tracked.step(),
                        100 * tracked.overlap(),
                        100 * tracked.success(),
                        tracked.sequences(),
                        tracked.seconds()));
            case TrainingEvent.Saved saved -> {}
            case TrainingEvent.Poisoned poisoned ->
                console.remark("step " + poisoned.step() + " is left out, its loss or gradient is not finite: "
                        + poisoned.culprit() + "; do it again with  spmtrack train --replay " + poisoned.file());
            case TrainingEvent.Stopped stopped -> {
                reason = stopped.reason();
                progress.ifPresent(Progress::close);
            }
        }
    }

    private void begin(TrainingEvent.Started started) {
        first = started.step();
        Progress shown = console.progress("training", started.step(), started.steps());
        progress = Optional.of(
                settings.minutes() > 0
                        ? shown.endsWithin(Duration.ofMillis((long) (settings.minutes() * 60_000)))
                        : shown);
    }

    /** Losses are shown as running means: those of single steps jump. */
    private void show(TrainingEvent.Stepped step) {
        loss = mean(loss, step.loss());
        classification = mean(classification, step.classification());
        box = mean(box, step.box());
        wait = mean(wait, step.dataWait());
        String detail = String.format(
                Locale.ROOT,
                "loss %.2f = %.2f class + %.2f box, waits %.0f %% for data%s%s",
                loss,
                classification,
                box,
                100 * wait,
                step.skipped() > 0 ? ", " + step.skipped() + " unreadable frames skipped" : "",
                validated);
        progress.ifPresent(shown -> shown.at(step.step(), detail));
        foretell(step);
    }

    /** Says once, from the median of early steps, how long all of them take on this machine. */
    private void foretell(TrainingEvent.Stepped step) {
        long made = step.step() - first;
        if (settings.minutes() > 0 || made <= FIRST_TIMED || made > LAST_TIMED) {
            return;
        }
        milliseconds.add(step.milliseconds());
        if (made == LAST_TIMED) {
            Collections.sort(milliseconds);
            double median = milliseconds.get(milliseconds.size() / 2);
            Duration left = Duration.ofMillis((long) (median * (settings.steps() - step.step())));
            console.remark(String.format(
                    Locale.ROOT,
                    "a step takes %.0f ms here, so the other %,d take about %s; Ctrl-C stops at any time and loses"
                            + " nothing",
                    median,
                    settings.steps() - step.step(),
                    words(left)));
        }
    }

    private static String words(Duration time) {
        long minutes = Math.max(1, Math.round(time.toSeconds() / 60.0));
        return minutes < 120
                ? minutes + (minutes == 1 ? " minute" : " minutes")
                : String.format(Locale.ROOT, "%.1f hours", minutes / 60.0);
    }

    private static double mean(double mean, double value) {
        return Double.isFinite(mean) ? mean + SMOOTHING * (value - mean) : value;
    }

    /** Why the run ended. */
    TrainingEvent.Reason reason() {
        return reason;
    }
}
