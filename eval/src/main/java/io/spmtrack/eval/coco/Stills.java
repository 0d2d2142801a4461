package io.spmtrack.eval.coco;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.model.image.Box;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The pictures of a data set in COCO's style with the objects that are trained on: crowds and boxes that are not {@code usable} are
 * left out, as are boxes without area inside of their picture, then pictures without objects or without a size ({@code docs/spec/data.md §3}).
 */
public final class Stills {
    private static final String JSON = ".json";

    /**
     * A picture.
     *
     * @param place folder or zip that holds it
     * @param file its name in there
     * @param size as the annotations state it
     * @param objects at least one, as they stand in the file
     */
    public record Still(Path place, String file, FrameSize size, List<Box> objects) {
        public Still {
            objects = List.copyOf(objects);
        }
    }

    private Stills() {}

    /**
     * The files of annotations of a data set: {@code instances_<split>2017.json} where there is one, else all.
     *
     * @param path a root, a folder of annotations, or one file
     * @param wanted says by its name, without ending, whether a file is to be used
     * @throws InputException if there are none
     */
    public static List<Path> annotations(Path path, String split, Predicate<String> wanted) {
        if (Files.isRegularFile(Folder.existing(path))) {
            return List.of(path);
        }
        Path folder = Folder.firstFolder(path, "annotations");
        List<Path> all = Folder.files(folder, JSON).stream()
                .filter(name -> wanted.test(stem(name)))
                .map(folder::resolve)
                .toList();
        List<Path> own = all.stream()
                .filter(file -> !split.isEmpty() && Folder.name(file).startsWith("instances_" + split))
                .toList();
        boolean official = all.stream().anyMatch(file -> Folder.name(file).matches("instances_(train|val)\\d*\\.json"));
        if (all.isEmpty() || official && !split.isEmpty() && own.isEmpty()) {
            throw new InputException(
                    folder + ": has no " + (split.isEmpty() ? "" : "instances_" + split + "2017.json or ")
                            + "other annotations in COCO's style; unpack annotations_trainval2017.zip there, or name another"
                            + " folder");
        }
        return own.isEmpty() ? all : own;
    }

    /** The pictures of a file of annotations, in its order. */
    public static List<Still> read(Path annotations) {
        CocoJson json = CocoJson.read(annotations);
        Map<Long, List<Box>> byPicture = new HashMap<>();
        Map<Long, FrameSize> sizes = new HashMap<>();
        json.pictures().forEach(picture -> picture.size().ifPresent(size -> sizes.put(picture.id(), size)));
        for (CocoJson.Marked object : json.objects()) {
            FrameSize size = sizes.get(object.image());
            if (size != null && !object.crowd() && object.usable() && inside(object.box(), size)) {
                byPicture
                        .computeIfAbsent(object.image(), id -> new ArrayList<>(4))
                        .add(object.box());
            }
        }
        List<CocoJson.Picture> shown = json.pictures().stream()
                .filter(picture -> byPicture.containsKey(picture.id()))
                .toList();
        if (shown.isEmpty()) {
            return List.of();
        }
        Place place = Place.of(annotations, shown.getFirst().file());
        List<Still> stills = new ArrayList<>(shown.size());
        for (CocoJson.Picture picture : shown) {
            List<Box> objects = byPicture.remove(picture.id());
            if (objects != null) {
                FrameSize size = sizes.get(picture.id());
                stills.add(new Still(place.container(), place.folder() + picture.file(), size, objects));
            }
        }
        return stills;
    }

    /** Whether a box and its picture overlap in a positive area. */
    public static boolean inside(Box box, FrameSize size) {
        return Math.min(box.x2(), size.width()) > Math.max(box.x1(), 0)
                && Math.min(box.y2(), size.height()) > Math.max(box.y1(), 0);
    }

    static String stem(String name) {
        return name.substring(0, name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.'));
    }
}
