package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.Flags;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.read.text.SequenceList;
import io.spmtrack.eval.read.text.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * GOT-10k: {@code {train,val,test}/list.txt} and {@code <sequence>/} with images, {@code groundtruth.txt},
 * {@code absence.label} and {@code cover.label} (0 for hidden to 8, which the benchmark's score goes by). Of the test
 * split only the first box is public.
 */
public final class Got10kReader implements DataLayout {

    private static final List<String> SPLITS = List.of("train", "val", "test");
    private static final String ABSENCE = "absence.label";
    private static final String COVER = "cover.label";
    private static final String META = "meta_info.ini";
    private static final Pattern RESOLUTION =
            Pattern.compile("\\s*resolution\\s*[:=]\\s*\\(\\s*([1-9]\\d{0,4})\\s*,\\s*([1-9]\\d{0,4})\\s*\\)\\s*");

    @Override
    public String mark() {
        return "val/list.txt or <sequence>/absence.label";
    }

    @Override
    public boolean fits(Path path) {
        return SPLITS.stream()
                        .anyMatch(
                                split -> Files.isRegularFile(path.resolve(split).resolve("list.txt")))
                || Folder.withChildren(path).anyMatch(Got10kReader::isSequence);
    }

    @Override
    public List<String> splits() {
        return SPLITS;
    }

    @Override
    public List<Path> files(Reading reading) {
        Path folder = folder(reading);
        return Stream.concat(
                        Stream.of(folder.resolve("list.txt")),
                        SequenceList.folders(folder, VotReader.TRUTH).stream()
                                .flatMap(sequence -> Stream.of(
                                        sequence,
                                        sequence.resolve(VotReader.TRUTH),
                                        sequence.resolve(ABSENCE),
                                        sequence.resolve(COVER))))
                .toList();
    }

    @Override
    public List<Entry> entries(Reading reading) {
        return SequenceList.folders(folder(reading), VotReader.TRUTH).stream()
                .map(sequence -> Entry.of(Folder.name(sequence), () -> read(reading, sequence)))
                .toList();
    }

    /** The folder of the split that a pass asks for. */
    private Path folder(Reading reading) {
        Path root = Folder.existing(reading.path());
        Path folder = root;
        if (!reading.split().isEmpty() && !Folder.name(root).equals(reading.split())) {
            folder = root.resolve(reading.split());
            if (!Files.isDirectory(folder)) {
                throw new InputException(root + ": has no folder " + reading.split() + "; splits found here: "
                        + Reading.shown(splits(root)));
            }
        }
        return folder;
    }

    /** The splits below a root; the one a split folder or a sequence in it belongs to. */
    @Override
    public List<String> splits(Path root) {
        for (Path folder : List.of(root.toAbsolutePath(), root.toAbsolutePath().resolve(".."))) {
            String name = Folder.name(folder);
            if (SPLITS.contains(name) && !Files.isDirectory(root.resolve(name))) {
                return List.of(name);
            }
        }
        return SPLITS.stream()
                .filter(split -> Files.isDirectory(root.resolve(split)))
                .toList();
    }

    private static Sequence read(Reading reading, Path folder) {
        BoxFile boxes = BoxFile.read(folder.resolve(VotReader.TRUTH));
        Supplier<FileFrames> frames = () -> new FileFrames(folder, Folder.pictures(folder));
        if (boxes.rows() == 1 && !Files.isRegularFile(folder.resolve(ABSENCE))) {
            return reading.withheld(Folder.name(folder), boxes, frames);
        }
        IntPredicate present =
                flags(folder.resolve(ABSENCE), 1, boxes).map(Flags::clear).orElse(row -> true);
        Optional<IntPredicate> seen = flags(folder.resolve(COVER), 8, boxes).map(Flags::set);
        Sequence read = reading.sequence(Folder.name(folder), boxes, RowRule.EMPTY, present, frames);
        Sequence sequence =
                reading.pictures() || Folder.hasPictures(folder) ? read : sized(read, folder.resolve(META), boxes);
        return seen.map(flags -> sequence.withVisible(
                        row -> flags.test(row) && boxes.box(row).finite()))
                .orElse(sequence);
    }

    /** Where there are no images, {@code meta_info.ini} tells their size, which the benchmark's rule needs. */
    private static Sequence sized(Sequence sequence, Path meta, BoxFile boxes) {
        Frames frames = new WithoutPictures(boxes.name(), sequence.size(), () -> resolution(meta, boxes));
        return new Sequence(sequence.dataset(), sequence.name(), frames, sequence.truth());
    }

    /** The size of the pictures that a {@code meta_info.ini} states; empty where it states none. */
    public static Optional<FrameSize> resolution(Path meta) {
        return TextFile.lines(meta).stream()
                .map(RESOLUTION::matcher)
                .filter(Matcher::matches)
                .map(line -> new FrameSize(Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2))))
                .findFirst();
    }

    private static FrameSize resolution(Path meta, BoxFile boxes) {
        if (!Files.isRegularFile(meta)) {
            throw WithoutPictures.unknownSize(boxes.name());
        }
        return resolution(meta)
                .orElseThrow(() -> new InputException(meta + ": has no line 'resolution: (width, height)', and there"
                        + " are no images beside it; fetch the file or the images again"));
    }

    private static Optional<Flags> flags(Path file, int greatest, BoxFile boxes) {
        return Files.isRegularFile(file) ? Optional.of(Flags.read(file, greatest, boxes.rows())) : Optional.empty();
    }

    /** Whether a folder is one GOT-10k sequence. */
    private static boolean isSequence(Path folder) {
        return Files.isRegularFile(folder.resolve(VotReader.TRUTH))
                && (Files.isRegularFile(folder.resolve(ABSENCE))
                        || Files.isRegularFile(folder.resolve(META))
                        || Folder.name(folder).startsWith("GOT-10k_"));
    }
}
