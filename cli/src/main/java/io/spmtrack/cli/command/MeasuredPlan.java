package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spmtrack.bench.SampleRun;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.model.ModelCost;
import io.spmtrack.train.OneBatch;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.TrainSettings;
import io.spmtrack.train.TrainingData;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How long a run takes on this machine, by some of its steps.
 *
 * @param samples computed at a time in the measurement
 * @param steps measured
 * @param step seconds of a step of the run
 * @param validating seconds of all validations
 * @param whole seconds of the run
 * @param rate samples a second that its steps take
 * @param loading what is known of making these samples
 */
record MeasuredPlan(
        int samples, int steps, double step, double validating, double whole, double rate, Loading loading) {
    private static final int FEWEST = 3;
    private static final double NANOSECONDS = 1e9;
    private static final double HOUR = 3600;

    /** Making samples of the training data. */
    private sealed interface Loading {

        /** @param milliseconds a thread takes for a sample */
        record Measured(double milliseconds) implements Loading {
            /** Threads that keep up with the steps. */
            int threads(double rate) {
                return (int) Math.max(1, Math.ceil(rate * milliseconds / 1000));
            }
        }

        /** @param reason in a line */
        record Unknown(String reason) implements Loading {}
    }

    /**
     * Makes steps with noise in place of samples, and samples without steps.
     *
     * @param fits whether as many samples at a time as the run asks for fit in memory; otherwise one is measured
     * @param seconds for each of the two, after as many to warm up; at least a few steps are measured
     */
    static MeasuredPlan of(RunSettings run, boolean fits, Backend backend, double seconds) {
        TrainSettings train = run.train();
        int samples = fits ? train.microBatch() : 1;
        List<Double> times = times(run.with(run.model(), samples), backend, seconds);
        double step = times.get(times.size() / 2) * train.batch() / samples;
        double validating = validating(run, step / train.batch());
        double whole = train.steps() * step + validating;
        return new MeasuredPlan(
                samples, times.size(), step, validating, whole, train.batch() / step, loading(run, seconds));
    }

    /** Seconds of a step, sorted. */
    private static List<Double> times(RunSettings run, Backend backend, double seconds) {
        List<Double> times = new ArrayList<>();
        try (OneBatch batch = new OneBatch(run, backend)) {
            long begun = System.nanoTime();
            do {
                batch.run();
            } while (since(begun) < seconds);
            begun = System.nanoTime();
            while (times.size() < FEWEST || since(begun) < seconds) {
                long start = System.nanoTime();
                batch.run();
                times.add(since(start));
            }
        }
        Collections.sort(times);
        return times;
    }

    private static double since(long nanoseconds) {
        return (System.nanoTime() - nanoseconds) / NANOSECONDS;
    }

    /** A validation computes forward alone; the products of both tell which part of a step that is. */
    private static double validating(RunSettings run, double sample) {
        TrainSettings train = run.train();
        if (train.validationSamples() == 0) {
            return 0;
        }
        ModelCost cost = ModelCost.of(run.model());
        double forward =
                (double) run.model().input().searchFrames() * cost.macs().total()
                        + run.model().input().references() * cost.reference().total();
        long each = (long) Math.max(1, train.validationSamples() / train.batch()) * train.batch();
        return Math.ceilDiv(train.steps(), train.validateEvery()) * each * sample * forward / cost.stepMacs();
    }

    private static Loading loading(RunSettings run, double seconds) {
        try {
            SampleRun samples = new SampleRun(TrainingData.train(run), 2 * seconds);
            return new Loading.Measured(samples.time("sample", 1).getFirst().median());
        } catch (InputException e) {
            return new Loading.Unknown(e.getMessage());
        }
    }

    void rows(TextTable table, RunSettings run) {
        table.add(
                        "s a training step, by " + steps + " of " + samples + (samples == 1 ? " sample" : " samples"),
                        text(step))
                .add(
                        "hours to train, "
                                + String.format(
                                        Locale.ROOT, "%,d steps", run.train().steps()),
                        text(whole / HOUR))
                .add("  of them to validate", text(validating / HOUR))
                .add("samples a second that the steps take", text(rate));
        switch (loading) {
            case Loading.Measured made ->
                table.add("  ms to make one, one thread", text(made.milliseconds()))
                        .add("  train.loader_threads that keep up", Integer.toString(made.threads(rate)));
            case Loading.Unknown unknown -> table.add("  making them is not measured:", unknown.reason());
        }
    }

    void json(ObjectNode root) {
        ObjectNode measured = root.putObject("measured")
                .put("samples_at_a_time", samples)
                .put("steps", steps)
                .put("seconds_a_step", step)
                .put("seconds_validating", validating)
                .put("hours", whole / HOUR)
                .put("samples_a_second", rate);
        switch (loading) {
            case Loading.Measured made ->
                measured.put("milliseconds_a_sample", made.milliseconds()).put("loader_threads", made.threads(rate));
            case Loading.Unknown unknown -> measured.put("no_samples", unknown.reason());
        }
    }

    private static String text(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.3f" : "%,.1f", number);
    }
}
