package io.spmtrack.train.log;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Where the events of a run are written: its log and TensorBoard's file, then whoever watches. */
public final class TrainingRecords implements Consumer<TrainingEvent>, AutoCloseable {
    private final Optional<TrainingLog> log;
    private final Optional<EventFile> curves;
    private final Consumer<TrainingEvent> watcher;

    private TrainingRecords(Optional<TrainingLog> log, Optional<EventFile> curves, Consumer<TrainingEvent> watcher) {
        this.log = log;
        this.curves = curves;
        this.watcher = watcher;
    }

    /**
     * Goes on after a step.
     *
     * @param log the file of the log
     * @param folder of the curves
     */
    public static TrainingRecords of(Path log, Path folder, long step, Consumer<TrainingEvent> watcher) {
        return new TrainingRecords(
                Optional.of(new TrainingLog(log, step)), Optional.of(new EventFile(folder, step)), watcher);
    }

    /** Writes nothing: another rank does. */
    public static TrainingRecords none(Consumer<TrainingEvent> watcher) {
        return new TrainingRecords(Optional.empty(), Optional.empty(), watcher);
    }

    /** Whether a log tells of an event of a kind after a step. */
    public static boolean tell(Path log, Class<? extends TrainingEvent> event, long step) {
        return TrainingLog.holds(log, event, step);
    }

    @Override
    public void accept(TrainingEvent event) {
        log.ifPresent(file -> file.add(event));
        curves.ifPresent(file -> file.add(event));
        watcher.accept(event);
    }

    @Override
    public void close() {
        try {
            curves.ifPresent(EventFile::close);
        } finally {
            log.ifPresent(TrainingLog::close);
        }
    }
}
