package io.spmtrack.cli.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.engine.file.Json;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.model.Model;
import io.spmtrack.model.ModelCost;
import io.spmtrack.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The README of a folder of weights: sizes, what they were trained on and how well they tracked, each number read from the files of
 * their run. What is not known is not said.
 */
record HubCard(Path source, Model model) {
    private static final ObjectMapper JSON = Json.mapper().build();

    String text() {
        ModelCost cost = ModelCost.of(model.settings());
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                ---
                library_name: spmtrack
                tags:
                - visual-object-tracking
                - spmtrack
                ---

                # SPMTrack

                Weights of a visual object tracker: `spmtrack track VIDEO --box X,Y,W,H --weights FOLDER`. `model.safetensors` is
                self-contained; `config.json` holds the settings, which are in the weights' metadata too.

                | | |
                |---|---|
                | parameters | %,d |
                | trained | %,d |
                | multiply-accumulates a frame | %.2f G |
                | SHA-256 of the weights' source | `%s` |
                """,
                cost.parameters(),
                cost.trainable(),
                cost.macs().total() / 1e9,
                hash()));
        run().ifPresentOrElse(
                        run -> text.append(training(run)).append(results(run)),
                        () -> text.append(
                                "\nThe file these weights were taken from lies in no run of this program: how they were"
                                        + " trained and how well they track is not recorded.\n"));
        return text.toString();
    }

    private String hash() {
        return Files.isRegularFile(source) ? Fingerprint.of(source) : "-";
    }

    /** The run whose folder {@code checkpoint} the weights lie in. */
    private Optional<RunFolder> run() {
        Path folder = Optional.ofNullable(source.toAbsolutePath().getParent())
                .flatMap(checkpoint -> Optional.ofNullable(checkpoint.getParent()))
                .orElse(source);
        return Optional.of(new RunFolder(folder)).filter(run -> Files.isRegularFile(run.config()));
    }

    private String training(RunFolder run) {
        JsonNode provenance = read(run.provenance());
        StringBuilder text = new StringBuilder("\n## Training\n\n| | |\n|---|---|\n");
        row(text, "training data", provenance.at("/inputs/train"));
        row(text, "validation data", provenance.at("/inputs/val"));
        row(text, "seed", provenance.at("/inputs/seed"));
        row(text, "backend", provenance.path("backend"));
        row(text, "processor", provenance.at("/machine/cpu"));
        row(text, "version", provenance.at("/machine/version"));
        best(run).ifPresent(best -> {
            row(text, "step of these weights", best.path("step"));
            row(text, "loss in validation", best.path("loss"));
            row(text, "box loss in validation", best.path("box"));
        });
        return text.toString();
    }

    private static void row(StringBuilder text, String name, JsonNode value) {
        if (!value.isMissingNode() && !value.asText().isBlank()) {
            text.append("| ").append(name).append(" | ").append(cell(value)).append(" |\n");
        }
    }

    private static String cell(JsonNode value) {
        String text = value.isFloatingPointNumber()
                ? String.format(Locale.ROOT, "%.4f", value.asDouble())
                : value.asText().strip();
        return text.replaceAll("[|\\p{Cntrl}]", " ");
    }

    /** The validation in which the best weights were found. */
    private Optional<JsonNode> best(RunFolder run) {
        if (!source.getFileName().equals(run.best().getFileName())) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(run.log())) {
            return lines.filter(line -> line.contains("\"validated\""))
                    .map(HubCard::parse)
                    .filter(event -> event.path("best").asBoolean())
                    .reduce((earlier, later) -> later);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The scores of exactly these weights, and of what they were compared with. */
    private String results(RunFolder run) {
        Path folder = run.eval().resolve(hash().substring(0, Math.min(12, hash().length())));
        if (!Files.isDirectory(folder)) {
            return "\nHow well they track was not measured in their run.\n";
        }
        StringBuilder text = new StringBuilder("""

                ## Results

                Success (AUC), precision, average overlap and SR at 0.5, from 0 to 1; the trackers without weights beside it.

                | tracker | data | sequences | frames | AUC | precision | AO | SR0.5 |
                |---|---|---|---|---|---|---|---|
                """);
        for (Path summary : summaries(folder)) {
            JsonNode score = read(summary);
            score.path("datasets").forEach(data -> {
                text.append("| ").append(cell(score.path("tracker")));
                for (String key : List.of("name", "sequences", "frames", "auc", "precision", "ao", "sr50")) {
                    text.append(" | ").append(cell(data.path(key)));
                }
                text.append(" |\n");
            });
        }
        return text.toString();
    }

    private static List<Path> summaries(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(file -> file.endsWith("summary.json"))
                    .filter(file -> !file.getParent().endsWith("spmtrack"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The content of a file, or nothing where it is gone or damaged. */
    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
