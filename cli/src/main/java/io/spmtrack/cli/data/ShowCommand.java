package io.spmtrack.cli.data;

import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.ImageWriter;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.train.RunFolder;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.TrainingData;
import io.spmtrack.train.data.Sample;
import io.spmtrack.train.data.SampleMaker;
import io.spmtrack.train.data.SamplePicture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack data show}: any sample of a training run once more, alone. */
@Command(
        name = "show",
        description = {
            "Makes one training sample again and writes it as a picture: above the references with the cells of their",
            "masks, below the search frames with the target's box and the cells inside of it."
        })
final class ShowCommand implements Runnable {
    @Mixin
    private Console console;

    @Option(
            names = "--sample",
            paramLabel = "N",
            required = true,
            description = "Number of the sample, counted from 0 over all epochs.")
    private long sample;

    @Option(names = "--run", paramLabel = "DIR", description = "A sample of this run, with its data and settings.")
    private Optional<Path> run = Optional.empty();

    @Option(names = "--preset", paramLabel = "NAME[,NAME…]", split = ",", description = "Default: base.")
    private List<String> presets = List.of("base");

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the run (train.seed).")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "A .png or .jpg; default: sample-N.png.")
    private Optional<Path> out = Optional.empty();

    @Parameters(
            paramLabel = "SPEC|key=value",
            description = "Data as for train, then settings, e.g. coco:DIR?motion=none augment.flip=0.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public void run() {
        RunSettings settings = settings();
        SampleMaker maker = TrainingData.train(settings);
        int batch = settings.train().batch();
        int used = Math.max(1, maker.samplesPerEpoch() / batch) * batch;
        if (sample < 0 || sample / used > Integer.MAX_VALUE) {
            throw new InputException("--sample=" + sample + ": a number from 0 is expected");
        }
        Sample made = maker.make((int) (sample / used), (int) (sample % used) % maker.samplesPerEpoch());
        Path file = out.orElse(Path.of("sample-" + sample + ".png"));
        ImageWriter.write(SamplePicture.of(made, settings.crops()), file);
        console.out()
                .printf(
                        Locale.ROOT,
                        "%s: %s, references %s, search frames %s with %s cells%n",
                        file,
                        made.sequence(),
                        made.frames().references(),
                        made.frames().searches(),
                        Arrays.toString(made.positiveCounts()));
        console.out().flush();
    }

    private RunSettings settings() {
        List<String> keys = arguments.stream().filter(ShowCommand::isSetting).toList();
        List<String> data =
                arguments.stream().filter(argument -> !isSetting(argument)).toList();
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(presets).forEach(overrides::preset);
        run.ifPresent(folder -> overrides.complete(RunFolder.existing(folder).config()));
        overrides.option("data.train", data, "SPEC");
        seed.ifPresent(number -> overrides.set("train.seed", number, "--seed"));
        return overrides.arguments(keys).build();
    }

    /** A SPEC has a colon before any sign of equality. */
    private static boolean isSetting(String argument) {
        int equals = argument.indexOf('=');
        int other = argument.indexOf(':');
        return equals > 0
                && (other < 0 || other > equals)
                && argument.substring(0, equals).matches("[a-z_]+\\.[a-z_0-9]+");
    }
}
