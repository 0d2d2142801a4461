package io.spmtrack.eval.read.layout;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.TextFile;
import io.spmtrack.model.image.Box;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Need for Speed at 30 frames a second: {@code <name>/30/<name>/*.jpg} and {@code <name>/30/<name>.txt} in VATIC rows
 * {@code track xmin ymin xmax ymax frame lost occluded generated "label"}, whose frames count from 1 at 240 Hz. Where the
 * target is lost or occluded, or has no row, it is absent: such frames have no box and are failures, not left out
 * ({@code docs/spec/evaluation.md §2}).
 */
public final class NfsReader implements DataLayout {

    private static final int RATIO = 8;
    private static final int FIELDS = 9;
    /** Rows from this frame on are wrong in {@code pingpong_2} ({@code docs/spec/data.md §2}). */
    private static final int PINGPONG_END = 263;

    @Override
    public String mark() {
        return "<sequence>/30/<sequence>.txt beside <sequence>/240";
    }

    @Override
    public boolean fits(Path path) {
        return Folder.withChildren(path).anyMatch(NfsReader::isSequence);
    }

    @Override
    public List<Entry> entries(Reading reading) {
        Path root = Folder.existing(reading.path());
        List<Path> folders = isSequence(root)
                ? List.of(root)
                : Folder.folders(root).stream().filter(NfsReader::isSequence).toList();
        return folders.stream()
                .map(folder -> Entry.of(Folder.name(folder), () -> read(reading, folder)))
                .toList();
    }

    /** Whether a folder is one sequence: it has both frame rates, and boxes for the lower one. */
    public static boolean isSequence(Path folder) {
        return Files.isDirectory(folder.resolve("240"))
                && Files.isRegularFile(folder.resolve("30").resolve(Folder.name(folder) + ".txt"));
    }

    private static Sequence read(Reading reading, Path folder) {
        String name = Folder.name(folder);
        Path file = folder.resolve("30").resolve(name + ".txt");
        Path images = folder.resolve("30").resolve(name);
        List<Box> boxes = boxes(file, name);
        FileFrames frames = new FileFrames(images, Folder.pictures(images));
        boxes.addAll(Collections.nCopies(Math.max(0, frames.size() - boxes.size()), Box.NONE));
        if (!reading.pictures()) {
            Supplier<FrameSize> size = () -> WithoutPictures.size(file.toString(), frames);
            return new Sequence(
                    reading.dataset(), name, new WithoutPictures(file.toString(), boxes.size(), size), Truth.of(boxes));
        }
        if (boxes.size() > frames.size()) {
            throw new InputException(file + ": has boxes for " + boxes.size() + " frames, but " + images + " has "
                    + frames.size() + " images; fetch the images again");
        }
        return new Sequence(reading.dataset(), name, frames, Truth.of(boxes));
    }

    private static List<Box> boxes(Path file, String name) {
        List<String> lines = TextFile.lines(file);
        List<Box> boxes = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            int[] fields = fields(lines.get(line), file, line);
            int frame = fields[5] - 1;
            boolean ignored = name.equals("pingpong_2") && frame >= PINGPONG_END;
            if (frame % RATIO == 0 && !ignored) {
                boolean exists = fields[6] == 0 && fields[7] == 0;
                put(boxes, frame / RATIO, exists ? new Box(fields[1], fields[2], fields[3], fields[4]) : Box.NONE);
            }
        }
        if (boxes.isEmpty() || !boxes.getFirst().valid()) {
            throw new InputException(file + ": has no box of positive size for the first frame; fetch the file again");
        }
        return boxes;
    }

    private static void put(List<Box> boxes, int index, Box box) {
        boxes.addAll(Collections.nCopies(Math.max(0, index + 1 - boxes.size()), Box.NONE));
        boxes.set(index, box);
    }

    private static int[] fields(String text, Path file, int line) {
        String[] tokens = text.strip().split("\\s+", FIELDS + 1);
        int[] fields = new int[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            if (tokens.length < FIELDS || !tokens[i].matches("-?\\d{1,7}")) {
                throw new InputException(file + ", line " + (line + 1)
                        + ": not a row 'track xmin ymin xmax ymax frame lost occluded generated \"label\"'");
            }
            fields[i] = Integer.parseInt(tokens[i]);
        }
        if (fields[5] < 1) {
            throw new InputException(file + ", line " + (line + 1) + ": frame " + fields[5] + " does not exist;"
                    + " frames count from 1");
        }
        return fields;
    }
}
