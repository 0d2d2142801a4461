package io.spmtrack.model.track.filter;

import io.spmtrack.model.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pictures of a frame as the filters see them, and which of them says where the target is. The first one does, alone, as long as
 * its answer is about as high as usual: a second camera must not spoil what the first sees. Once that fails and another picture
 * answers clearly, and far more so than the first, all are believed by the heights of their peaks, until the first is back. In an
 * occlusion no picture answers clearly, so the first one waits as it would without the others.
 */
final class Views {
    private static final int POWER = 4;
    /** The least {@link View#clearness} of a picture that is believed in place of the first. */
    private static final double CLEAR = 13;
    /** And it is so many times that of the first. */
    private static final double CLEARER = 2;

    private final List<View> all;
    private boolean together;

    /** @param pictures of a frame */
    Views(int pictures) {
        Patch patch = new Patch();
        Sample sample = new Sample();
        all = Stream.generate(() -> new View(patch, sample)).limit(pictures).toList();
    }

    /** Forgets the target; a new one is as many cells wide and high. */
    void start(double columns, double rows) {
        all.forEach(view -> view.start(columns, rows));
        together = false;
    }

    /** Describes a square of each picture. */
    void look(List<Image> images, double centerX, double centerY, double side) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).look(images.get(i), centerX, centerY, side);
        }
    }

    /**
     * The responses of those who are believed; of alike pictures exactly those of each.
     *
     * @param responses gets them, as {@link View#answer} gives them
     */
    void answer(double[] sizes, Fourier answers, float[] responses) {
        List<float[]> parts =
                all.stream().map(view -> view.answer(sizes, answers)).toList();
        double[] weights = weights();
        double sum = Arrays.stream(weights).sum();
        Arrays.fill(responses, 0);
        for (int i = 0; i < weights.length; i++) {
            float share = (float) (sum > 0 ? weights[i] / sum : 1.0 / weights.length);
            float[] part = parts.get(i);
            for (int at = 0; at < responses.length && share > 0; at++) {
                responses[at] += share * part[at];
            }
        }
    }

    private double[] weights() {
        double[] weights = new double[all.size()];
        together = all.size() > 1 && !all.getFirst().answers() && (together || clearElsewhere());
        if (together) {
            Arrays.setAll(weights, i -> Math.pow(all.get(i).peak(), POWER));
        } else {
            weights[0] = 1;
        }
        return weights;
    }

    private boolean clearElsewhere() {
        double least = Math.max(CLEAR, CLEARER * all.getFirst().clearness());
        return all.stream().skip(1).anyMatch(view -> view.clearness() > least);
    }

    /** The target was found where this response is. */
    void found(int response) {
        all.forEach(view -> view.found(response));
    }

    /** Each learns from what it described; where several are believed only those that see the target, unless none does. */
    void learn(double x, double y, double scale) {
        boolean seen = together && all.stream().anyMatch(View::sees);
        all.stream().filter(view -> !seen || view.sees()).forEach(view -> view.learn(x, y, scale));
    }
}
