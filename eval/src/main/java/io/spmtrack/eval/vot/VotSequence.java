package io.spmtrack.eval.vot;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.read.layout.FileFrames;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The true regions of a sequence in a workspace of the toolkit.
 *
 * @param anchors of each frame: above 0 where a run begins that goes forwards, below 0 backwards
 */
record VotSequence(String name, FrameSize size, List<Region> truth, List<Double> anchors) {
    private static final String TRUTH = "groundtruth.txt";
    private static final int MOST_FRAMES = 10_000_000;
    private static final int MOST_PIXELS = 1 << 27;

    VotSequence {
        truth = List.copyOf(truth);
        anchors = List.copyOf(anchors);
    }

    int frames() {
        return truth.size();
    }

    static VotSequence read(Path folder) {
        if (!Folder.files(folder, ".txt").stream()
                .filter(name -> name.startsWith("groundtruth_"))
                .toList()
                .isEmpty()) {
            throw new InputException(
                    folder + ": has several objects (groundtruth_*.txt), which these scores do not know");
        }
        Map<String, String> properties = properties(folder.resolve("sequence"));
        Path pictures = Folder.firstFolder(folder, "color", "img", "imgs");
        List<String> names = Folder.pictures(pictures);
        List<Region> truth = new ArrayList<>(Trajectory.rows(folder.resolve(TRUTH)));
        int frames = number(folder, properties, "length", names.isEmpty() ? truth.size() : names.size(), MOST_FRAMES);
        while (truth.size() < frames) {
            truth.add(NoRegion.UNKNOWN);
        }
        return new VotSequence(
                Folder.name(folder),
                size(folder, properties, new FileFrames(pictures, names)),
                truth.subList(0, frames),
                anchors(folder.resolve("anchor.value"), frames));
    }

    /** As the file {@code sequence} says, otherwise that of the first picture: regions end where pictures do. */
    private static FrameSize size(Path folder, Map<String, String> properties, FileFrames pictures) {
        if (properties.containsKey("width") && properties.containsKey("height")) {
            int width = number(folder, properties, "width", 0, MOST_PIXELS);
            int height = number(folder, properties, "height", 0, MOST_PIXELS);
            if ((long) width * height > MOST_PIXELS) {
                throw new InputException(folder.resolve("sequence") + ": pictures of " + width + " x " + height
                        + " pixels are too large");
            }
            return new FrameSize(width, height);
        }
        if (pictures.names().isEmpty()) {
            throw new InputException(
                    folder
                            + ": the size of pictures is not known; write width=… and height=… into its file 'sequence', or add the pictures");
        }
        return pictures.frameSize();
    }

    private static int number(Path folder, Map<String, String> properties, String key, int otherwise, int most) {
        String text = properties.get(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new InputException(folder.resolve("sequence") + ": " + key + "=" + TextFile.quoted(text)
                    + ": a number from 1 to " + most + " is expected");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> properties(Path file) {
        Map<String, String> properties = new HashMap<>();
        if (Files.isRegularFile(file)) {
            for (String line : TextFile.lines(file)) {
                String[] parts = line.split("=", 2);
                if (parts.length == 2) {
                    properties.put(parts[0].strip(), parts[1].strip());
                }
            }
        }
        return properties;
    }

    private static List<Double> anchors(Path file, int frames) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<Double> anchors = new ArrayList<>(Values.read(file));
        if (anchors.size() > frames) {
            throw new InputException(
                    file + ", row " + (frames + 1) + ": " + anchors.size() + " rows for " + frames + " frames");
        }
        anchors.addAll(Collections.nCopies(frames - anchors.size(), 0.0));
        return anchors;
    }
}
