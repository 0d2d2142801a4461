package io.spmtrack.eval.read.layout;

import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.read.text.BoxFile;
import io.spmtrack.eval.read.text.FileNames;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.RowRule;
import io.spmtrack.eval.read.text.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * UAV123: {@code data_seq/UAV123/<folder>/000001.jpg…} and {@code anno/UAV123/<name>.txt}; several sequences are parts
 * of one folder ({@code docs/spec/dataset-tables.md §3}). A row of {@code NaN} is a frame of an existing target without
 * a valid box, as the benchmark's rules want it.
 */
public final class Uav123Reader {

    private static final Map<String, List<String>> TABLE = Table.read("uav123.txt");
    private static final int DIGITS = 6;

    private Uav123Reader() {}

    public static List<Entry> entries(Reading reading) {
        Path root = Folder.existing(reading.spec().path());
        Path boxes = root.resolve("anno/UAV123");
        if (!Files.isDirectory(boxes)) {
            return List.of();
        }
        return Folder.files(boxes, ".txt").stream()
                .map(file -> file.substring(0, file.length() - ".txt".length()))
                .map(name -> new Entry(name, () -> read(reading, root, boxes.resolve(name + ".txt"), name)))
                .toList();
    }

    private static Sequence read(Reading reading, Path root, Path file, String name) {
        BoxFile boxes = BoxFile.read(file);
        return reading.sequence(name, boxes, RowRule.ANY, () -> frames(root, boxes, name));
    }

    private static FileFrames frames(Path root, BoxFile boxes, String name) {
        List<String> row = TABLE.getOrDefault(name, List.of(name, name, "1"));
        Path images = root.resolve("data_seq/UAV123").resolve(row.get(1));
        FileFrames numbered =
                new FileFrames(images, FileNames.numbered(Integer.parseInt(row.get(2)), DIGITS, ".jpg", boxes.rows()));
        boolean whole = Files.exists(numbered.file(0)) && Files.exists(numbered.file(boxes.rows() - 1));
        return whole ? numbered : new FileFrames(images, Folder.pictures(images));
    }
}
