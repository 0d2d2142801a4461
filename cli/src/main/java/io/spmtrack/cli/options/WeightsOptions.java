package io.spmtrack.cli.options;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.TrackerSettings;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.model.track.FrameSession;
import io.spmtrack.model.track.Rehearsal;
import io.spmtrack.model.track.TrackingSettings;
import io.spmtrack.model.weights.BuiltIn;
import io.spmtrack.model.weights.Weights;
import io.spmtrack.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options that choose weights to track with. */
public final class WeightsOptions {
    /** The name of the weights that come with the program. */
    public static final Path BUILT_IN = Path.of("built-in");

    /** Bytes of a file whose reading takes a while. */
    private static final long LARGE = 1L << 26;

    /** The file to read, and whether it came with the program. */
    private record Chosen(Path file, boolean builtIn) {}

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Default: the best weights of the newest run under runs; without a run those built in, which"
                    + " built-in names.")
    private Optional<Path> weights = Optional.empty();

    @Option(
            names = "--backbone",
            paramLabel = "FILE",
            description =
                    "The DINOv2 file of an official checkpoint, or the tracker below a second modality: such files hold"
                            + " only what was trained; default: the published file in the folder weights, or tracker.safetensors"
                            + " beside the file, or the tracker in the box.")
    private Optional<Path> backbone = Optional.empty();

    @Option(
            names = "--preset",
            paramLabel = "NAME[,NAME…]",
            description = "The preset the weights have to be of; default: what the file says.")
    private Optional<String> preset = Optional.empty();

    /** Options of the command line. */
    public WeightsOptions() {}

    /** As if {@code --weights} had been given. */
    public WeightsOptions(Path weights) {
        this.weights = Optional.of(weights);
    }

    /**
     * Loads the chosen weights.
     *
     * @param arguments {@code tracker.…=value}, and with a preset {@code model.…=value}
     * @throws InputException if a file is damaged or does not fit, naming the first tensor that differs and both shapes
     */
    public Loaded load(List<String> arguments, Backend backend) {
        Chosen chosen = chosen();
        BiFunction<Model, TrackerSettings, FrameSession> compile =
                (model, tracker) -> new FrameSession(model, backend, tracker);
        if (backend instanceof CpuBackend && large(chosen.file())) {
            try (Rehearsal _ = new Rehearsal(model("base"), new CpuBackend(1))) {
                return load(arguments, chosen, compile);
            }
        }
        return load(arguments, chosen, compile);
    }

    private static boolean large(Path file) {
        try {
            return Files.size(file) > LARGE;
        } catch (IOException e) {
            return false; // whoever reads it says what is wrong with it
        }
    }

    /** As {@link #load(List, Backend)}, for a tracker that shows what happens inside the network. */
    public Loaded explaining(List<String> arguments, Backend backend) {
        return load(arguments, chosen(), (model, tracker) -> FrameSession.explaining(model, backend, tracker));
    }

    private Loaded load(
            List<String> arguments, Chosen chosen, BiFunction<Model, TrackerSettings, FrameSession> compile) {
        Overrides<TrackingSettings> settings = settings(arguments);
        Optional<ModelSettings> expected =
                preset.isPresent() ? Optional.of(settings.build().model()) : Optional.empty();
        Model model = Weights.load(chosen.file(), backbone, expected);
        return Loaded.of(
                chosen.file(),
                chosen.builtIn(),
                model,
                settings.over(new TrackingSettings(model.settings(), model.tracker()))
                        .tracker(),
                compile);
    }

    private Chosen chosen() {
        Optional<Path> named = weights.isPresent() ? weights.filter(file -> !builtIn(file)) : RunFolder.newestWeights();
        return new Chosen(named.map(TensorFile::locate).orElseGet(BuiltIn::file), named.isEmpty());
    }

    /** Whether weights are asked for. */
    public boolean named() {
        return weights.isPresent() || preset.isPresent() || backbone.isPresent();
    }

    /** The named file, or that of the weights that come with the program where their name is given. */
    public static Path file(Path named) {
        return builtIn(named) ? BuiltIn.file() : named;
    }

    /** A file of that name is meant where there is one. */
    private static boolean builtIn(Path file) {
        return file.equals(BUILT_IN) && Files.notExists(file);
    }

    private Overrides<TrackingSettings> settings(List<String> arguments) {
        Overrides<TrackingSettings> settings = new Overrides<>(TrackingSettings.KEYS);
        preset.ifPresent(names -> networks(names).forEach(settings::preset));
        settings.arguments(arguments);
        if (preset.isEmpty() && settings.askedGroup("model")) {
            throw new InputException("model.… keys say what the weights have to be: name their --preset too");
        }
        return settings;
    }

    /** The model of a preset. */
    public static ModelSettings model(String preset) {
        Overrides<TrackingSettings> settings = new Overrides<>(TrackingSettings.KEYS);
        networks(preset).forEach(settings::preset);
        return settings.build().model();
    }

    /**
     * Presets of a network by their names between commas; the later ones win, and before all of them stands {@code base}.
     *
     * @throws InputException if one of them says nothing about the network
     */
    public static List<Preset> networks(String names) {
        return Stream.of(names.split(",", -1)).map(WeightsOptions::network).toList();
    }

    private static Preset network(String name) {
        Preset preset = Preset.of(name);
        if (preset.rows("model").length == 0) {
            throw new InputException(
                    "preset " + name + " says nothing about the network; name tiny, small-cpu, base, large or giant");
        }
        return preset;
    }
}
