package io.spmtrack.cli.weights;

import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.TensorEntry;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.weights.PublishedBackbone;
import io.spmtrack.model.weights.Weights;
import io.spmtrack.model.weights.WeightsKind;
import java.nio.file.Files;
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
        description = {
            "Reads every tensor, checks that all are finite, complete and of the model's shapes. Knows the published"
                    + " DINOv2 files by their SHA-256."
        })
final class VerifyCommand implements Runnable {
    /** The square of a larger number is infinite in single floats, so a step or a norm with it is. */
    private static final double LARGEST = Math.sqrt(Float.MAX_VALUE);

    @Mixin
    private Console console;

    @Mixin
    private ModelOptions model;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Weights of this program, official checkpoints or DINOv2 files; then model.KEY=VALUE for what"
                    + " differs from the --preset.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--backbone", paramLabel = "FILE", description = "The DINOv2 file of an official checkpoint.")
    private Optional<Path> backbone = Optional.empty();

    @Override
    public void run() {
        Optional<ModelSettings> expected = model.model(arguments);
        ModelOptions.files(arguments).forEach(file -> verify(file, expected));
        console.out().flush();
    }

    private void verify(Path path, Optional<ModelSettings> expected) {
        WeightsKind kind = sound(path);
        switch (kind) {
            case BACKBONE -> verifyBackbone(path, expected);
            case TRACKER, CHECKPOINT -> verifyTracker(path, expected);
        }
    }

    private void verifyTracker(Path path, Optional<ModelSettings> expected) {
        backbone.ifPresent(VerifyCommand::sound);
        try (Model loaded = Weights.load(path, backbone, expected)) {
            ModelCost cost = ModelCost.of(loaded.settings());
            console.out()
                    .printf(
                            Locale.ROOT,
                            "%s: sound; %,d parameters, %,d of them trained, all finite%n",
                            path,
                            cost.parameters(),
                            cost.trainable());
        }
    }

    private void verifyBackbone(Path path, Optional<ModelSettings> expected) {
        Optional<PublishedBackbone> published =
                Files.isRegularFile(path) ? Published.refuseRegisters(path) : Optional.empty();
        try (TensorFile file = TensorFile.open(path)) {
            ModelSettings settings = Weights.backboneOf(file, expected);
            console.out()
                    .printf(
                            Locale.ROOT,
                            "%s: sound; a DINOv2 backbone of width %d and %d blocks, all finite; %s%n",
                            path,
                            settings.backbone().embedDim(),
                            settings.backbone().depth(),
                            published
                                    .map(each -> "the published " + each.fileName())
                                    .orElse("none of the published files, so converted or trained further"));
        }
    }

    private static WeightsKind sound(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            for (TensorEntry entry : file.entries().values()) {
                sound(path, entry, TensorSummary.of(file, entry));
            }
            return WeightsKind.of(file);
        }
    }

    private static void sound(Path path, TensorEntry entry, TensorSummary values) {
        String where = path + ": " + entry.name() + " " + entry.shape() + ": ";
        if (values.notFinite() > 0) {
            throw new InputException(
                    where + values.notFinite() + " of its values are not finite; take an earlier checkpoint");
        }
        double largest = Math.max(-values.least(), values.most());
        if (entry.type().floating() && largest > LARGEST) {
            throw new InputException(String.format(
                    Locale.ROOT,
                    "%sits largest value is %.3g, whose square no float can hold: not weights; take an earlier checkpoint",
                    where,
                    largest));
        }
    }
}
