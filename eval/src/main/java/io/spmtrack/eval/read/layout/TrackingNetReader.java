package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.FileNames;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * TrackingNet: {@code TRAIN_0…TRAIN_11} and {@code TEST}, each with {@code anno/<sequence>.txt} and
 * {@code frames/<sequence>/0.jpg…} or, as it ships, {@code zips/<sequence>.zip}. Of the test split only the first box is public.
 */
public final class TrackingNetReader implements DataLayout {

    private static final String TRAIN = "TRAIN_";
    private static final String TEST = "TEST";

    @Override
    public String mark() {
        return "TRAIN_0/anno or TEST/anno";
    }

    @Override
    public boolean fits(Path path) {
        return !chunks(path).isEmpty();
    }

    @Override
    public List<String> splits() {
        return List.of("train", "test");
    }

    @Override
    public List<Entry> entries(Reading reading) {
        Path root = Folder.existing(reading.path());
        Path parent = root.toAbsolutePath().normalize().getParent();
        if (parent != null && Folder.name(parent).equals("frames")) {
            return List.of(entry(reading, parent.getParent(), Folder.name(root)));
        }
        List<Entry> entries = new ArrayList<>();
        for (Path chunk : chunks(root)) {
            if (reading.split().isEmpty() || reading.split().equals(split(chunk))) {
                for (String file : Folder.files(chunk.resolve("anno"), ".txt")) {
                    entries.add(entry(reading, chunk, file.substring(0, file.length() - ".txt".length())));
                }
            }
        }
        return entries;
    }

    @Override
    public List<Path> files(Reading reading) {
        List<Path> files = new ArrayList<>();
        for (Path chunk : chunks(Folder.existing(reading.path()))) {
            if (reading.split().isEmpty() || reading.split().equals(split(chunk))) {
                for (String file : Folder.files(chunk.resolve("anno"), ".txt")) {
                    Path images = images(chunk, file.substring(0, file.length() - ".txt".length()));
                    files.add(chunk.resolve("anno").resolve(file));
                    files.add(
                            Folder.name(images.getParent()).equals("zips")
                                    ? images.resolveSibling(Folder.name(images) + ".zip")
                                    : images);
                }
            }
        }
        return files;
    }

    /** The parts of the data set that are there, or the folder itself when it is one. */
    public static List<Path> chunks(Path root) {
        Stream<Path> candidates = isChunk(root) ? Stream.of(root) : Folder.folders(root).stream();
        return candidates
                .filter(chunk -> isChunk(chunk) && Files.isDirectory(chunk.resolve("anno")))
                .toList();
    }

    private static boolean isChunk(Path folder) {
        String name = Folder.name(folder);
        return name.equals(TEST) || name.startsWith(TRAIN);
    }

    @Override
    public List<String> splits(Path root) {
        return chunks(root).stream().map(TrackingNetReader::split).distinct().toList();
    }

    public static String split(Path chunk) {
        return Folder.name(chunk).equals(TEST) ? "test" : "train";
    }

    private static Entry entry(Reading reading, Path chunk, String name) {
        return Entry.of(name, () -> read(reading, chunk, name));
    }

    private static Sequence read(Reading reading, Path chunk, String name) {
        BoxFile boxes = BoxFile.read(chunk.resolve("anno").resolve(name + ".txt"));
        Path images = images(chunk, name);
        if (split(chunk).equals("test") && boxes.rows() == 1) {
            return reading.withheld(name, boxes, () -> StoredFrames.in(images));
        }
        return reading.sequence(name, boxes, RowRule.INVERTED, () -> frames(images, boxes));
    }

    /** Unpacked, or in the zip that the data set ships with. */
    public static Path images(Path chunk, String name) {
        return Files.isRegularFile(chunk.resolve("zips").resolve(name + ".zip"))
                        && Files.notExists(chunk.resolve("frames").resolve(name))
                ? chunk.resolve("zips").resolve(name)
                : chunk.resolve("frames").resolve(name);
    }

    /** Twenty thousand folders are not listed: the last file must be there, and none behind it. */
    private static StoredFrames frames(Path images, BoxFile boxes) {
        if (!Files.isDirectory(images)) {
            StoredFrames packed = StoredFrames.in(images);
            if (packed.size() > 0) {
                return packed;
            }
            throw new InputException(images + ": no such folder; the images of " + boxes.name() + " are missing");
        }
        FileFrames numbered = new FileFrames(images, FileNames.numbered(0, 1, ".jpg", boxes.rows()));
        Path behind = images.resolve(boxes.rows() + ".jpg");
        boolean whole = Files.exists(numbered.file(boxes.rows() - 1)) && Files.notExists(behind);
        return whole ? numbered : StoredFrames.in(images);
    }
}
