package io.spmtrack.eval.baseline;

import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.track.Frame;
import io.spmtrack.model.track.TrackResult;
import io.spmtrack.model.track.Tracker;

/**
 * The baseline of template matching: the first frame's grey patch, never updated, is searched by normalised
 * cross-correlation over two box sizes to each side of the last position and at three scales around the last one.
 * The object is resampled to at most {@value #CELLS} cells a side, so time does not grow with its size.
 */
public final class TemplateMatcher implements Tracker {

    private static final int CELLS = 32;
    private static final int LEAST_CELLS = 4;
    private static final int REACH = 2;
    private static final double[] SCALES = {1, 0.95, 1.05};
    private static final double LEAST_SIDE = 4;

    private Box first = Box.NONE;
    private Box last = Box.NONE;
    private double scale = 1;
    private Correlation correlation = new Correlation(new GreyPatch(1, 1, new float[1]));
    private int columns;
    private int rows;

    @Override
    public void init(Frame frame, Box box) {
        if (!box.valid()) {
            throw new IllegalArgumentException("the first box is not valid: " + box);
        }
        first = box;
        last = box;
        scale = 1;
        double density = Math.min(1, CELLS / Math.max(box.width(), box.height()));
        columns = Math.max(LEAST_CELLS, (int) Math.round(box.width() * density));
        rows = Math.max(LEAST_CELLS, (int) Math.round(box.height() * density));
        correlation = new Correlation(GreyPatch.cut(
                frame.image(),
                box.centerX(),
                box.centerY(),
                columns,
                rows,
                box.width() / columns,
                box.height() / rows));
    }

    @Override
    public TrackResult update(Frame frame) {
        if (!first.valid()) {
            throw new IllegalStateException("update before init");
        }
        Image image = frame.image();
        Box best = last;
        double bestScore = Double.NEGATIVE_INFINITY;
        double bestScale = scale;
        for (double step : SCALES) {
            double candidate = Math.clamp(scale * step, leastScale(), mostScale(image));
            Correlation.Match peak = search(image, candidate);
            if (peak.score() > bestScore) {
                bestScore = peak.score();
                bestScale = candidate;
                best = at(peak, candidate);
            }
        }
        scale = bestScale;
        // A centre outside of the image would search nothing but continued border pixels for ever.
        last = Box.centered(
                Math.clamp(best.centerX(), 0, image.width()),
                Math.clamp(best.centerY(), 0, image.height()),
                best.width(),
                best.height());
        return new TrackResult(last, Math.clamp(bestScore, 0, 1));
    }

    private Correlation.Match search(Image image, double candidate) {
        return correlation.best(GreyPatch.cut(
                image,
                last.centerX(),
                last.centerY(),
                columns * (1 + 2 * REACH),
                rows * (1 + 2 * REACH),
                first.width() * candidate / columns,
                first.height() * candidate / rows));
    }

    /** The peak's box: a peak of {@code REACH} box sizes from the patch's edge is the last position. */
    private Box at(Correlation.Match peak, double candidate) {
        double width = first.width() * candidate;
        double height = first.height() * candidate;
        return Box.centered(
                last.centerX() + (peak.x() / columns - REACH) * width,
                last.centerY() + (peak.y() / rows - REACH) * height,
                width,
                height);
    }

    private double leastScale() {
        return Math.min(1, LEAST_SIDE / Math.min(first.width(), first.height()));
    }

    private double mostScale(Image image) {
        return Math.max(1, Math.min(image.width() / first.width(), image.height() / first.height()));
    }

    @Override
    public void close() {
        first = Box.NONE;
        last = Box.NONE;
    }
}
