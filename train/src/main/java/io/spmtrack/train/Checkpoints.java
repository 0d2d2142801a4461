package io.spmtrack.train;

import io.spmtrack.engine.Param;
import io.spmtrack.model.Model;
import io.spmtrack.train.keep.KeptWeights;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.optimizer.WeightAverage;
import io.spmtrack.train.world.World;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/** Validates a run's weights, and its averaged ones where there are any, and keeps on disk what is best and what is needed to go on. */
final class Checkpoints {
    private final RunSettings settings;
    private final RunFolder folder;
    private final World world;
    private final Model model;
    private final TrainingSession session;
    private final Validation validation;
    private final Optional<WeightAverage> average;
    private final KeptWeights kept;
    private final Map<String, Param> state = new LinkedHashMap<>();
    private double bestLoss = Double.POSITIVE_INFINITY;
    private double bestAverageLoss = Double.POSITIVE_INFINITY;

    Checkpoints(
            RunSettings settings,
            RunFolder folder,
            World world,
            Model model,
            TrainingSession session,
            Optional<WeightAverage> average,
            Validation validation) {
        this.settings = settings;
        this.folder = folder;
        this.world = world;
        this.model = model;
        this.session = session;
        this.average = average;
        this.validation = validation;
        this.kept = new KeptWeights(folder.checkpoint(), settings.train().keep());
        state.putAll(model.weights().parameters());
        state.putAll(session.moments());
        average.ifPresent(means -> state.putAll(means.means()));
    }

    /** Reads what is needed to go on into weights, moments and means, as they are on disk; see {@link RunFolder#resume}. */
    TrainingState resume() {
        TrainingState found = folder.resume(state, settings);
        session.applied(found.applied());
        bestLoss = found.bestLoss();
        bestAverageLoss = found.bestAverageLoss();
        session.push();
        if (world.writes()) {
            kept.resume(found.step());
        }
        return found;
    }

    /** At the start of a run: means are the weights it begins with. */
    void begin() {
        average.ifPresent(means -> {
            session.pull();
            means.begin();
            session.push();
        });
    }

    /** Validates, saves the weights if none were better, and does the same with the averaged ones. */
    void validate(long step, Consumer<TrainingEvent> events) {
        session.pull();
        Seen seen = see(bestLoss, folder.best());
        bestLoss = seen.lowest();
        seen.report()
                .ifPresent(report ->
                        events.accept(new TrainingEvent.Validated(step, report.loss(), seen.box(), seen.best())));
        average.ifPresent(means -> validateAverage(step, means, events));
        if (world.writes()) {
            kept.add(step, seen.box(), file -> {
                folder.saveWeights(file, model);
                average.ifPresent(means -> swapped(means, () -> folder.saveWeights(KeptWeights.average(file), model)));
            });
        }
    }

    private void validateAverage(long step, WeightAverage means, Consumer<TrainingEvent> events) {
        swapped(means, () -> {
            session.push();
            Seen seen = see(bestAverageLoss, folder.bestAverage());
            bestAverageLoss = seen.lowest();
            seen.report()
                    .ifPresent(report ->
                            events.accept(new TrainingEvent.Averaged(step, report.loss(), seen.box(), seen.best())));
        });
        session.push();
    }

    /**
     * A validation of the weights that the model has.
     *
     * @param report none where none is wanted
     * @param box its box loss
     * @param lowest box loss up to now
     */
    private record Seen(Optional<TrainingSession.Report> report, double box, double lowest, boolean best) {}

    /**
     * Validates the model's weights, and saves them if none were better. The box loss alone tells which are: the targets of the
     * scores are the overlaps of the boxes, so the cross-entropy grows while boxes improve. Without validation the last weights
     * count as the best.
     *
     * @param lowest box loss before
     */
    private Seen see(double lowest, Path file) {
        Optional<TrainingSession.Report> report =
                validation.isWanted() ? Optional.of(validation.run(session, world)) : Optional.empty();
        double box = report.map(values -> DoubleStream.of(values.box()).sum()).orElse(Double.NaN);
        boolean best = report.isEmpty() || box <= lowest;
        if (best && world.writes()) {
            folder.saveWeights(file, model);
        }
        double now = report.isEmpty() ? Double.POSITIVE_INFINITY : best ? box : lowest;
        return new Seen(report, box, now, best);
    }

    /** Does something while the model has the averaged weights, in host memory. */
    private static void swapped(WeightAverage means, Runnable work) {
        means.swap();
        try {
            work.run();
        } finally {
            means.swap();
        }
    }

    /** Saves all that is needed to go on; the first rank alone does. */
    void save(long step, Consumer<TrainingEvent> events, TrainingClock clock) {
        if (!world.writes()) {
            return;
        }
        session.pull();
        TrainingState now = new TrainingState(step, session.applied(), bestLoss, bestAverageLoss);
        folder.save(now, state, settings, model);
        average.ifPresent(means -> swapped(means, () -> folder.saveWeights(folder.lastAverage(), model)));
        clock.saved();
        events.accept(new TrainingEvent.Saved(step, folder.state()));
    }
}
