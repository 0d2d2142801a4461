package io.spmtrack.cli.train;

import io.spmtrack.engine.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that train several models, or one with several seeds. */
final class SweepOptions {
    private static final int MOST_SEEDS = 1000;

    @Option(
            names = "--sweep",
            paramLabel = "FILE",
            description =
                    "Train a model for each row of a file, presets then key=value, and compare them in one table; the same"
                            + " command goes on where it was stopped.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "Train each model N times, with --seed (default 42) and the numbers after it; tables have mean ±"
                            + " deviation.")
    private Optional<Integer> seeds = Optional.empty();

    /** Whether several trainings are asked for. */
    boolean asked() {
        return file.isPresent() || seeds.isPresent();
    }

    /** Seeds of each model. */
    int seeds() {
        int number = seeds.orElse(1);
        if (number < 1 || number > MOST_SEEDS) {
            throw new InputException("--seeds " + number + ": expected 1 to " + MOST_SEEDS);
        }
        return number;
    }

    /** The models. */
    List<SweepRow> rows(List<String> presets) {
        if (file.isPresent() && !presets.isEmpty()) {
            throw new InputException("--preset: the rows of --sweep name presets of their own; leave it out");
        }
        return file.map(SweepRow::read).orElseGet(() -> List.of(new SweepRow(presets, List.of())));
    }

    /** Where the trainings go that name no folder: the same for the same command, so that it goes on. */
    Path folder(List<String> presets) {
        String name = file.map(path -> "sweep-" + path.getFileName().toString().replaceFirst("\\.[^.]*$", ""))
                .orElseGet(() -> "seeds-" + new SweepRow(presets, List.of()).name());
        return Path.of("runs", name);
    }
}
