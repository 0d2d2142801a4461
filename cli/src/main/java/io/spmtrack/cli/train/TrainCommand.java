package io.spmtrack.cli.train;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.console.Interruption;
import io.spmtrack.cli.job.Together;
import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.ProfileOptions;
import io.spmtrack.engine.InputException;
import io.spmtrack.train.Replay;
import io.spmtrack.train.RunFolder;
import io.spmtrack.train.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code spmtrack train}: trains a tracker in a folder of its own, then puts it beside the baselines. */
@Command(
        name = "train",
        description = {
            "Trains a tracker. Without arguments: a small one on synthetic sequences, in minutes.",
            "Any setting can be given as key=value, for example optimizer.lr=5e-5 train.steps=2000;"
                    + " --print-config lists them."
        })
public final class TrainCommand implements Runnable {
    @Mixin
    private Console console;

    @Mixin
    private BackendOptions backends;

    @Mixin
    private ProfileOptions profile;

    @Mixin
    private RunOptions options;

    @Mixin
    private StartOptions start;

    @Mixin
    private SweepOptions sweep;

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description =
                    "Do a step again that a run left out in its folder blackbox, name the op that is to blame, stop.")
    private Optional<Path> replay = Optional.empty();

    @Option(names = "--print-config", description = "Print every setting and where it came from, and stop.")
    private boolean printConfig;

    @Override
    public void run() {
        try (Interruption interruption = new Interruption()) {
            Together.run(console, world -> {
                if (replay.isPresent()) {
                    replay(replay.get());
                } else if (printConfig) {
                    print(options.overrides(options.earlier(), world, start.named())
                            .print());
                } else if (sweep.asked()) {
                    sweep(world, interruption);
                } else {
                    training().run(world, interruption);
                }
            });
        }
    }

    private Training training() {
        return new Training(console, backends, profile, options, start);
    }

    private void print(String text) {
        console.out().print(text);
        console.out().flush();
    }

    private void replay(Path file) {
        Replay found = Replay.of(file, profile.open(backends));
        console.out().println("step " + found.step() + ", seed " + found.seed());
        found.suspects().forEach(console.out()::println);
        console.out().flush();
        console.out()
                .println(found.culprit()
                        .map(culprit -> "first not finite: " + culprit)
                        .orElseThrow(() -> new InputException(file + ": every result of this step is finite here: it"
                                + " ran on another backend or machine, or something broke for a moment")));
        console.out().flush();
    }

    private void sweep(World world, Interruption interruption) {
        if (world.size() > 1) {
            throw new InputException("--sweep and --seeds train one after the other in one process; start them without"
                    + " a launcher of ranks, or a training for each");
        }
        if (options.resumes()) {
            throw new InputException("--resume: a sweep goes on by itself, with the same command; leave it out");
        }
        List<SweepRow> rows = sweep.rows(options.presets());
        // Before the first one: a mistake in the last row must not show after a night.
        rows.forEach(row -> start.check(options.of(row, 0, new RunFolder(Path.of("")))
                .overrides(Optional.empty(), world, start.named())
                .build()));
        new Sweep(console, options.out().orElseGet(() -> sweep.folder(options.presets())))
                .run(
                        rows,
                        sweep.seeds(),
                        options.firstSeed(),
                        options.common(),
                        (row, seed, folder) ->
                                training().with(options.of(row, seed, folder)).run(world, interruption));
    }
}
