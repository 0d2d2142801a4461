package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.FileNames;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.read.text.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OTB: {@code <name>/img/0001.jpg…} and {@code groundtruth_rect.txt}, or {@code groundtruth_rect.1.txt},
 * {@code .2.txt} for several targets. Coordinates are used as they stand ({@code docs/spec/dataset-tables.md §4}).
 */
public final class OtbReader implements DataLayout {

    private static final Map<String, List<String>> TABLE = Table.read("otb100.txt");
    private static final Pattern TRUTH = Pattern.compile("groundtruth_rect(?:\\.(\\d+))?\\.txt");
    private static final Pattern TARGET = Pattern.compile("(.+)[_.-](\\d)");

    @Override
    public String mark() {
        return "<sequence>/groundtruth_rect.txt";
    }

    @Override
    public boolean fits(Path path) {
        return Folder.withChildren(path).anyMatch(OtbReader::isOtb);
    }

    @Override
    public List<Entry> entries(Reading reading) {
        Path root = reading.path();
        Matcher target = TARGET.matcher(Folder.name(root));
        if (!Files.exists(root) && target.matches()) {
            return oneTarget(reading, root.resolveSibling(target.group(1)), target.group(1) + "_" + target.group(2));
        }
        Folder.existing(root);
        if (isSequence(root)) {
            return targets(reading, root);
        }
        return Folder.folders(root).stream()
                .filter(OtbReader::isSequence)
                .flatMap(folder -> targets(reading, folder).stream())
                .toList();
    }

    private static boolean isSequence(Path folder) {
        return Files.isDirectory(folder)
                && (Files.isDirectory(folder.resolve("img")) || !truths(folder).isEmpty());
    }

    /** Whether a folder has a file of boxes by OTB's name. */
    public static boolean isOtb(Path folder) {
        return Files.isDirectory(folder) && !truths(folder).isEmpty();
    }

    private static List<String> truths(Path folder) {
        return Folder.files(folder, ".txt").stream()
                .filter(name -> TRUTH.matcher(name).matches())
                .toList();
    }

    private static List<Entry> oneTarget(Reading reading, Path folder, String name) {
        Folder.existing(folder);
        return targets(reading, folder).stream()
                .filter(entry -> entry.name().equals(name))
                .toList();
    }

    /** One entry for each target; of Human4 only the second belongs to the benchmark. */
    private static List<Entry> targets(Reading reading, Path folder) {
        String name = Folder.name(folder);
        List<String> truths = truths(folder);
        if (truths.isEmpty()) {
            throw new InputException(folder + ": has no groundtruth_rect.txt; an OTB sequence needs one,"
                    + " for images without boxes write frames:" + folder);
        }
        List<Entry> entries = new ArrayList<>();
        for (String truth : truths) {
            Matcher match = TRUTH.matcher(truth);
            String number = match.matches() ? match.group(1) : null;
            String target = number == null ? name : name + "_" + number;
            boolean foreign = name.equals("Human4") && !TABLE.containsKey(target) && truths.size() > 1;
            if (!foreign) {
                entries.add(Entry.of(target, () -> read(reading, folder, target, truth)));
            }
        }
        return entries;
    }

    private static Sequence read(Reading reading, Path folder, String name, String truth) {
        BoxFile boxes = BoxFile.read(folder.resolve(truth));
        Supplier<FileFrames> frames = () -> frames(folder.resolve("img"), name, boxes);
        Sequence sequence = reading.sequence(name, boxes, RowRule.STRICT, frames);
        return skipped(sequence, Files.isDirectory(folder.resolve("img")));
    }

    /** Tiger1 begins at its sixth frame where images and all rows are there. */
    private static Sequence skipped(Sequence sequence, boolean images) {
        int skip = TABLE.containsKey(sequence.name()) ? number(sequence.name(), 4) : 0;
        if (skip == 0 || !images || sequence.size() != number(sequence.name(), 3)) {
            return sequence;
        }
        return new Sequence(
                sequence.dataset(),
                sequence.name(),
                sequence.frames().slice(skip, sequence.size(), 1),
                sequence.truth().slice(skip, sequence.size(), 1));
    }

    /** All pictures, or those with the official numbers where the folder has more pictures than the benchmark uses. */
    private static FileFrames frames(Path folder, String name, BoxFile boxes) {
        List<String> names = Folder.pictures(folder);
        if (names.size() <= boxes.rows() || !TABLE.containsKey(name)) {
            return new FileFrames(folder, names);
        }
        int first = number(name, 2);
        int last = number(name, 3);
        List<String> numbered = names.stream()
                .filter(file -> first <= number(file) && number(file) <= last)
                .toList();
        boolean official = numbered.size() == boxes.rows() && boxes.rows() == last - first + 1;
        return new FileFrames(folder, official ? FileNames.of(numbered) : names);
    }

    private static int number(String sequence, int column) {
        return Integer.parseInt(TABLE.get(sequence).get(column));
    }

    private static int number(String file) {
        String digits = file.substring(0, file.lastIndexOf('.'));
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }
}
