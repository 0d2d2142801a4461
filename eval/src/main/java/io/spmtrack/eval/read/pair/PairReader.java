package io.spmtrack.eval.read.pair;

import io.spmtrack.eval.read.layout.DataLayout;
import io.spmtrack.eval.read.layout.Entry;
import io.spmtrack.eval.read.layout.Reading;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.SequenceList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Benchmarks of pairs ({@code docs/guide/multimodal.md}). A sequence is a folder with an annotation and a folder of pictures
 * for each modality; the names of pictures are free. {@code %s} stands for the name of the sequence.
 */
public enum PairReader implements DataLayout {
    RGBT234(List.of("visible"), List.of("infrared"), List.of("visible.txt"), List.of("infrared.txt")),
    LASHER(List.of("visible"), List.of("infrared"), List.of("init.txt", "visible.txt", "infrared.txt"), List.of()),
    VTUAV(List.of("rgb"), List.of("ir"), List.of("rgb.txt", "ir.txt"), List.of()),
    GTOT(List.of("v"), List.of("i"), List.of("groundTruth_v.txt", "groundTruth_i.txt"), List.of()),
    VOT_RGBD(List.of("color", "rgb"), List.of("depth"), List.of("groundtruth.txt"), List.of()),
    DEPTHTRACK(List.of("color", "rgb"), List.of("depth"), List.of("groundtruth.txt"), List.of()),
    VISEVENT(List.of("vis_imgs"), List.of("event_imgs"), List.of("groundtruth.txt"), List.of()),
    COESOT(List.of("%s_aps"), List.of("%s_dvs"), List.of("groundtruth.txt"), List.of());

    private static final List<String> TRAIN = List.of("trainingsetList.txt", "trainingset.txt", "trainlist.txt");
    private static final List<String> TEST = List.of("testingsetList.txt", "testingset.txt", "testlist.txt");

    /** VOT's description of a sequence: a file of properties. */
    static final String DESCRIPTION = "sequence";

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> visible;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> other;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> truths;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> otherTruths;

    PairReader(List<String> visible, List<String> other, List<String> truths, List<String> otherTruths) {
        this.visible = visible;
        this.other = other;
        this.truths = truths;
        this.otherTruths = otherTruths;
    }

    @Override
    public String mark() {
        String lies = "<sequence>/" + truths.getFirst() + " with " + visible.getFirst() + " and " + other.getFirst();
        return this == VOT_RGBD ? lies + " and a file sequence" : lies.replace("%s", "<sequence>");
    }

    @Override
    public boolean fits(Path path) {
        return Folder.withChildren(path).anyMatch(this::fitsSequence);
    }

    private boolean fitsSequence(Path folder) {
        boolean both = visible(folder).isPresent() && other(folder).isPresent();
        return switch (this) {
            case LASHER -> truth(folder).isPresent() && visible(folder).isPresent();
            case RGBT234 -> both && truth(folder).isPresent() && endsInLetter(folder.resolve("visible"));
            case VOT_RGBD -> both && truth(folder).isPresent() && Files.isRegularFile(folder.resolve(DESCRIPTION));
            case VTUAV, GTOT, DEPTHTRACK, VISEVENT, COESOT ->
                both && truth(folder).isPresent();
        };
    }

    /** RGBT234 calls its pictures {@code 00001v.jpg}, LasHeR {@code v0001.jpg}. */
    private static boolean endsInLetter(Path pictures) {
        return Folder.pictures(pictures).stream()
                .findFirst()
                .filter(name -> name.matches("\\d+v\\..*"))
                .isPresent();
    }

    @Override
    public List<String> splits() {
        return List.of("train", "test");
    }

    @Override
    public List<String> splits(Path root) {
        return splits().stream().filter(split -> list(root, split).isPresent()).toList();
    }

    @Override
    public Optional<String> unnamedSplit() {
        return Optional.of("");
    }

    private static Optional<Path> list(Path root, String split) {
        return (split.equals("train") ? TRAIN : TEST)
                .stream().map(root::resolve).filter(Files::isRegularFile).findFirst();
    }

    @Override
    public List<String> options() {
        return depth() ? List.of("colormap") : List.of();
    }

    boolean depth() {
        return this == DEPTHTRACK || this == VOT_RGBD;
    }

    /** Whether an empty box says that the target is absent; elsewhere it is a box of an existing target. */
    boolean emptyIsAbsent() {
        return this != LASHER && this != RGBT234;
    }

    @Override
    public boolean hasCopies() {
        return this == LASHER || this == VISEVENT || this == DEPTHTRACK;
    }

    @Override
    public List<Entry> entries(Reading reading) {
        Path root = Folder.existing(reading.path());
        Optional<Path> list = reading.split().isEmpty() ? Optional.empty() : list(root, reading.split());
        Optional<Set<String>> wanted = list.map(file -> new HashSet<>(SequenceList.names(file)));
        return sequences(root)
                .filter(folder -> wanted.isEmpty() || wanted.get().contains(Folder.name(folder)))
                .map(folder ->
                        Entry.of(Folder.name(folder), () -> new PairFolder(this, reading, root, folder).sequence()))
                .toList();
    }

    /** The folder itself, its sub-folders, or theirs where they are parts of the data set. */
    private Stream<Path> sequences(Path root) {
        if (truth(root).isPresent()) {
            return Stream.of(root);
        }
        List<Path> sequences = new ArrayList<>();
        for (Path folder : Folder.folders(root)) {
            if (truth(folder).isPresent()) {
                sequences.add(folder);
            } else {
                Folder.folders(folder).stream()
                        .filter(each -> truth(each).isPresent())
                        .forEach(sequences::add);
            }
        }
        return sequences.stream();
    }

    private Optional<Path> truth(Path folder) {
        return truths.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    List<Path> truths(Path folder) {
        return truths.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
    }

    Optional<Path> otherTruth(Path folder) {
        return otherTruths.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    Optional<Path> visible(Path folder) {
        return folder(folder, visible);
    }

    Optional<Path> other(Path folder) {
        return folder(folder, other);
    }

    private static Optional<Path> folder(Path sequence, List<String> names) {
        return names.stream()
                .map(name -> sequence.resolve(name.replace("%s", Folder.name(sequence))))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
