package io.spmtrack.cli.weights;

import io.spmtrack.cli.command.WeightsOptions;
import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spmtrack weights verify}: whether weight files are readable, finite, complete and of the model they should be. */
@Command(
        name = "verify",
        description = "Reads every tensor, checks that all are finite, complete and of the model's shapes.")
final class VerifyCommand implements Runnable {
    @Mixin
    private Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Weights of this program or official checkpoints.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--backbone", paramLabel = "FILE", description = "The DINOv2 file of an official checkpoint.")
    private Optional<Path> backbone = Optional.empty();

    @Option(names = "--preset", paramLabel = "NAME", description = "The preset the files have to be of.")
    private Optional<String> preset = Optional.empty();

    @Override
    public void run() {
        Optional<ModelSettings> expected = preset.map(WeightsOptions::model);
        files.forEach(file -> verify(file, expected));
        console.out().flush();
    }

    private void verify(Path path, Optional<ModelSettings> expected) {
        finite(path);
        backbone.ifPresent(VerifyCommand::finite);
        try (Model model = Weights.load(path, backbone, expected)) {
            ModelCost cost = ModelCost.of(model.settings());
            console.out()
                    .printf(
                            Locale.ROOT,
                            "%s: sound; %,d parameters, %,d of them trained, all finite%n",
                            path,
                            cost.parameters(),
                            cost.trainable());
        }
    }

    private static void finite(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            for (TensorEntry entry : file.entries().values()) {
                long notFinite = TensorSummary.of(file, entry).notFinite();
                if (notFinite > 0) {
                    throw new InputException(path + ": " + entry.name() + " " + entry.shape() + ": " + notFinite
                            + " of its values are not finite; take an earlier checkpoint");
                }
            }
        }
    }
}
