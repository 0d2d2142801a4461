package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the folders of a benchmark's sequences: by its list file, or by what lies in them. */
public final class SequenceList {

    private SequenceList() {}

    /**
     * The folder itself when the annotation file lies in it, otherwise the sub-folders that {@code list.txt} names,
     * otherwise all sub-folders that have the file.
     */
    public static List<Path> folders(Path root, String truth) {
        if (Files.isRegularFile(root.resolve(truth))) {
            return List.of(root);
        }
        if (Folder.hasPictures(root)) {
            throw new InputException(root + ": has images, but no " + truth + "; add it, or write frames:" + root
                    + " for images without boxes");
        }
        Path list = root.resolve("list.txt");
        if (Files.isRegularFile(list)) {
            return names(list).stream().map(root::resolve).toList();
        }
        return Folder.folders(root).stream()
                .filter(folder -> Files.isRegularFile(folder.resolve(truth)))
                .toList();
    }

    /** The names in a list file, one a line; blank lines are left out. A name is never a path out of the folder. */
    public static List<String> names(Path list) {
        List<String> names = new ArrayList<>();
        List<String> lines = TextFile.lines(list);
        for (int line = 0; line < lines.size(); line++) {
            String name = lines.get(line).strip();
            if (name.contains("/") || name.contains("\\") || name.startsWith(".")) {
                throw new InputException(list + ", line " + (line + 1) + ": " + TextFile.quoted(name)
                        + " is not the name of a sequence; write one folder name a line");
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }
}
