package io.spmtrack.model.track.filter;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.Arrays;
import java.util.List;

/**
 * Follows a target with a correlation filter that it learns while it goes, at several scales; the ratio of the sides stays that of
 * the first box. Needs no weights. Where a frame has several pictures, each has a filter of its own ({@link Views}).
 */
public final class TargetFilter {
    private static final int N = Fourier.N;
    /** The side of the square that is looked at, in mean sides of the target. */
    private static final double AREA = 5;

    /** A frame is searched at the last scale and one step below and above; the steps take turns. */
    private static final double[] STEPS = {1.01 * 1.01, 1.01};

    private static final int SCALES = 3;
    /** Learning from every frame is more work and follows no better. */
    private static final int FRAMES_PER_LESSON = 2;
    /** Channels of the responses, one for each scale. */
    static final int COUNT = 16;

    private static final int MIDDLE = SCALES / 2;
    private static final double LEAST_SIDE = 4;

    /** The same of the square that is described: also shows where the target may be next. */
    private static final double SEEN = AREA * Field.SIDE / (N * Sampling.PITCH);

    private final Views views;
    private final Fourier answers = new Fourier(COUNT);
    private final double[] factors = new double[SCALES];
    private final float[] responses = new float[N * N * COUNT];
    private Box first = Box.NONE;
    private double centerX;
    private double centerY;
    private double scale;
    // Of what is described.
    private double seenX;
    private double seenY;
    private double seenScale;
    private int frames;
    private double confidence = 1;

    /** @param pictures of a frame */
    public TargetFilter(int pictures) {
        views = new Views(pictures);
    }

    /**
     * Starts on a target; what was known of an earlier one is forgotten.
     *
     * @param images as many as this looks at, of the same size and view
     * @param box the target, in pixels of the image
     * @throws IllegalArgumentException if the box is not valid
     */
    public void start(List<Image> images, Box box) {
        if (!box.valid()) {
            throw new IllegalArgumentException("the first box is not valid: " + box);
        }
        first = box;
        centerX = box.centerX();
        centerY = box.centerY();
        scale = 1;
        frames = 0;
        double cell = side() / N;
        views.start(box.width() / cell, box.height() / cell);
        look(images);
        learn();
    }

    /** Describes the surroundings of the target. */
    private void look(List<Image> images) {
        seenX = centerX;
        seenY = centerY;
        seenScale = scale;
        views.look(images, centerX, centerY, SEEN / AREA * side());
    }

    /** Of the square that is looked at, in pixels. */
    private double side() {
        return AREA * Math.sqrt(first.width() * first.height()) * scale;
    }

    private void learn() {
        double place = AREA * Math.sqrt(first.width() * first.height()) * seenScale / (N * Sampling.PITCH);
        views.learn((centerX - seenX) / place, (centerY - seenY) / place, scale / seenScale);
    }

    /**
     * Finds the target in the next frame and learns, in every other one, how it looks there.
     *
     * @return its box, in pixels
     * @throws IllegalStateException before {@link #start}
     */
    public Box follow(List<Image> images) {
        return follow(images, 0);
    }

    /**
     * As {@link #follow(List)}, and learns nothing from a frame in which the response is too low.
     *
     * @param least response to learn from, 0 for any, above 1 for none
     */
    public Box follow(List<Image> images, double least) {
        if (!first.valid()) {
            throw new IllegalStateException("no target to follow");
        }
        frames++;
        look(images);
        Arrays.setAll(factors, this::factor);
        views.answer(factors, answers, responses);
        confidence = Math.clamp(move(images.getFirst()), 0, 1);
        if (frames % FRAMES_PER_LESSON == 0 && confidence >= least) {
            if (Math.max(Math.abs(centerX - seenX), Math.abs(centerY - seenY)) > (SEEN / AREA - 1) / 2 * side()) {
                look(images);
            }
            learn();
        }
        return Box.centered(centerX, centerY, first.width() * scale, first.height() * scale);
    }

    /** Where and how large the target is taken to be. */
    public record Place(double x, double y, double scale) {}

    /** Where it is. */
    public Place place() {
        return new Place(centerX, centerY, scale);
    }

    /** Goes elsewhere. */
    public void go(Place place) {
        centerX = place.x();
        centerY = place.y();
        scale = place.scale();
    }

    private double factor(int i) {
        return Math.pow(STEPS[frames % STEPS.length], i - MIDDLE);
    }

    /** Goes to the highest response, and returns it. */
    private double move(Image image) {
        int best = 0;
        int bestScale = MIDDLE;
        float highest = Float.NEGATIVE_INFINITY;
        for (int cell = 0; cell < N * N; cell++) {
            for (int i = 0; i < SCALES; i++) {
                if (responses[cell * COUNT + i] > highest) {
                    highest = responses[cell * COUNT + i];
                    best = cell;
                    bestScale = i;
                }
            }
        }
        int found = best * COUNT + bestScale;
        views.found(found);
        int x = best % N;
        int y = best / N;
        double dx = x + vertex(at(x - 1, y, bestScale), highest, at(x + 1, y, bestScale));
        double dy = y + vertex(at(x, y - 1, bestScale), highest, at(x, y + 1, bestScale));
        double cell = side() * factor(bestScale) / N;
        centerX = Math.clamp(centerX + (dx > N / 2 ? dx - N : dx) * cell, 0, image.width());
        centerY = Math.clamp(centerY + (dy > N / 2 ? dy - N : dy) * cell, 0, image.height());
        scale = Math.clamp(scale * factor(bestScale), leastScale(), mostScale(image));
        return highest;
    }

    private float at(int x, int y, int i) {
        return responses[(Math.floorMod(y, N) * N + Math.floorMod(x, N)) * COUNT + i];
    }

    /** Where the parabola through three neighbouring responses has its top, in cells from the middle one. */
    private static double vertex(double left, double middle, double right) {
        double curvature = left - 2 * middle + right;
        return curvature < 0 ? Math.clamp((left - right) / (2 * curvature), -0.5, 0.5) : 0;
    }

    private double leastScale() {
        return Math.min(1, LEAST_SIDE / Math.min(first.width(), first.height()));
    }

    private double mostScale(Image image) {
        return Math.max(1, Math.min(image.width() / first.width(), image.height() / first.height()));
    }

    /** The height of the last response, 0 to 1. */
    public double confidence() {
        return confidence;
    }
}
