package io.spmtrack.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.spmtrack.cli.console.Console;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.train.RunSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All presets with their parameters, multiply-accumulates of a frame and published results. */
final class PresetList {
    private PresetList() {}

    /** A preset and its cost, if it says anything about the network. */
    private record Row(Preset preset, Optional<ModelCost> cost) {
        static Row of(String name) {
            Preset preset = Preset.of(name);
            return new Row(
                    preset,
                    preset.rows("model").length == 0
                            ? Optional.empty()
                            : Optional.of(ModelCost.of(run(name).model())));
        }

        private static RunSettings run(String name) {
            Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
            Preset.stack(List.of(name)).forEach(overrides::preset);
            return overrides.build();
        }
    }

    /** Prints the table, or writes it as JSON where asked for. */
    static void print(Console console, Optional<Path> json) {
        List<Row> rows = Preset.NAMES.stream().map(Row::of).toList();
        if (!json.map(Console::standardOutput).orElse(false)) {
            console.out().print(table(rows));
            console.out()
                    .println("Variants change the size named before them, base if none is:  --preset large,table6-3");
            console.out().flush();
        }
        json.ifPresent(file -> console.json(file, json(rows)));
    }

    private static TextTable table(List<Row> rows) {
        TextTable table = new TextTable(1, "preset", "parameters", "trained", "G multiply-accumulates", "published");
        for (Row row : rows) {
            table.add(
                    row.preset().name(),
                    row.cost().map(cost -> count(cost.parameters())).orElse(""),
                    row.cost().map(cost -> count(cost.trainable())).orElse(""),
                    row.cost()
                            .map(cost -> String.format(
                                    Locale.ROOT, "%.2f", cost.macs().total() / 1e9))
                            .orElse(""),
                    row.preset().published());
        }
        return table;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String json(List<Row> rows) {
        ArrayNode all = new ObjectMapper().createArrayNode();
        for (Row row : rows) {
            var node = all.addObject()
                    .put("preset", row.preset().name())
                    .put("about", row.preset().about())
                    .put("published", row.preset().published());
            row.cost()
                    .ifPresent(cost -> node.put("parameters", cost.parameters())
                            .put("trainable", cost.trainable())
                            .put("macs_per_frame", cost.macs().total()));
        }
        return all.toPrettyString() + "\n";
    }
}
