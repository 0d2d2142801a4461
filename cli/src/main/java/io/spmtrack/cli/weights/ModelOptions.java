package io.spmtrack.cli.weights;

import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.track.TrackingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Options that say which model files of weights have to be of. */
final class ModelOptions {
    private static final Pattern SETTING = Pattern.compile("(model|tracker)\\.[a-z_]+=.*");

    @Option(
            names = "--preset",
            paramLabel = "NAME[,NAME…]",
            description = "The preset the files have to be of; default: what they say.")
    private Optional<String> preset = Optional.empty();

    /** Those of the arguments that name files. */
    static List<Path> files(List<String> arguments) {
        return arguments.stream()
                .filter(argument -> !SETTING.matcher(argument).matches())
                .map(Path::of)
                .toList();
    }

    /**
     * The model, if one is named.
     *
     * @param arguments those of form {@code model.…=value} change the preset
     */
    Optional<ModelSettings> model(List<String> arguments) {
        List<String> settings = arguments.stream()
                .filter(argument -> SETTING.matcher(argument).matches())
                .toList();
        if (preset.isEmpty() && !settings.isEmpty()) {
            throw new InputException(settings.getFirst() + ": name the --preset that it changes too");
        }
        return preset.map(names -> {
            Overrides<TrackingSettings> overrides = new Overrides<>(TrackingSettings.KEYS);
            WeightsOptions.networks(names).forEach(overrides::preset);
            return overrides.arguments(settings).build().model();
        });
    }
}
