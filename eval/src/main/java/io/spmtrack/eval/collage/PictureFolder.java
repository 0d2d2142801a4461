package io.spmtrack.eval.collage;

import io.spmtrack.engine.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the pictures of a data SPEC: a {@code NAME.json} in COCO's style with its pictures in {@code NAME.zip} or a folder, a
 * zip of pictures, COCO's own folder, or a folder of any of these or of pictures.
 */
final class PictureFolder {

    private static final String JSON = ".json";
    private static final String ZIP = ".zip";
    private static final String INSTANCES = "instances_";

    private PictureFolder() {}

    /**
     * All pictures of a place in a fixed order.
     *
     * @param wanted says by its name, without ending, whether an archive or a file of annotations in a folder is to be used
     * @throws InputException if there are none
     */
    static List<Picture> pictures(Path path, Predicate<String> wanted) {
        List<Picture> found = new ArrayList<>();
        if (Files.isDirectory(path)) {
            folder(path, wanted, found);
        } else if (Files.isRegularFile(path)) {
            file(path, found);
        } else {
            throw new InputException(path + ": no such file or folder of pictures");
        }
        if (found.isEmpty()) {
            throw new InputException(path + ": holds no pictures; name a zip or a folder of pictures, a file of"
                    + " annotations in COCO's style, or a folder of those");
        }
        return found;
    }

    private static void folder(Path path, Predicate<String> wanted, List<Picture> found) {
        Path annotations = path.resolve("annotations");
        List<Path> files = list(Files.isDirectory(annotations) ? annotations : path);
        for (Path file : files) {
            boolean json = name(file).endsWith(JSON);
            boolean archive = name(file).endsWith(ZIP) && !Files.exists(file.resolveSibling(stem(file) + JSON));
            if ((json || archive) && wanted.test(stem(file))) {
                file(file, found);
            }
        }
        if (found.isEmpty()) {
            PictureStore.names(path).forEach(name -> found.add(new Picture(path, name, List.of())));
        }
    }

    private static void file(Path file, List<Picture> found) {
        if (name(file).endsWith(JSON)) {
            found.addAll(CocoFile.read(file, place(file)));
        } else if (name(file).endsWith(ZIP)) {
            PictureStore.names(file).forEach(name -> found.add(new Picture(file, name, List.of())));
        } else {
            throw new InputException(file + ": neither a zip of pictures nor a .json in COCO's style");
        }
    }

    /** Where the pictures of a file of annotations lie. */
    private static Path place(Path json) {
        Path folder = json.toAbsolutePath().getParent();
        String name = stem(json);
        String split = name.startsWith(INSTANCES) ? name.substring(INSTANCES.length()) : name;
        Path above = folder.resolve("..").normalize();
        return Stream.of(
                        folder.resolve(name + ZIP),
                        folder.resolve(name),
                        above.resolve("images").resolve(split),
                        above.resolve(split),
                        folder.resolve("images"))
                .filter(Files::exists)
                .findFirst()
                .orElse(folder);
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String stem(Path file) {
        String name = name(file);
        return name.substring(0, name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.'));
    }
}
