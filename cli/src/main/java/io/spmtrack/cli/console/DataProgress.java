package io.spmtrack.cli.console;

import io.spmtrack.eval.index.IndexWatcher;
import java.util.Optional;

/** Shows how far a walk over a data set is, once it has taken two seconds. */
public final class DataProgress implements IndexWatcher, AutoCloseable {
    private static final long SILENT = 2_000_000_000L;

    private final Console console;
    private final long begun = System.nanoTime();
    private Optional<Progress> shown = Optional.empty();
    private String task = "";

    public DataProgress(Console console) {
        this.console = console;
    }

    @Override
    public void at(String dataset, int done, int total) {
        if (!task.equals(dataset)) {
            close();
            task = dataset;
        }
        if (shown.isEmpty() && System.nanoTime() - begun > SILENT) {
            shown = Optional.of(console.progress("reading " + dataset, 0, total));
        }
        shown.ifPresent(progress -> progress.at(done, ""));
    }

    @Override
    public void close() {
        shown.ifPresent(Progress::close);
        shown = Optional.empty();
    }
}
