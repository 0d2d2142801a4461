package io.spmtrack.model.track;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Storage;
import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.crop.ScoreMap;
import io.spmtrack.model.image.Image;
import io.spmtrack.model.inside.Insight;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Copies of what a target asked and was answered, taken before its memory changes. */
final class Evidence {
    private static final int WHITE = 255;

    private final FrameSession session;
    private final ModelSettings settings;
    private final ScoreMap scoreMap;
    private final Target target;
    private List<Explanation.Reference> references = List.of();
    private List<Float> scores = List.of();
    private List<Float> decision = List.of();
    private Optional<Insight> inside = Optional.empty();
    private Image search;

    Evidence(FrameSession session, ScoreMap scoreMap, Target target) {
        this.session = session;
        this.target = target;
        this.settings = session.settings();
        this.scoreMap = scoreMap;
    }

    void take(Question question, Answer answer) {
        search = picture(question.search(), settings.input().searchSize());
        references = references(question);
        inside = session.inside(question);
        MemorySegment logits = MemorySegment.ofArray(answer.scores());
        scores = IntStream.range(0, settings.searchCells())
                .mapToObj(cell -> scoreMap.score(logits, cell))
                .toList();
        float[] factors = target.factors(answer);
        decision = IntStream.range(0, settings.searchCells())
                .mapToObj(cell -> scoreMap.mixed(scores.get(cell) * factors[cell], cell))
                .toList();
    }

    private List<Explanation.Reference> references(Question question) {
        int side = settings.input().templateSize();
        int pixels = 3 * side * side;
        try (Storage entry = new Storage(pixels + settings.templateCells())) {
            MemorySegment image = entry.segment().asSlice(0, (long) pixels * DType.BYTES);
            MemorySegment mask =
                    entry.segment().asSlice(image.byteSize(), (long) settings.templateCells() * DType.BYTES);
            return IntStream.range(0, settings.input().references())
                    .mapToObj(i -> {
                        question.reference(i, image, mask);
                        return new Explanation.Reference(
                                question.references()[i], picture(image, side), settings.templateGrid(), inside(mask));
                    })
                    .toList();
        }
    }

    private List<Boolean> inside(MemorySegment mask) {
        return IntStream.range(0, settings.templateCells())
                .mapToObj(cell -> mask.getAtIndex(ValueLayout.JAVA_FLOAT, cell) > 0)
                .toList();
    }

    Explanation explanation(int frame, TrackResult result, Peak peak) {
        return new Explanation(
                frame, result, peak, search, references, settings.searchGrid(), scores, decision, inside);
    }

    /** The crop a normalised input {@code [3, size, size]} was made of. */
    private static Image picture(MemorySegment input, int size) {
        int pixels = size * size;
        byte[] rgb = new byte[3 * pixels];
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < pixels; i++) {
                float value = input.getAtIndex(ValueLayout.JAVA_FLOAT, (long) channel * pixels + i);
                double unit = value * Normalization.deviation(channel) + Normalization.mean(channel);
                rgb[3 * i + channel] = (byte) Math.clamp(Math.round(unit * WHITE), 0, WHITE);
            }
        }
        return Image.of(size, size, rgb);
    }
}
