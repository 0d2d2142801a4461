package io.spmtrack.eval.report;

import io.spmtrack.eval.Sequence;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Picks the frames of a sequence that a report shows and makes small JPEGs of them. */
final class Pictures {

    private static final int EVENLY_SPACED = 5;
    private static final int WORST = 3;
    private static final int SHARE_APART = 20;

    /** Trackers whose overlaps are closer than this do about the same. */
    private static final double DIFFERENT = 0.2;

    /** Overlaps closer than a twentieth are about equal. */
    private static final int EQUAL_STEPS = 20;

    private static final int MAX_WIDTH = 240;
    private static final float QUALITY = 0.72f;

    private Pictures() {}

    /**
     * Pictures of two modalities stand side by side, with the boxes on both.
     *
     * @param boxes of each tracker
     * @param overlaps of each tracker; the worst frames are those of the first one
     * @param allowance characters that the pictures may have together
     */
    static List<Report.Picture> of(
            Sequence sequence, Map<String, List<Box>> boxes, List<double[]> overlaps, long allowance) {
        List<Report.Picture> pictures = new ArrayList<>();
        List<Integer> chosen = chosen(overlaps);
        try (var frames = sequence.frames()) {
            for (int frame : chosen.stream().sorted().toList()) {
                List<Image> images = frames.images(frame);
                Image image = images.getFirst();
                pictures.add(new Report.Picture(
                        frame,
                        images.size() * image.width(),
                        image.height(),
                        jpeg(images),
                        drawn(sequence, boxes, frame, images.size(), image.width())));
            }
        }
        List<Integer> dropped = new ArrayList<>(chosen);
        while (size(pictures) > allowance && !pictures.isEmpty()) {
            int frame = dropped.removeFirst();
            pictures.removeIf(picture -> picture.frame() == frame);
        }
        return pictures;
    }

    /** Characters of pictures. */
    static long size(List<Report.Picture> pictures) {
        return pictures.stream().mapToLong(picture -> picture.jpeg().length()).sum();
    }

    /**
     * Evenly spaced frames, the first and the last among them, the worst ones of the first tracker and those where the trackers
     * differ most, not all from the same moment; what matters most comes last.
     */
    static List<Integer> chosen(List<double[]> overlaps) {
        int length = overlaps.getFirst().length;
        NavigableSet<Integer> frames = new TreeSet<>();
        int even = Math.min(EVENLY_SPACED, length);
        for (int i = 0; i < even; i++) {
            frames.add(even == 1 ? 0 : (int) ((long) i * (length - 1) / (even - 1)));
        }
        List<Integer> chosen = new ArrayList<>(frames);
        int apart = Math.max(1, length / SHARE_APART);
        List<Integer> telling = new ArrayList<>();
        for (int i = 0; i < WORST; i++) {
            worst(overlaps.getFirst(), frames, apart).ifPresent(frame -> {
                frames.add(frame);
                telling.add(frame);
            });
            different(overlaps, frames, apart).ifPresent(frame -> {
                frames.add(frame);
                telling.add(frame);
            });
        }
        chosen.addAll(telling.reversed());
        return chosen;
    }

    /** The frame where the best and the worst tracker differ most, if they differ. */
    private static Optional<Integer> different(List<double[]> overlaps, NavigableSet<Integer> chosen, int apart) {
        return IntStream.range(0, overlaps.getFirst().length)
                .filter(frame -> distance(chosen, frame) >= apart && spread(overlaps, frame) >= DIFFERENT)
                .boxed()
                .max(Comparator.<Integer>comparingLong(frame -> Math.round(spread(overlaps, frame) * EQUAL_STEPS))
                        .thenComparingInt(frame -> distance(chosen, frame)));
    }

    private static double spread(List<double[]> overlaps, int frame) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double[] each : overlaps) {
            if (frame < each.length && !Double.isNaN(each[frame])) {
                least = Math.min(least, each[frame]);
                most = Math.max(most, each[frame]);
            }
        }
        return most - least;
    }

    /** The frame of least overlap away from those chosen; of about equal ones the most remote, to show another moment. */
    private static Optional<Integer> worst(double[] overlaps, NavigableSet<Integer> chosen, int apart) {
        return IntStream.range(0, overlaps.length)
                .filter(frame -> !Double.isNaN(overlaps[frame]) && distance(chosen, frame) >= apart)
                .boxed()
                .min(Comparator.<Integer>comparingLong(frame -> Math.round(overlaps[frame] * EQUAL_STEPS))
                        .thenComparingInt(frame -> -distance(chosen, frame)));
    }

    private static int distance(NavigableSet<Integer> chosen, int frame) {
        Integer before = chosen.floor(frame);
        Integer after = chosen.ceiling(frame);
        return Math.min(
                before == null ? Integer.MAX_VALUE : frame - before, after == null ? Integer.MAX_VALUE : after - frame);
    }

    private static List<Report.Drawn> drawn(
            Sequence sequence, Map<String, List<Box>> boxes, int frame, int pictures, int width) {
        List<Report.Drawn> drawn = new ArrayList<>();
        Box truth = sequence.truth().box(frame);
        for (int picture = 0; picture < pictures; picture++) {
            int right = picture * width;
            boxes.forEach((tracker, all) -> {
                if (frame < all.size() && all.get(frame).valid()) {
                    double overlap = truth.valid() ? all.get(frame).iou(truth) : Double.NaN;
                    drawn.add(drawn(tracker, all.get(frame), right, overlap));
                }
            });
            if (truth.valid()) {
                drawn.add(drawn("", truth, right, Double.NaN));
            }
        }
        return drawn;
    }

    private static Report.Drawn drawn(String tracker, Box box, int right, double overlap) {
        return new Report.Drawn(
                tracker,
                tenths(box.x1() + right),
                tenths(box.y1()),
                tenths(box.width()),
                tenths(box.height()),
                overlap);
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static String jpeg(List<Image> images) {
        Image image = images.getFirst();
        int width = Math.min(MAX_WIDTH, image.width());
        int height = Math.max(1, (int) Math.round((double) image.height() * width / image.width()));
        BufferedImage row = new BufferedImage(images.size() * width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = row.createGraphics();
        for (int i = 0; i < images.size(); i++) {
            graphics.drawImage(scaled(images.get(i).toBufferedImage(), width, height), i * width, 0, null);
        }
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(row, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** Halves until one step is left, so that every original pixel counts. */
    private static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage current = picture;
        while (current.getWidth() / 2 > width) {
            current = drawn(current, current.getWidth() / 2, Math.max(1, current.getHeight() / 2));
        }
        return drawn(current, width, height);
    }

    private static BufferedImage drawn(BufferedImage picture, int width, int height) {
        BufferedImage smaller = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = smaller.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return smaller;
    }
}
