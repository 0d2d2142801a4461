package io.spmtrack.cli;

import io.spmtrack.engine.Backend;
import io.spmtrack.model.ModelSettings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that choose weights to track with. */
final class WeightsOptions {
    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Default: the best weights of the newest run under runs.")
    private Optional<Path> weights = Optional.empty();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "The preset the weights have to be of; default: what the file says.")
    private Optional<String> preset = Optional.empty();

    /** Loads the chosen weights. */
    Loaded load(Backend backend) {
        Path file = weights.orElseGet(RunFolder::newestWeights);
        Optional<ModelSettings> wanted = preset.map(Preset::of).map(WeightsOptions::model);
        return wanted.isPresent() ? Loaded.open(file, wanted.get(), backend) : Loaded.open(file, backend);
    }

    private static ModelSettings model(Preset preset) {
        return preset.settings().model();
    }
}
