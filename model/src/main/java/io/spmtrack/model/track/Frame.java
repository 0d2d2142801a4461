package io.spmtrack.model.track;

import io.spmtrack.model.image.Image;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One moment of a video: a picture, or several of the same moment that show the same view in different ways, pixel on pixel.
 *
 * @param images of one size; the visible light first
 * @param index number of the frame in its video, from 0
 * @param time since the video began
 */
public record Frame(List<Image> images, int index, Duration time) {
    /** Between frames of a source without a clock, such as a folder of pictures. */
    public static final Duration STEP = Duration.ofMillis(40);

    public Frame {
        images = List.copyOf(images);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("frame " + index + " has no picture");
        }
        Image first = images.getFirst();
        for (Image image : images) {
            if (image.width() != first.width() || image.height() != first.height()) {
                throw new IllegalArgumentException("frame " + index + ": its pictures are of different sizes, "
                        + first.width() + "x" + first.height() + " and " + image.width() + "x" + image.height());
            }
        }
        if (index < 0 || time.isNegative()) {
            throw new IllegalArgumentException("index and time begin with 0, not " + index + " and " + time);
        }
    }

    /** A single picture of a source without a clock. */
    public static Frame of(int index, Image image) {
        return of(index, List.of(image));
    }

    /** Pictures of one moment, the visible one first, of a source without a clock. */
    public static Frame of(int index, List<Image> images) {
        return new Frame(images, index, STEP.multipliedBy(index));
    }

    /** As many pictures as are wanted; where a modality is missing, the first one stands for it. */
    public List<Image> images(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> images.get(i < images.size() ? i : 0))
                .toList();
    }

    /** The first picture. */
    public Image image() {
        return images.getFirst();
    }
}
