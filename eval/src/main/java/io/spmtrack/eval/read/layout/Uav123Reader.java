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
 * UAV123: {@code data_seq/UAV123/<folder>/000001.jpg…} and {@code anno/UAV123/<name>.txt}; several sequences share
 * one folder ({@code docs/spec/dataset-tables.md §3}). UAV20L has the same images, whole folders of them, and
 * {@code anno/UAV20L}. A row of {@code NaN} is a frame of an existing target without a valid box, as the benchmark's
 * rules want it.
 */
public enum Uav123Reader implements DataLayout {
    UAV123("anno/UAV123"),
    UAV20L("anno/UAV20L");

    private static final Map<String, List<String>> TABLE = Table.read("uav123.txt");
    private static final int DIGITS = 6;

    private final String annotations;

    Uav123Reader(String annotations) {
        this.annotations = annotations;
    }

    @Override
    public String mark() {
        return annotations;
    }

    @Override
    public boolean fits(Path path) {
        return Files.isDirectory(path.resolve(annotations));
    }

    @Override
    public List<Entry> entries(Reading reading) {
        Path root = Folder.existing(reading.path());
        Path boxes = root.resolve(annotations);
        if (!Files.isDirectory(boxes)) {
            return List.of();
        }
        return Folder.files(boxes, ".txt").stream()
                .map(file -> file.substring(0, file.length() - ".txt".length()))
                .map(name -> Entry.of(name, () -> read(reading, root, boxes.resolve(name + ".txt"), name)))
                .toList();
    }

    private Sequence read(Reading reading, Path root, Path file, String name) {
        BoxFile boxes = BoxFile.read(file);
        return reading.sequence(name, boxes, RowRule.ANY, () -> frames(root, boxes, name));
    }

    private FileFrames frames(Path root, BoxFile boxes, String name) {
        List<String> whole = List.of(name, name, "1");
        List<String> row = this == UAV123 ? TABLE.getOrDefault(name, whole) : whole;
        Path images = root.resolve("data_seq/UAV123").resolve(row.get(1));
        FileFrames numbered =
                new FileFrames(images, FileNames.numbered(Integer.parseInt(row.get(2)), DIGITS, ".jpg", boxes.rows()));
        boolean complete = Files.exists(numbered.file(0)) && Files.exists(numbered.file(boxes.rows() - 1));
        return complete ? numbered : new FileFrames(images, Folder.pictures(images));
    }
}
