package io.spmtrack.cli.weights;

import io.spmtrack.cli.command.WeightsOptions;
import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.weights.ModelFile;
import io.spmtrack.model.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack weights export}: an official checkpoint and its backbone as one self-contained file. */
@Command(name = "export", description = "Writes a checkpoint and its backbone as one file that needs nothing else.")
final class ExportCommand implements Runnable {
    @Mixin
    private Console console;

    @Parameters(index = "0", paramLabel = "FILE", description = "An official checkpoint, or weights of this program.")
    private Path file;

    @Option(names = "--backbone", paramLabel = "FILE", description = "The DINOv2 file of an official checkpoint.")
    private Optional<Path> backbone = Optional.empty();

    @Option(names = "--preset", paramLabel = "NAME", description = "The preset the file has to be of.")
    private Optional<String> preset = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write, .safetensors.")
    private Path out;

    @Option(names = "--half", description = "Store the weights in half precision.")
    private boolean half;

    @Override
    public void run() {
        if (Files.exists(out)) {
            throw new InputException(out + ": exists already; choose another --out");
        }
        Optional<ModelSettings> expected = preset.map(WeightsOptions::model);
        try (Model model = Weights.load(file, backbone, expected)) {
            if (half) {
                ModelFile.saveHalves(out, model);
            } else {
                ModelFile.save(out, model);
            }
            console.out().println(out + ": " + model.weights().parameters().size() + " tensors, self-contained");
            console.out().flush();
        }
    }
}
