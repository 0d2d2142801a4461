package io.spmtrack.model.track;

import io.spmtrack.model.ModelSettings;
import io.spmtrack.model.crop.Normalization;
import io.spmtrack.model.crop.Peak;
import io.spmtrack.model.crop.ScoreMap;
import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Copies of a frame's inputs and outputs, taken before another tracker may use the network. */
final class Evidence {
    private static final int WHITE = 255;

    private final ModelSettings settings;
    private final ScoreMap scoreMap;
    private final List<Image> crops = new ArrayList<>();
    private final List<List<Boolean>> masks = new ArrayList<>();
    private Image search;
    private List<Float> scores;
    private List<Float> decision;

    Evidence(ModelSettings settings, ScoreMap scoreMap) {
        this.settings = settings;
        this.scoreMap = scoreMap;
    }

    void take(FrameProgram program) {
        search = picture(program.search(), settings.searchSize());
        for (int i = 0; i < settings.references(); i++) {
            MemorySegment mask = program.mask(i);
            crops.add(picture(program.reference(i), settings.templateSize()));
            masks.add(IntStream.range(0, settings.templateCells())
                    .mapToObj(cell -> mask.getAtIndex(ValueLayout.JAVA_FLOAT, cell) > 0)
                    .toList());
        }
        MemorySegment logits = program.scores();
        scores = IntStream.range(0, settings.searchCells())
                .mapToObj(cell -> scoreMap.score(logits, cell))
                .toList();
        decision = IntStream.range(0, settings.searchCells())
                .mapToObj(cell -> scoreMap.mixed(scores.get(cell), cell))
                .toList();
    }

    Explanation explanation(int frame, TrackResult result, Peak peak, int[] frames) {
        List<Explanation.Reference> references = IntStream.range(0, frames.length)
                .mapToObj(
                        i -> new Explanation.Reference(frames[i], crops.get(i), settings.templateGrid(), masks.get(i)))
                .toList();
        return new Explanation(frame, result, peak, search, references, settings.searchGrid(), scores, decision);
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
