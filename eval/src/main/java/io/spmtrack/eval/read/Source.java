package io.spmtrack.eval.read;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.FrameSize;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.benchmark.Benchmark;
import io.spmtrack.eval.pair.ColourOrder;
import io.spmtrack.eval.pair.DepthFrames;
import io.spmtrack.eval.pair.PairFrames;
import io.spmtrack.eval.read.layout.FileFrames;
import io.spmtrack.eval.read.layout.FramesReader;
import io.spmtrack.eval.read.layout.VideoReader;
import io.spmtrack.eval.read.text.Folder;
import io.spmtrack.eval.video.CameraFrames;
import io.spmtrack.eval.video.VideoFrames;
import io.spmtrack.model.image.Box;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code track} follows targets in: a folder of images, a video file, a camera, or one sequence of a data SPEC.
 *
 * @param name a short name for result files
 * @param frames the pictures; ended by {@link #close}
 * @param boxes the true boxes of the first frame, one for each annotated target; empty when nothing is known
 * @param places where the pictures lie, if they are files
 */
public record Source(String name, Frames frames, List<Box> boxes, List<Path> places) implements AutoCloseable {

    private static final String CAMERA = "camera:";
    private static final int SHOWN = 8;

    public Source {
        boxes = List.copyOf(boxes);
        places = List.copyOf(places);
    }

    /**
     * Opens the SOURCE of the command line.
     *
     * @throws InputException if there is no such source, or it is more than one sequence
     */
    public static Source open(String text) {
        if (text.startsWith(CAMERA) && !DataSpec.exists(text)) {
            return camera(text.substring(CAMERA.length()));
        }
        DataSpec spec = DataSpec.parse(text);
        boolean plain = spec.benchmark() == Benchmark.FRAMES || spec.benchmark() == Benchmark.VIDEO;
        return plain && FramesReader.boxes(spec.path(), spec.option("boxes")).isEmpty()
                ? withoutBoxes(spec)
                : sequence(spec);
    }

    /**
     * Opens a SOURCE together with another one that shows the same view in a second modality: a video or a folder of images, whose
     * boxes do not count. A folder of grey PNG pictures of 16 bits is depth and becomes colour.
     *
     * @throws InputException if there is no such source, or the two are no pair
     */
    public static Source open(String text, String second) {
        Source visible = open(text);
        try {
            Source other = pictures(second);
            try {
                Frames pair = PairFrames.of(text, visible.frames, second, coloured(other.frames));
                return new Source(
                        visible.name,
                        pair,
                        visible.boxes,
                        Stream.concat(visible.places.stream(), other.places.stream())
                                .toList());
            } catch (RuntimeException e) {
                other.close();
                throw e;
            }
        } catch (RuntimeException e) {
            visible.close();
            throw e;
        }
    }

    private static Source pictures(String text) {
        DataSpec spec = DataSpec.parse(text);
        return spec.benchmark() == Benchmark.FRAMES || spec.benchmark() == Benchmark.VIDEO
                ? withoutBoxes(spec)
                : sequence(spec);
    }

    private static Frames coloured(Frames frames) {
        return frames instanceof FileFrames(Path folder, List<String> names, Optional<FrameSize> _)
                        && DepthFrames.isDepth(folder.resolve(names.getFirst()))
                ? new DepthFrames(folder, names, ColourOrder.BGR)
                : frames;
    }

    /**
     * Opens a video file or a folder of images by its path alone: whatever its name, and whatever boxes lie beside it.
     *
     * @throws InputException if it is neither
     */
    public static Source of(Path path) {
        Frames frames = isVideo(path) ? VideoFrames.of(path) : FramesReader.pictures(path);
        return new Source(stem(path), frames, List.of(), List.of(path));
    }

    /** Whether there is a video file of this name. */
    public static boolean isVideo(Path path) {
        return VideoReader.isVideo(path);
    }

    /** Whether there is a folder of this name with images in it. */
    public static boolean hasPictures(Path path) {
        return Folder.hasPictures(path);
    }

    private static Source camera(String number) {
        if (!number.matches("\\d{1,2}")) {
            throw new InputException(CAMERA + number + ": not the number of a camera; write camera:0");
        }
        return new Source("camera-" + number, CameraFrames.open(Integer.parseInt(number)), List.of(), List.of());
    }

    private static Source withoutBoxes(DataSpec spec) {
        Path path = Folder.existing(spec.path());
        Frames frames = spec.benchmark() == Benchmark.VIDEO ? VideoFrames.of(path) : FramesReader.pictures(path);
        return new Source(stem(path), strided(frames, spec.stride()), List.of(), List.of(path));
    }

    /** The size of a video without boxes is not asked for, so that its frames are not counted. */
    private static Frames strided(Frames frames, int stride) {
        return stride == 1 ? frames : frames.slice(0, frames.size(), stride);
    }

    private static String stem(Path path) {
        String name = Folder.name(path);
        int dot = name.lastIndexOf('.');
        return dot > 0 && Files.isRegularFile(path) ? name.substring(0, dot) : name;
    }

    /** Several targets of one video are one source, as in OTB's Jogging. */
    private static Source sequence(DataSpec spec) {
        List<Sequence> sequences = Datasets.open(spec).sequences();
        Sequence first = sequences.getFirst();
        if (sequences.stream().anyMatch(other -> !other.frames().equals(first.frames()))) {
            String names = sequences.stream().limit(SHOWN).map(Sequence::name).collect(Collectors.joining(", "));
            throw new InputException(spec.path() + ": has " + sequences.size() + " sequences (" + names
                    + (sequences.size() > SHOWN ? ", …" : "") + "); choose one with ?sequences=" + first.name());
        }
        List<Box> boxes = sequences.stream()
                .map(sequence -> sequence.truth().box(0))
                .filter(Box::valid)
                .toList();
        String name = sequences.size() == 1 ? first.name() : Folder.name(spec.path());
        return new Source(name, first.frames(), boxes, List.of(spec.path()));
    }

    /** Ends what is behind the frames. */
    @Override
    public void close() {
        frames.close();
    }
}
