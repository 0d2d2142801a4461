package io.spmtrack.eval.vot;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The runs of one tracker in one experiment of a workspace: {@code results/TRACKER/EXPERIMENT/SEQUENCE/}. */
record Experiment(Path folder, List<VotSequence> sequences) {
    private static final int MOST_RUNS = 999;

    private static boolean has(Path folder, String name, int digits) {
        return Files.isDirectory(folder)
                && Folder.files(folder, "").stream()
                        .anyMatch(file -> file.startsWith(name + "_")
                                && file.substring(name.length() + 1).matches("\\d{" + digits + "}\\.(txt|bin)"));
    }

    private Path folder(VotSequence sequence) {
        return folder.resolve(sequence.name());
    }

    private boolean any(int digits) {
        return sequences.stream().anyMatch(sequence -> has(folder(sequence), sequence.name(), digits));
    }

    /** Frames from anchors are named by eight digits, repetitions by three. */
    VotScore score() {
        if (any(8)) {
            return Anchored.of(sequences.stream().map(this::anchored).toList());
        }
        if (any(3)) {
            return LongTerm.of(sequences.stream().map(this::longTerm).toList());
        }
        throw new InputException(
                folder + ": holds no runs; looked for SEQUENCE/SEQUENCE_00000000 and SEQUENCE_001, .txt or .bin");
    }

    private Anchored.Runs anchored(VotSequence sequence) {
        List<Anchored.Run> runs = new ArrayList<>();
        for (int frame = 0; frame < sequence.anchors().size(); frame++) {
            double anchor = sequence.anchors().get(frame);
            if (anchor > 0) {
                runs.add(anchored(sequence, frame, sequence.truth().subList(frame, sequence.frames())));
            } else if (anchor < 0) {
                runs.add(anchored(
                        sequence, frame, sequence.truth().subList(0, frame + 1).reversed()));
            }
        }
        if (runs.isEmpty()) {
            throw new InputException("sequence " + sequence.name() + ": has no anchors in its anchor.value, but "
                    + folder(sequence) + " has runs from anchors");
        }
        return new Anchored.Runs(sequence.frames(), runs);
    }

    private Anchored.Run anchored(VotSequence sequence, int frame, List<Region> truth) {
        List<Region> regions = regions(sequence, String.format(Locale.ROOT, "_%08d", frame), truth.size());
        boolean[] visible = new boolean[truth.size()];
        for (int i = 0; i < visible.length; i++) {
            visible[i] = !truth.get(i).empty();
        }
        return Anchored.Run.of(overlaps(sequence, regions, truth), visible);
    }

    private List<Region> regions(VotSequence sequence, String number, int frames) {
        String name = sequence.name() + number;
        if (!Trajectory.exists(folder(sequence), name)) {
            throw new InputException(
                    folder(sequence) + ": has no " + name + ".txt; let the toolkit evaluate the tracker to its end");
        }
        return Trajectory.read(folder(sequence), name, frames);
    }

    private static double[] overlaps(VotSequence sequence, List<Region> regions, List<Region> truth) {
        double[] overlaps = new double[truth.size()];
        for (int i = 0; i < overlaps.length; i++) {
            overlaps[i] = Region.overlap(regions.get(i), truth.get(i), sequence.size());
        }
        return overlaps;
    }

    private List<LongTerm.Run> longTerm(VotSequence sequence) {
        List<LongTerm.Run> runs = new ArrayList<>();
        String number = "_001";
        do {
            runs.add(longTerm(sequence, number));
            number = String.format(Locale.ROOT, "_%03d", runs.size() + 1);
        } while (runs.size() < MOST_RUNS && Trajectory.exists(folder(sequence), sequence.name() + number));
        return runs;
    }

    private LongTerm.Run longTerm(VotSequence sequence, String number) {
        List<Region> regions = regions(sequence, number, sequence.frames());
        if (regions.contains(new NoRegion(NoRegion.FAILURE))) {
            throw new InputException(
                    folder(sequence) + ": is of the supervised experiment of VOT 2013 to 2019, which is not scored");
        }
        int visible = (int) sequence.truth().stream()
                .filter(region -> !(region instanceof NoRegion))
                .count();
        if (visible == 0) {
            throw new InputException("sequence " + sequence.name() + ": the target is visible in no frame");
        }
        return new LongTerm.Run(overlaps(sequence, regions, sequence.truth()), confidences(sequence, number), visible);
    }

    private double[] confidences(VotSequence sequence, String number) {
        Path file = folder(sequence).resolve(sequence.name() + number + "_confidence.value");
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": no such file; long-term scores need a confidence for each frame");
        }
        List<Double> values = Values.read(file);
        if (values.size() != sequence.frames()) {
            throw new InputException(file + ": " + values.size() + " rows for " + sequence.frames() + " frames");
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
