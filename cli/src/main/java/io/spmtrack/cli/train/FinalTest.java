package io.spmtrack.cli.train;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.job.ComparisonProgress;
import io.spmtrack.cli.job.DealtComparison;
import io.spmtrack.cli.options.Loaded;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.engine.Backend;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.comparison.Comparison;
import io.spmtrack.eval.comparison.Contestant;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.model.track.Lanes;
import io.spmtrack.train.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Tracks the test data with the best weights of a run, beside the baselines. */
record FinalTest(Job job, Console console) {
    /** @return whether all was tracked */
    boolean run(List<Sequence> held, Interruption interruption) {
        RunFolder folder = job.folder();
        Backend backend = job.backend();
        Path results = folder.eval().resolve(Fingerprint.of(folder.best()).substring(0, 12));
        try (Loaded loaded = new WeightsOptions(folder.best()).load(List.of(), backend)) {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(loaded.contestant(Lanes.one(loaded.session())));
            contestants.addAll(Contestant.baselines(1));
            Comparison comparison = new Comparison(
                    new ComparisonProgress(console),
                    interruption::requested,
                    new Comparison.Output(results, ResultFormat.CSV),
                    "auto",
                    backend.name());
            new DealtComparison(comparison, contestants, held)
                    .run(job.world(), "SPMTrack, run " + folder, folder.report());
            return true;
        } catch (CancellationException e) {
            console.out()
                    .println("stopped; what was tracked is kept: continue with  spmtrack train --resume "
                            + folder.typed());
            return false;
        }
    }
}
