package io.spmtrack.cli.train;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.job.ComparisonProgress;
import io.spmtrack.cli.job.DealtComparison;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Loaded;
import io.spmtrack.cli.options.ProfileOptions;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.comparison.Comparison;
import io.spmtrack.eval.comparison.Contestant;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.model.track.Lanes;
import io.spmtrack.train.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Tracks the test data with the best weights of a run, and the best averaged ones where there are any, beside the baselines; weights of
 * two modalities also beside the tracker that they were added to, and beside themselves looking at the visible picture twice.
 */
record FinalTest(Job job, BackendOptions backends, ProfileOptions profile, Console console) {
    private static final String AVERAGE = "spmtrack-average";
    private static final String TRACKER = "visible-only";
    private static final String TWICE = "visible-twice";

    /** @return whether all was tracked */
    boolean run(List<Sequence> held, Interruption interruption) {
        RunFolder folder = job.folder();
        Path results = folder.eval().resolve(Fingerprint.of(folder.best()).substring(0, 12));
        List<Opened> opened = new ArrayList<>();
        try {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(contestant(folder.best(), held, opened));
            if (job.run().train().ema() > 0 && Files.exists(folder.bestAverage())) {
                contestants.add(contestant(folder.bestAverage(), held, opened).as(AVERAGE));
            }
            if (Files.exists(folder.tracker())) {
                contestants.add(contestant(folder.tracker(), held, opened).as(TRACKER));
                contestants.add(contestants.getFirst().as(TWICE).visibleAlone());
            }
            contestants.addAll(Contestant.baselines(backends.threads()));
            Comparison comparison = new Comparison(
                    new ComparisonProgress(console),
                    interruption::requested,
                    new Comparison.Output(results, ResultFormat.CSV),
                    "auto",
                    job.backend().name());
            new DealtComparison(comparison, contestants, held)
                    .run(job.world(), "SPMTrack, run " + folder, folder.report());
            return true;
        } catch (CancellationException e) {
            console.out()
                    .println("stopped; what was tracked is kept: continue with  spmtrack train --resume "
                            + folder.typed());
            return false;
        } finally {
            opened.forEach(Opened::close);
        }
    }

    private Contestant contestant(Path weights, List<Sequence> held, List<Opened> opened) {
        Loaded loaded = new WeightsOptions(weights).load(List.of(), job.backend());
        Lanes lanes = profile.asked() ? Lanes.one(loaded.session()) : loaded.lanes(backends, held);
        opened.add(new Opened(loaded, lanes));
        return loaded.contestant(lanes);
    }

    /** Weights, and the sessions that track with them at once. */
    private record Opened(Loaded loaded, Lanes lanes) {
        void close() {
            lanes.close();
            loaded.close();
        }
    }
}
