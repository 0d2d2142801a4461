package io.spmtrack.cli.train;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.DataProgress;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.console.Progress;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.Place;
import io.spmtrack.cli.options.ProfileOptions;
import io.spmtrack.cli.options.TestData;
import io.spmtrack.cli.result.RunPages;
import io.spmtrack.engine.Backend;
import io.spmtrack.eval.Sequence;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.settings.SettingFile;
import io.spmtrack.train.RunFolder;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.Trainer;
import io.spmtrack.train.TrainingData;
import io.spmtrack.train.log.TrainingEvent;
import io.spmtrack.train.world.Agreement;
import io.spmtrack.train.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One training, from the options to the table of what it tracks. */
record Training(
        Console console, BackendOptions backends, ProfileOptions profile, RunOptions options, StartOptions start) {
    /** The same for other options of the run. */
    Training with(RunOptions other) {
        return new Training(console, backends, profile, other, start);
    }

    /** @return whether it came to its end, not to a stop by the user */
    boolean run(World world, Interruption interruption) {
        Optional<RunFolder> earlier = options.earlier();
        RunSettings run = options.overrides(earlier, world, start.named()).build();
        boolean begins = earlier.isEmpty() || !Files.exists(earlier.get().state());
        StartOptions.Start weights = start.start(run, begins, console);
        backends.requireTraining();
        if (!backends.onDevice()) {
            Room.here(world.localSize(), world.size()).require(run, backends.untested());
        }
        RunFolder folder = new RunFolder(
                Path.of(world.first(() -> earlier.orElseGet(options::fresh).toString())));
        Job job = job(run, folder, world);
        List<Sequence> held = TestData.open(run.data().test());
        boolean finished = train(job, weights, interruption);
        world.await(); // the first rank may still be writing
        if (finished && !held.isEmpty()) {
            finished = new FinalTest(job, backends, profile, console).run(held, interruption);
        } else if (finished) {
            console.remark(
                    "no --test data: see how it tracks with  spmtrack eval --data SPEC --weights " + folder.best());
        }
        if (finished && world.writes()) {
            RunPages.write(folder);
            if (held.isEmpty()) {
                console.remark("report: " + folder.report());
            }
        }
        profile.report(backends, console);
        return finished;
    }

    private Job job(RunSettings run, RunFolder folder, World world) {
        index(run, world);
        List<Place> places = Place.all(world);
        backends.share(world, places);
        Backend backend = profile.open(backends);
        Job job = new Job(run, folder, backend, world, JobFacts.inputs(run, world, places, backends.threads()));
        Agreement.require(world, JobFacts.common(run, job.inputs(), backend));
        return job;
    }

    /** The first rank indexes the data, then the others find the index. */
    private void index(RunSettings run, World world) {
        if (world.writes()) {
            try (DataProgress indexing = new DataProgress(console)) {
                TrainingData.index(run, indexing);
            }
        }
        world.await();
    }

    /** @return whether training came to its end, not to a stop by the user */
    private boolean train(Job job, StartOptions.Start weights, Interruption interruption) {
        RunFolder folder = job.folder();
        try (Trainer trainer = new Trainer(job.run(), folder, job.backend(), job.world())) {
            if (options.resumes()) {
                trainer.resume();
            }
            weights.into(trainer);
            if (job.world().writes()) {
                SettingFile.write(folder.config(), RunSettings.KEYS, job.run());
                job.writeProvenance();
            }
            introduce(job, trainer);
            TrainingProgress progress = new TrainingProgress(console, job.run().train());
            trainer.run(progress, interruption::requested);
            if (!job.world().writes()) {
                return progress.reason() != TrainingEvent.Reason.ASKED;
            }
            job.writeProvenance();
            return ended(progress.reason(), trainer.done(), folder);
        }
    }

    private boolean ended(TrainingEvent.Reason reason, long step, RunFolder folder) {
        if (reason != TrainingEvent.Reason.ASKED && !Files.exists(folder.best())) {
            throw new IllegalStateException("trained " + step + " steps, but " + folder.best()
                    + " is not there: the loss in validation never was a number; lower optimizer.lr");
        }
        switch (reason) {
            case DONE -> console.remark("trained " + step + " steps; the best weights are in " + folder.best());
            case TIME ->
                console.remark("trained " + step + " steps, as many as train.minutes allows; the best weights are in "
                        + folder.best());
            case ASKED -> {
                console.out()
                        .println("stopped after step " + step + ", everything is saved; continue with  spmtrack"
                                + " train --resume " + folder.typed());
                console.out().flush();
            }
        }
        return reason != TrainingEvent.Reason.ASKED;
    }

    private void introduce(Job job, Trainer trainer) {
        RunSettings run = job.run();
        ModelCost cost = ModelCost.of(run.model());
        console.remark(String.format(
                Locale.ROOT,
                "%s: %,d parameters, %,d of them trained; %.3f G multiply-accumulates a frame; backend %s",
                options.resumes() ? "resumed" : "preset " + options.name(),
                cost.parameters(),
                cost.trainable(),
                cost.macs().total() / 1e9,
                job.backend().name()));
        if (job.world().size() > 1) {
            console.remark("ranks: " + JobFacts.ranks(job.inputs()) + "; train.micro="
                    + run.train().micro());
        }
        console.remark("data: " + String.join(", ", run.data().train()) + "; validation: "
                + String.join(", ", run.data().val()) + "; test: "
                + (run.data().test().isEmpty()
                        ? "none"
                        : String.join(", ", run.data().test())));
        console.remark(
                "folder: " + job.folder() + (trainer.done() > 0 ? ", continuing after step " + trainer.done() : ""));
        if (run.train().minutes() > 0) {
            console.remark("ends after " + run.train().steps() + " steps or "
                    + Progress.text(Duration.ofSeconds((long) (60 * run.train().minutes()))) + " minutes");
        }
    }
}
