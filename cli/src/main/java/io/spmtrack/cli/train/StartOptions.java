package io.spmtrack.cli.train;

import io.spmtrack.cli.console.Console;
import io.spmtrack.cli.options.WeightsOptions;
import io.spmtrack.engine.InputException;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.weights.BuiltIn;
import io.spmtrack.model.weights.PublishedBackbone;
import io.spmtrack.model.weights.Weights;
import io.spmtrack.train.RunSettings;
import io.spmtrack.train.Trainer;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which weights a training begins with. */
final class StartOptions {
    @Option(
            names = "--backbone",
            paramLabel = "FILE",
            description =
                    "Pretrained DINOv2 weights to begin with; presets base, large and giant need them. Default: the"
                            + " published file in the folder weights.")
    private Optional<Path> backbone = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Trained weights to begin with, of a model of the same sizes; the run and its rates start anew."
                            + " built-in names the tracker in the box (--preset small-cpu).")
    private Optional<Path> from = Optional.empty();

    /** Files that a training begins with. */
    record Start(Optional<Path> backbone, Optional<Path> from) {
        /** Reads them into the weights of a run that has made no step yet. */
        void into(Trainer trainer) {
            if (trainer.done() == 0) {
                backbone.ifPresent(trainer::backbone);
                from.ifPresent(trainer::begin);
            }
        }
    }

    /** Whether the weights to begin with are named. */
    boolean named() {
        return from.isPresent();
    }

    /**
     * What these options name.
     *
     * @param begins whether the run has no state yet: it then begins with what its model needs
     * @throws InputException if that is not there
     */
    Start start(RunSettings run, boolean begins, Console console) {
        if (!begins || !needs(run)) {
            return new Start(backbone, from.map(WeightsOptions::file));
        }
        Start start = needed(run);
        console.remark(start.from()
                .map(_ -> "frozen tracker: the one in the box, of preset " + BuiltIn.PRESET
                        + "; name another with --from")
                .or(() -> start.backbone().map(file -> "backbone: " + file))
                .orElse("backbone: random, so what is trained on it cannot track"));
        return start;
    }

    /**
     * Makes sure that what a run begins with is there.
     *
     * @throws InputException if it is not
     */
    void check(RunSettings run) {
        if (needs(run)) {
            needed(run);
        }
    }

    private boolean needs(RunSettings run) {
        return !run.model().scratch() && from.isEmpty();
    }

    /** What a run begins with that names nothing: a second modality's with the tracker in the box, others with their backbone. */
    private Start needed(RunSettings run) {
        return run.model().train() == ModelSettings.Train.PAIR && !run.weights().random()
                ? new Start(backbone, Optional.of(fitting(run)))
                : new Start(pretrained(run), Optional.empty());
    }

    /** The tracker in the box, where a model can stand on it. */
    private static Path fitting(RunSettings run) {
        Path file = BuiltIn.file();
        try (Model _ =
                Weights.load(file, Optional.empty(), Optional.of(run.model().frozenTracker()))) {
            return file;
        } catch (InputException e) {
            throw new InputException(
                    "a second modality needs a trained tracker below it, and the one in the box is of another size than"
                            + " this model: use --preset " + BuiltIn.PRESET + ",sdmoe, or name a tracker of this size"
                            + " with --from FILE",
                    e);
        }
    }

    /** The backbone that training leaves as it is: named, or where it belongs; none where that is asked for. */
    private Optional<Path> pretrained(RunSettings run) {
        Optional<PublishedBackbone> published = PublishedBackbone.of(run.model());
        Optional<Path> file = backbone.or(
                () -> run.weights().random() ? Optional.empty() : published.flatMap(PublishedBackbone::found));
        if (file.isEmpty() && !run.weights().random()) {
            String why = run.model().train() == ModelSettings.Train.FULL
                    ? "a model without adapters begins with a pretrained backbone"
                    : "model.train=adapters leaves a pretrained backbone as it is";
            throw new InputException(why + ", and there is none: "
                    + published
                            .map(PublishedBackbone::request)
                            .orElse("name its file with --backbone FILE, or begin at random with weights.random=true"));
        }
        return file;
    }
}
