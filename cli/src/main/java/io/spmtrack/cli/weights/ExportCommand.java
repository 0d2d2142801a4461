package io.spmtrack.cli.weights;

import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.Model;
import io.spmtrack.model.weights.ModelFile;
import io.spmtrack.model.weights.OfficialCheckpoint;
import io.spmtrack.model.weights.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack weights export}: weights as others read them, or as one self-contained file. */
@Command(
        name = "export",
        description =
                "Writes weights as one file that needs nothing else, as the official code reads them, or as a folder"
                        + " for the Hugging Face hub.")
final class ExportCommand implements Runnable {
    @Mixin
    private Console console;

    @Mixin
    private ModelOptions model;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Weights of this program, or an official checkpoint; then model.KEY=VALUE for what differs from"
                            + " the --preset.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--backbone", paramLabel = "FILE", description = "The DINOv2 file of an official checkpoint.")
    private Optional<Path> backbone = Optional.empty();

    @ArgGroup(multiplicity = "1")
    private Target target;

    @Option(names = "--half", description = "Store the weights in half precision; with --out.")
    private boolean half;

    @Option(
            names = "--official",
            description =
                    "What the official code loads: the tensors that were trained and the scale of TMoE; with --out.")
    private boolean official;

    /** Where to. */
    static final class Target {
        @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write.")
        private Optional<Path> out = Optional.empty();

        @Option(
                names = "--hub",
                paramLabel = "DIR",
                required = true,
                description =
                        "A new folder with config.json, model.safetensors and a card with the numbers of the run.")
        private Optional<Path> hub = Optional.empty();

        Path path() {
            return out.or(() -> hub).orElseThrow();
        }
    }

    @Override
    public void run() {
        Path path = target.path();
        if (Files.exists(path)) {
            throw new InputException(path + ": exists already; choose another one");
        }
        if (target.hub.isPresent() && (half || official) || half && official) {
            throw new InputException("--half, --official and --hub do not go together; choose one");
        }
        List<Path> files = ModelOptions.files(arguments);
        if (files.size() != 1) {
            throw new InputException("export: one file is exported at a time, given are " + files.size());
        }
        try (Model loaded = Weights.load(files.getFirst(), backbone, model.model(arguments))) {
            console.out().println(path + ": " + write(files.getFirst(), loaded));
            console.out().flush();
        }
    }

    /** @return what was written */
    private String write(Path file, Model loaded) {
        int tensors = loaded.weights().parameters().size();
        if (target.hub.isPresent()) {
            new HubFolder(target.path()).write(file, loaded);
            return "config.json, model.safetensors and README.md; " + tensors + " tensors, self-contained";
        }
        if (official) {
            return OfficialCheckpoint.save(target.path(), loaded) + " tensors, as the official code loads them beside "
                    + "its DINOv2 file";
        }
        if (half) {
            ModelFile.saveHalves(target.path(), loaded);
        } else {
            ModelFile.save(target.path(), loaded);
        }
        return tensors + " tensors, self-contained";
    }
}
