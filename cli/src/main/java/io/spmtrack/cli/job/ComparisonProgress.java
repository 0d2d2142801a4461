package io.spmtrack.cli.job;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Progress;
import io.spmtrack.eval.comparison.ComparisonEvent;
import io.spmtrack.eval.report.ScoreTable;
import java.util.Optional;
import java.util.function.Consumer;

/** Shows what a comparison tells: how far each tracker is, then the table. */
public final class ComparisonProgress implements Consumer<ComparisonEvent> {
    private final Console console;
    private Optional<Progress> progress = Optional.empty();

    public ComparisonProgress(Console console) {
        this.console = console;
    }

    @Override
    public void accept(ComparisonEvent event) {
        switch (event) {
            case ComparisonEvent.Started started ->
                progress = Optional.of(console.progress(started.tracker(), 0, started.frames()));
            case ComparisonEvent.Tracked tracked ->
                progress.ifPresent(shown -> shown.at(tracked.frames(), tracked.sequence()));
            case ComparisonEvent.Ended ended -> progress.ifPresent(Progress::close);
            case ComparisonEvent.Remark remark -> console.remark(remark.text());
            case ComparisonEvent.Scored scored -> print(scored);
        }
    }

    private void print(ComparisonEvent.Scored scored) {
        console.out().println();
        console.out().print(ScoreTable.of(scored.lines()));
        console.out().println("AO is the mean overlap; numbers in per cent, fps without reading pictures.");
        scored.differences().forEach(console.out()::println);
        scored.modalities().ifPresent(table -> console.out().print("\nAO by modality:\n" + table));
        console.out().flush();
    }
}
