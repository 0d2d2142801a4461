package io.spmtrack.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.comparison.Fingerprint;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.eval.result.TextOutput;
import io.spmtrack.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Several trainings, one after the other, each in a folder of its own below the sweep's, and a table of their results. */
final class Sweep {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SETTINGS = "sweep.json";
    private static final String FINISHED = "finished";
    private static final String LOSS = "validation box loss";

    private final Console console;
    private final Path folder;

    Sweep(Console console, Path folder) {
        this.console = console;
        this.folder = folder;
    }

    /** Trains in a folder, going on where it was stopped; false if it was stopped again. */
    @FunctionalInterface
    interface Training {
        boolean run(SweepRow row, long seed, RunFolder folder);
    }

    /**
     * Trains every model with every seed, but for what is finished already, and prints the table.
     *
     * @param common what is the same for all trainings; a sweep of something else in this folder is an error
     */
    void run(List<SweepRow> rows, int seeds, long firstSeed, List<String> common, Training training) {
        claim(common);
        for (SweepRow row : rows) {
            for (int i = 0; i < seeds; i++) {
                RunFolder run = folder(row, firstSeed + i);
                Path finished = run.path().resolve(FINISHED);
                if (!Files.exists(finished)) {
                    console.remark("");
                    console.remark(row.name() + ", seed " + (firstSeed + i) + ":");
                    if (!training.run(row, firstSeed + i, run)) {
                        console.remark("the same command goes on from here");
                        return;
                    }
                    TextOutput.write(finished, "");
                }
            }
        }
        String table = table(rows, seeds, firstSeed);
        TextOutput.write(folder.resolve("table.txt"), table);
        console.out().print(table);
        console.out().flush();
        console.remark("table: " + folder.resolve("table.txt"));
    }

    private RunFolder folder(SweepRow row, long seed) {
        return new RunFolder(folder.resolve(row.name() + "-seed" + seed));
    }

    /** Results of other settings in the same folder would be taken for these. */
    private void claim(List<String> common) {
        Path file = folder.resolve(SETTINGS);
        try {
            String text = JSON.writeValueAsString(common) + "\n";
            if (Files.exists(file) && !Files.readString(file).equals(text)) {
                throw new InputException(file + ": this folder holds trainings with other options, "
                        + Files.readString(file).strip() + "; choose another --out");
            }
            Files.createDirectories(folder);
            TextOutput.write(file, text);
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be used: " + e + "; choose another --out", e);
        }
    }

    /** By data set and measure, those of the best weights; and the lowest loss in validation. */
    private static Map<String, Double> scores(RunFolder run) {
        Path summary =
                run.eval().resolve(Fingerprint.of(run.best()).substring(0, 12)).resolve("summary.json");
        Map<String, Double> scores = new LinkedHashMap<>();
        if (Files.exists(summary)) {
            for (JsonNode dataset : read(summary).path("datasets")) {
                for (String measure : List.of("ao", "auc", "sr50")) {
                    String name = dataset.path("name").asText() + " " + measure.toUpperCase(Locale.ROOT);
                    scores.put(name, 100 * dataset.path(measure).asDouble(Double.NaN));
                }
            }
        }
        validated(run).ifPresent(loss -> scores.put(LOSS, loss));
        return scores;
    }

    private static OptionalDouble validated(RunFolder run) {
        try (Stream<String> lines = Files.lines(run.log())) {
            return lines.filter(line -> line.contains("\"validated\""))
                    .mapToDouble(line -> loss(run, line))
                    .min();
        } catch (IOException e) {
            throw new InputException(run.log() + ": cannot be read: " + e, e);
        }
    }

    private static double loss(RunFolder run, String line) {
        try {
            return JSON.readTree(line).path("box").asDouble(Double.NaN);
        } catch (JsonProcessingException e) {
            throw new InputException(run.log() + ": a line is not valid JSON: the file is damaged", e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e + "; remove it to track again", e);
        }
    }

    private String table(List<SweepRow> rows, int seeds, long firstSeed) {
        List<List<Map<String, Double>>> found = new ArrayList<>();
        List<String> measures = new ArrayList<>();
        for (SweepRow row : rows) {
            List<Map<String, Double>> each = new ArrayList<>();
            for (int i = 0; i < seeds; i++) {
                each.add(scores(folder(row, firstSeed + i)));
            }
            each.forEach(scores -> scores.keySet().stream()
                    .filter(name -> !measures.contains(name))
                    .forEach(measures::add));
            found.add(each);
        }
        List<String> titles = new ArrayList<>(List.of("model", "runs"));
        titles.addAll(measures);
        TextTable table = new TextTable(1, titles.toArray(String[]::new));
        for (int i = 0; i < rows.size(); i++) {
            List<String> cells = new ArrayList<>(List.of(rows.get(i).name(), Integer.toString(seeds)));
            for (String measure : measures) {
                cells.add(Spread.of(found.get(i).stream()
                                .filter(scores -> scores.containsKey(measure))
                                .map(scores -> scores.get(measure))
                                .toList())
                        .text(measure.equals(LOSS) ? 3 : 1));
            }
            table.add(cells.toArray(String[]::new));
        }
        return table.toString();
    }
}
