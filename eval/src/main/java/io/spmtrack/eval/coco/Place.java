package io.spmtrack.eval.coco;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.read.text.OpenZips;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the pictures of a file of annotations lie.
 *
 * @param container a folder or a zip
 * @param folder what stands before their names in there, with a slash at its end; COCO's own zips hold a folder of their name
 */
public record Place(Path container, String folder) {

    /**
     * The folder or zip beside the annotations, beside their folder or in its {@code images} that holds this picture.
     *
     * @throws InputException if none does
     */
    static Place of(Path annotations, String picture) {
        return find(annotations, picture)
                .orElseThrow(() -> new InputException(annotations + ": its picture " + picture + " is in no folder or"
                        + " zip beside it; put the pictures into " + usual(annotations)));
    }

    /** The same; empty where there is none. */
    public static Optional<Place> find(Path annotations, String picture) {
        return candidates(annotations)
                .flatMap(place -> holding(place, picture).stream())
                .findFirst();
    }

    private static Stream<Path> candidates(Path annotations) {
        Path folder = annotations.toAbsolutePath().normalize().getParent();
        List<Path> usual = List.of(usual(annotations), above(annotations).resolve(split(annotations)));
        Stream<Path> others = Stream.of(
                        folder, above(annotations), above(annotations).resolve("images"))
                .distinct()
                .filter(Files::isDirectory)
                .flatMap(root -> Stream.of(
                                Stream.of(root),
                                Folder.folders(root).stream(),
                                Folder.files(root, ".zip").stream().map(root::resolve))
                        .flatMap(places -> places));
        return Stream.concat(usual.stream().filter(Files::isDirectory), others);
    }

    private static Path usual(Path annotations) {
        return above(annotations).resolve("images").resolve(split(annotations));
    }

    private static Path above(Path annotations) {
        Path folder = annotations.toAbsolutePath().normalize().getParent();
        return Optional.ofNullable(folder.getParent()).orElse(folder);
    }

    private static String split(Path annotations) {
        return Stills.stem(Folder.name(annotations)).replaceFirst("^instances_", "");
    }

    private static Optional<Place> holding(Path place, String picture) {
        if (Files.isDirectory(place)) {
            return Optional.of(new Place(place, "")).filter(found -> Files.isRegularFile(place.resolve(picture)));
        }
        return Stream.of("", Stills.stem(Folder.name(place)) + "/")
                .filter(folder -> OpenZips.SHARED.has(place, folder + picture))
                .map(folder -> new Place(place, folder))
                .findFirst();
    }
}
