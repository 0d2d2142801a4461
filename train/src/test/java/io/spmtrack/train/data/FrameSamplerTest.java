package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Which frames a sample shows, and that sequences which yield none are given up. */
class FrameSamplerTest {

    private static final Box BOX = new Box(1, 1, 5, 5);

    @Property(tries = 300)
    void framesExistAndFollowEachOtherInTimeOrInReverse(
            @ForAll @IntRange(min = 2, max = 900) int length,
            @ForAll @DoubleRange(min = 0.02, max = 1) double share,
            @ForAll @IntRange(min = 1, max = 5) int references,
            @ForAll long seed) {
        SamplingSettings settings = SamplingSettings.PUBLISHED.withReferences(references);
        Truth truth = truth(length, share, seed);
        for (int item = 0; item < 4; item++) {
            Optional<FrameChoice> chosen = new FrameSampler(settings).choose(truth, draws(seed, item));
            chosen.ifPresent(frames -> check(frames, truth, settings));
        }
    }

    private static void check(FrameChoice frames, Truth truth, SamplingSettings settings) {
        assertEquals(settings.references(), frames.references().size());
        List<Integer> all = Stream.of(frames.references(), frames.searches())
                .flatMap(List::stream)
                .toList();
        all.forEach(frame -> assertTrue(truth.exists(frame), "frame " + frame));
        List<Integer> sorted = all.stream().sorted().toList();
        assertTrue(all.equals(sorted) || all.equals(sorted.reversed()), all::toString);
        int reach = settings.maxInterval() + 2 * (settings.maxGap() + settings.retries() * settings.extension());
        assertTrue(sorted.getLast() - sorted.getFirst() <= reach, all::toString);
    }

    @Test
    void withoutExtensionNoDistanceExceedsTheSettings() {
        SamplingSettings settings = new SamplingSettings(1, 3, 2, SamplingSettings.Rule.SPM, 10, 20, 0, 20, 1, false);
        Truth truth = truth(500, 1, 1);
        for (int item = 0; item < 500; item++) {
            FrameChoice frames =
                    new FrameSampler(settings).choose(truth, draws(3, item)).orElseThrow();
            List<Integer> sorted = Stream.of(frames.references(), frames.searches())
                    .flatMap(List::stream)
                    .sorted()
                    .toList();
            // Three frames lie within 10 of an anchor among them, the other two within 20 on one side.
            assertTrue(sorted.get(4) - sorted.get(0) <= 2 * 10 + 20, sorted::toString);
        }
    }

    @Test
    void anyNumberOfSearchFrames() {
        SamplingSettings one = new SamplingSettings(1, 1, 1, SamplingSettings.Rule.SPM, 10, 20, 0, 20, 1, false);
        for (int item = 0; item < 100; item++) {
            FrameChoice frames = new FrameSampler(one)
                    .choose(truth(300, 1, 1), draws(3, item))
                    .orElseThrow();
            assertEquals(1, frames.searches().size());
            assertEquals(1, frames.references().size());
        }
        assertEquals(
                new FrameChoice(List.of(0), List.of(0)),
                new FrameSampler(one).choose(truth(1, 1, 1), draws(1, 1)).orElseThrow());
    }

    @Test
    void aPairLiesWithinAHundredFramesOrALittleMore() {
        FrameSampler sampler =
                new FrameSampler(new SamplingSettings(1, 1, 1, SamplingSettings.Rule.PAIR, 200, 400, 5, 20, 1, false));
        Truth truth = truth(1000, 1, 1);
        int forward = 0;
        int farthest = 0;
        for (int item = 0; item < 1000; item++) {
            FrameChoice frames = sampler.choose(truth, draws(3, item)).orElseThrow();
            int distance = frames.searches().getFirst() - frames.references().getFirst();
            assertTrue(distance != 0 && Math.abs(distance) <= 100, "distance " + distance);
            farthest = Math.max(farthest, Math.abs(distance));
            forward += distance > 0 ? 1 : 0;
        }
        assertTrue(forward > 400 && forward < 600, "forward " + forward);
        assertTrue(farthest > 90, "farthest " + farthest);
        assertEquals(140, apart(sampler, 140), "widened");
        assertEquals(0, apart(sampler, 160), "too far away: the same frame twice");
    }

    /** Distance drawn where the target exists in two frames only. */
    private static int apart(FrameSampler sampler, int gap) {
        Truth truth = Truth.of(Collections.nCopies(gap + 1, BOX), frame -> frame == 0 || frame == gap);
        FrameChoice frames = sampler.choose(truth, draws(1, 1)).orElseThrow();
        return Math.abs(frames.searches().getFirst() - frames.references().getFirst());
    }

    @Test
    void bothDirectionsAndAllPartsOfALongSequenceAppear() {
        Truth truth = truth(2000, 1, 1);
        Set<Integer> tenths = new HashSet<>();
        int forward = 0;
        for (int item = 0; item < 400; item++) {
            FrameChoice frames = new FrameSampler(SamplingSettings.PUBLISHED)
                    .choose(truth, draws(5, item))
                    .orElseThrow();
            forward += frames.references().getFirst() <= frames.searches().getLast() ? 1 : 0;
            tenths.add(frames.searches().getFirst() / 200);
        }
        assertTrue(forward > 150 && forward < 250, "forward " + forward);
        assertEquals(10, tenths.size());
    }

    @Test
    void aPictureIsShownFiveTimes() {
        FrameChoice frames = new FrameSampler(SamplingSettings.PUBLISHED)
                .choose(truth(1, 1, 1), draws(1, 1))
                .orElseThrow();
        assertEquals(Collections.nCopies(3, 0), frames.references());
        assertEquals(Collections.nCopies(2, 0), frames.searches());
    }

    @Test
    void sequencesWithTooFewBoxesAreGivenUp() {
        FrameSampler sampler = new FrameSampler(SamplingSettings.PUBLISHED);
        assertFalse(sampler.choose(Truth.unknown(300), draws(1, 1)).isPresent());
        assertFalse(sampler.choose(Truth.firstOnly(BOX, 300), draws(1, 1)).isPresent());
        assertFalse(sampler.choose(truth(3, 1, 1), draws(1, 1)).isPresent());
        assertFalse(sampler.choose(Truth.unknown(1), draws(1, 1)).isPresent());
    }

    private static SampleRandom draws(long seed, long item) {
        return SampleRandom.of(seed, 0, SampleRandom.Purpose.SAMPLE, item);
    }

    private static Truth truth(int length, double share, long seed) {
        Random random = new Random(seed);
        return Truth.of(Collections.nCopies(length, BOX), frame -> random.nextDouble() < share);
    }
}
