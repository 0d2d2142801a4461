package io.spmtrack.train;

import java.util.function.Consumer;

/** Where the events of a run are written: its log and TensorBoard's file, then whoever watches. */
final class TrainingRecords implements Consumer<TrainingEvent>, AutoCloseable {
    private final TrainingLog log;
    private final EventFile curves;
    private final Consumer<TrainingEvent> watcher;

    /** Goes on after a step. */
    TrainingRecords(RunFolder folder, long step, Consumer<TrainingEvent> watcher) {
        this.log = new TrainingLog(folder.log(), step);
        this.curves = new EventFile(folder.path(), step);
        this.watcher = watcher;
    }

    @Override
    public void accept(TrainingEvent event) {
        log.add(event);
        curves.add(event);
        watcher.accept(event);
    }

    @Override
    public void close() {
        try (log) {
            curves.close();
        }
    }
}
