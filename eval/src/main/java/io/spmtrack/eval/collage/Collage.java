package io.spmtrack.eval.collage;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * An endless supply of short sequences made of a user's pictures, with exactly known boxes. A sequence is a function of its world
 * and its index; its frames are painted when they are asked for, only where they are looked at. Any number of threads.
 *
 * @param name of the kind of data, with its split
 * @param subject what is followed
 * @param seed which world
 * @param length frames of a sequence
 * @param size of its frames
 * @param against share of rectangles that move against their surroundings
 * @param objects pictures that targets are taken from
 * @param backdrops pictures that targets are pasted over
 */
public record Collage(
        String name,
        Subject subject,
        long seed,
        int length,
        FrameSize size,
        double against,
        List<Picture> objects,
        List<Picture> backdrops) {

    /** What is followed: a marked object of a still, any rectangle of a picture, or a cut-out over another picture. */
    public enum Subject {
        OBJECT,
        RECTANGLE,
        CUTOUT
    }

    public static final int LENGTH = 24;

    /** One picture of so many is kept for validation. */
    private static final int VALIDATION = 16;

    private static final int MOST_LENGTH = 100_000;
    private static final int ATTEMPTS = 10;

    public Collage {
        objects = List.copyOf(objects);
        backdrops = List.copyOf(backdrops);
        if (length < 1 || length > MOST_LENGTH) {
            throw new InputException(name + ": length=" + length + ": sequences have 1 to " + MOST_LENGTH + " frames");
        }
        if (!(against >= 0 && against <= 1)) {
            throw new InputException(name + ": against=" + against + ": a share from 0 to 1 is needed");
        }
    }

    /**
     * Finds pictures.
     *
     * @param path a file or folder of pictures
     * @param over the same for what is pasted over, where it is not the path itself
     * @param wanted which archives or annotations of a folder to use, by name without ending
     * @param split {@code train}, or another for the pictures that training does not see
     * @throws InputException if there are none, or none with boxes where boxes are needed
     */
    public static Collage open(
            String name,
            Subject subject,
            Path path,
            Optional<Path> over,
            Predicate<String> wanted,
            String split,
            Options options) {
        List<Picture> found = PictureFolder.pictures(path, wanted);
        List<Picture> objects = subject == Subject.OBJECT
                ? found.stream().filter(picture -> !picture.objects().isEmpty()).toList()
                : found;
        if (objects.isEmpty()) {
            throw new InputException(path + ": marks no objects; coco: needs a .json with boxes, or use planar:");
        }
        List<Picture> backdrops =
                over.map(place -> PictureFolder.pictures(place, any -> true)).orElse(found);
        return new Collage(
                name,
                subject,
                options.seed(),
                options.length(),
                options.size(),
                options.against(),
                part(objects, split),
                part(backdrops, split));
    }

    /**
     * Options of a data SPEC.
     *
     * @param seed which world
     * @param length frames of a sequence
     * @param size of its frames
     * @param against share of rectangles that move against their surroundings
     */
    public record Options(long seed, int length, FrameSize size, double against) {}

    private static List<Picture> part(List<Picture> pictures, String split) {
        if (pictures.size() < VALIDATION) {
            return pictures;
        }
        boolean train = split.equals("train");
        return IntStream.range(0, pictures.size())
                .filter(i -> (i % VALIDATION == VALIDATION - 1) != train)
                .mapToObj(pictures::get)
                .toList();
    }

    /** Name of a sequence: seed and index, such as {@code 7-0012}. */
    public String name(long index) {
        return String.format(Locale.ROOT, "%d-%04d", seed, index);
    }

    /** One sequence of any index from 0; its pictures are decoded now, unless they still are in memory. */
    public Sequence sequence(long index) {
        SequenceRandom draws = SequenceRandom.of(seed, index);
        CollageScene scene = new Casting(this, draws).scene();
        Truth truth = scene.truth(length);
        for (int attempt = 0; attempt < ATTEMPTS && !seenAtFirst(truth); attempt++) {
            scene = new Casting(this, draws).scene();
            truth = scene.truth(length);
        }
        return new Sequence(name, name(index), new CollageFrames(this, index, scene), truth);
    }

    private static boolean seenAtFirst(Truth truth) {
        return truth.exists(0);
    }
}
