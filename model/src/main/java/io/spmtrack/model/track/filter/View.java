package io.spmtrack.model.track.filter;

import io.spmtrack.model.image.Image;

/**
 * One picture of a frame as the filter sees it: what the picture shows, a filter of its own, and how sure that filter is. The
 * answer of a picture that does not show the target is lower than usual, and no place stands out in it.
 */
final class View {
    private static final int N = Fourier.N;
    /** The response of a target that is well seen, until there is an own mean. */
    private static final double FIRST = 0.5;
    /** Share of a frame in the mean response. */
    private static final double RATE = 0.1;
    /** Below this share of its mean response a picture does not show the target. */
    private static final double SEEN = 0.45;
    /** Cells on each side of a peak that belong to it: half of the target. */
    private static final int OWN = 5;

    private final Patch patch;
    private final Sample sample;
    private final Field field = new Field();
    private final Filter filter = new Filter();
    private final Fourier.Spectrum spectrum = Fourier.Spectrum.of(TargetFilter.COUNT);
    private final float[] responses = new float[N * N * TargetFilter.COUNT];
    private double here;
    private double usual;

    /** Both are scratch memory, which the views of a target share. */
    View(Patch patch, Sample sample) {
        this.patch = patch;
        this.sample = sample;
    }

    /** Forgets the target; a new one is as many cells wide and high. */
    void start(double columns, double rows) {
        filter.start(columns, rows);
        here = FIRST;
        usual = FIRST;
    }

    /** Describes a square of the picture. */
    void look(Image image, double centerX, double centerY, double side) {
        patch.cut(image, centerX, centerY, side);
        field.describe(patch);
    }

    /** Responses to the middle of what was described; one for each size, those of a cell side by side. */
    float[] answer(double[] sizes, Fourier answers) {
        for (int i = 0; i < sizes.length; i++) {
            filter.answer(sample.of(field, 0, 0, sizes[i]), spectrum, i, TargetFilter.COUNT);
        }
        answers.inverse(spectrum, responses);
        return responses;
    }

    /** The highest of the last responses. */
    double peak() {
        return Math.max(0, responses[highest()]);
    }

    private int highest() {
        int highest = 0;
        for (int i = 1; i < responses.length; i++) {
            highest = responses[i] > responses[highest] ? i : highest;
        }
        return highest;
    }

    /** Whether the last peak is not far below the mean response. */
    boolean answers() {
        return peak() >= SEEN * usual;
    }

    /**
     * How far the last peak stands out: in root mean squares of the responses beside it. What changes from frame to frame, as events
     * do, answers low and may be clear nevertheless.
     */
    double clearness() {
        int highest = highest();
        int cell = highest / TargetFilter.COUNT;
        double sum = 0;
        int count = 0;
        for (int i = 0; i < N * N; i++) {
            if (apart(i % N, cell % N) > OWN || apart(i / N, cell / N) > OWN) {
                float response = responses[i * TargetFilter.COUNT + highest % TargetFilter.COUNT];
                sum += response * response;
                count++;
            }
        }
        return sum > 0 ? responses[highest] / Math.sqrt(sum / count) : 0;
    }

    /** Cells between two columns or rows; responses are periodic. */
    private static int apart(int a, int b) {
        return Math.min(Math.floorMod(a - b, N), Math.floorMod(b - a, N));
    }

    /** The target was found where this response is. */
    void found(int response) {
        here = responses[response];
    }

    /** Whether the response where the target was found is not far below its mean. */
    boolean sees() {
        return here >= SEEN * usual;
    }

    /** Learns from what was described; see {@link Sample#of}. */
    void learn(double x, double y, double scale) {
        filter.learn(sample.of(field, x, y, scale));
        usual += RATE * (here - usual);
    }
}
