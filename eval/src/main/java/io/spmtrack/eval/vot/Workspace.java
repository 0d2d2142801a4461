package io.spmtrack.eval.vot;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.SequenceList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A workspace of the VOT toolkit with all its trackers and experiments scored.
 *
 * @param refused one line for each experiment that could not be scored
 */
public record Workspace(int sequences, List<Scored> scored, List<String> refused) {
    /** A tracker in an experiment. */
    public record Scored(String tracker, String experiment, VotScore score) {}

    public Workspace {
        scored = List.copyOf(scored);
        refused = List.copyOf(refused);
    }

    /**
     * Scores what lies in {@code results} by the true regions in {@code sequences}.
     *
     * @throws InputException if it is no workspace, true regions are damaged, or nothing could be scored
     */
    public static Workspace score(Path folder) {
        Path truth = folder.resolve("sequences");
        Path results = folder.resolve("results");
        if (!Files.isDirectory(truth) || !Files.isDirectory(results)) {
            throw new InputException(
                    folder + ": not a workspace of the VOT toolkit, which has the folders sequences and"
                            + " results; name the folder with its config.yaml");
        }
        List<VotSequence> sequences = SequenceList.folders(truth, "groundtruth.txt").stream()
                .map(VotSequence::read)
                .toList();
        if (sequences.isEmpty()) {
            throw new InputException(truth + ": holds no sequences");
        }
        Workspace workspace = scored(results, sequences);
        if (workspace.scored().isEmpty()) {
            throw new InputException(workspace.refused().stream()
                    .findFirst()
                    .orElse(results + ": holds no results; let the toolkit evaluate a tracker first"));
        }
        return workspace;
    }

    private static Workspace scored(Path results, List<VotSequence> sequences) {
        List<Scored> scored = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Path tracker : Folder.folders(results)) {
            for (Path experiment : Folder.folders(tracker)) {
                try {
                    VotScore score = new Experiment(experiment, sequences).score();
                    scored.add(new Scored(Folder.name(tracker), Folder.name(experiment), score));
                } catch (InputException e) {
                    refused.add(e.getMessage());
                }
            }
        }
        return new Workspace(sequences.size(), scored, refused);
    }
}
