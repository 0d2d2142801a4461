package io.spmtrack.cli.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.spmtrack.cli.console.Console;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.file.Json;
import io.spmtrack.eval.report.TextTable;
import io.spmtrack.eval.vot.VotScore;
import io.spmtrack.eval.vot.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code score --vot} says of a workspace of the VOT toolkit: a table for each kind of experiment, or JSON. */
public final class WorkspaceScores {
    private WorkspaceScores() {}

    /** Scores and prints. */
    public static void print(Path folder, Optional<Path> json, Console console) {
        Workspace workspace = scored(folder);
        workspace.refused().forEach(line -> console.errors().println(line + " (left out, scoring goes on)"));
        console.errors().flush();
        if (!json.map(Console::standardOutput).orElse(false)) {
            workspace.scored().stream()
                    .map(each -> each.score().measures().keySet())
                    .distinct()
                    .forEach(measures -> console.out().print(table(workspace, measures)));
            console.out().flush();
        }
        json.ifPresent(file -> console.json(file, json(workspace)));
    }

    private static Workspace scored(Path folder) {
        try {
            return Workspace.score(folder);
        } catch (InputException e) {
            throw new InputException(e.getMessage() + " (scoring stopped)", e);
        }
    }

    private static String table(Workspace workspace, Set<String> measures) {
        List<String> titles = new ArrayList<>(List.of("tracker", "experiment", "sequences"));
        titles.addAll(measures);
        TextTable table = new TextTable(2, titles.toArray(String[]::new));
        for (Workspace.Scored scored : workspace.scored()) {
            if (scored.score().measures().keySet().equals(measures)) {
                List<String> cells = new ArrayList<>(
                        List.of(scored.tracker(), scored.experiment(), Integer.toString(workspace.sequences())));
                scored.score().measures().values().forEach(value -> cells.add(percent(value)));
                table.add(cells.toArray(String[]::new));
            }
        }
        return table.toString();
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f", 100 * value);
    }

    /** The content of the JSON. */
    private record Content(int sequences, List<Row> scores, List<String> refused) {}

    /** One tracker in one experiment. */
    private record Row(String tracker, String experiment, Map<String, Double> measures) {
        static Row of(Workspace.Scored scored) {
            VotScore score = scored.score();
            return new Row(scored.tracker(), scored.experiment(), score.measures());
        }
    }

    private static String json(Workspace workspace) {
        try {
            return Json.mapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(new Content(
                                    workspace.sequences(),
                                    workspace.scored().stream().map(Row::of).toList(),
                                    workspace.refused()))
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
