package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.FileNames;
import io.spmtrack.eval.read.text.Flags;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.read.text.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * LaSOT and its extension: {@code <category>/<category>-<n>/} with {@code img/00000001.jpg…},
 * {@code groundtruth.txt} and the flags {@code full_occlusion.txt}, {@code out_of_view.txt}. LaSOT counts pixels from
 * 1, so 1 is subtracted from x and y; the extension's values are used as they stand. There are as many frames as rows.
 */
public enum LasotReader implements DataLayout {
    /** Pixels count from 1; the sequences of a table are the test split. */
    LASOT("<category>/<category>-<n>/groundtruth.txt with img"),
    /** Values as they stand; told from LaSOT by its categories. */
    EXTENSION("img in folders of the extension's categories"),
    /** What others lay out as LaSOT does, with values as they stand; has to be named. */
    ALIKE("");

    private static final Map<String, List<String>> TEST = Table.read("lasot-test.txt");
    private static final Set<String> CATEGORIES_OF_EXTENSION = Set.of(
            "atv",
            "badminton",
            "cosplay",
            "dancingshoe",
            "footbag",
            "frisbee",
            "jianzi",
            "lantern",
            "misc",
            "opossum",
            "paddle",
            "raccoon",
            "rhino",
            "skatingshoe",
            "wingsuit");
    private static final List<String> FLAGS = List.of("full_occlusion.txt", "out_of_view.txt");
    private static final int DIGITS = 8;

    private final String mark;

    LasotReader(String mark) {
        this.mark = mark;
    }

    @Override
    public String mark() {
        return mark;
    }

    @Override
    public boolean fits(Path path) {
        return switch (this) {
            case LASOT -> looksAlike(path);
            case EXTENSION ->
                looksAlike(path) && sequences(path).stream().allMatch(folder -> isExtension(Folder.name(folder)));
            case ALIKE -> false;
        };
    }

    private static boolean looksAlike(Path root) {
        return Stream.concat(Folder.withChildren(root), Folder.grandchildren(root))
                .anyMatch(folder -> Files.isRegularFile(folder.resolve(VotReader.TRUTH))
                        && Files.isDirectory(folder.resolve("img")));
    }

    @Override
    public List<String> splits() {
        return this == LASOT ? List.of("train", "test") : List.of();
    }

    @Override
    public List<String> splits(Path root) {
        return this == LASOT
                ? sequences(root).stream()
                        .map(folder -> split(Folder.name(folder)))
                        .distinct()
                        .toList()
                : List.of();
    }

    /** All of it: which sequence belongs to which split is known by its name. */
    @Override
    public Optional<String> unnamedSplit() {
        return Optional.of("");
    }

    @Override
    public boolean inSplit(String sequence, String split) {
        return split.isEmpty() || split(sequence).equals(split);
    }

    @Override
    public List<Entry> entries(Reading reading) {
        List<Entry> entries = new ArrayList<>();
        for (Path folder : sequences(Folder.existing(reading.path()))) {
            String name = Folder.name(folder);
            if (inSplit(name, reading.split())) {
                entries.add(Entry.of(name, () -> read(reading, folder)));
            }
        }
        return entries;
    }

    @Override
    public List<Path> files(Reading reading) {
        return sequences(Folder.existing(reading.path())).stream()
                .filter(folder -> inSplit(Folder.name(folder), reading.split()))
                .flatMap(folder -> Stream.of(
                        folder.resolve(VotReader.TRUTH),
                        folder.resolve(FLAGS.getFirst()),
                        folder.resolve(FLAGS.getLast()),
                        folder.resolve("img"),
                        folder.resolve("img.zip")))
                .toList();
    }

    /** Sequences directly in the root or one category below it. */
    private static List<Path> sequences(Path root) {
        if (Files.isRegularFile(root.resolve(VotReader.TRUTH)) || Files.isDirectory(root.resolve("img"))) {
            return List.of(root);
        }
        List<Path> sequences = new ArrayList<>();
        for (Path folder : Folder.folders(root)) {
            if (Files.isRegularFile(folder.resolve(VotReader.TRUTH))) {
                sequences.add(folder);
            } else {
                Folder.folders(folder).stream()
                        .filter(below -> Files.isRegularFile(below.resolve(VotReader.TRUTH)))
                        .forEach(sequences::add);
            }
        }
        return sequences;
    }

    /** Whether a sequence is of a category of the extension. */
    private static boolean isExtension(String name) {
        int dash = name.lastIndexOf('-');
        return dash > 0 && CATEGORIES_OF_EXTENSION.contains(name.substring(0, dash));
    }

    /** {@code test} for the sequences of the table, {@code train} for all others. */
    private static String split(String name) {
        int dash = name.lastIndexOf('-');
        List<String> numbers = dash < 0 ? List.of() : TEST.getOrDefault(name.substring(0, dash), List.of());
        return dash >= 0 && numbers.contains(name.substring(dash + 1)) ? "test" : "train";
    }

    private Sequence read(Reading reading, Path folder) {
        BoxFile boxes = BoxFile.read(folder.resolve(VotReader.TRUTH));
        boolean fromOne = reading.pictures() && this == LASOT;
        return reading.sequence(
                Folder.name(folder),
                fromOne ? boxes.shifted(-1) : boxes,
                RowRule.INVERTED,
                present(folder, boxes.rows()),
                () -> frames(folder, boxes));
    }

    private static IntPredicate present(Path folder, int rows) {
        IntPredicate present = row -> true;
        for (String file : FLAGS) {
            if (Files.isRegularFile(folder.resolve(file))) {
                present = present.and(Flags.read(folder.resolve(file), 1, rows).clear());
            }
        }
        return present;
    }

    /** One file for each row, found without listing the folder; surplus files, as monkey-17 has, are left out. */
    private static StoredFrames frames(Path folder, BoxFile boxes) {
        Path images = folder.resolve("img");
        FileFrames numbered = new FileFrames(images, FileNames.numbered(1, DIGITS, ".jpg", boxes.rows()));
        if (Files.exists(numbered.file(0)) && Files.exists(numbered.file(boxes.rows() - 1))) {
            return numbered;
        }
        StoredFrames found = StoredFrames.in(images);
        return found.size() > boxes.rows() ? found.first(boxes.rows()) : found;
    }
}
