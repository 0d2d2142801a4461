package io.spmtrack.train.data;

import io.spmtrack.eval.Truth;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Chooses the reference and search frames of a sample ({@code docs/spec/data.md §5}). Unlike the official code it gives
 * up on a sequence after a bounded number of attempts, whatever the reason.
 */
final class FrameSampler {

    /** LoRAT's rule for pairs (docs/spec/variants.md §2). */
    private static final int PAIR_GAP = 100;

    private static final int PAIR_EXTENSION = 5;
    private static final int PAIR_WIDENINGS = 10;

    private final SamplingSettings settings;

    FrameSampler(SamplingSettings settings) {
        this.settings = settings;
    }

    /** Frames in which the target exists; empty when this sequence did not yield any. */
    Optional<FrameChoice> choose(Truth truth, SampleRandom draws) {
        int[] existing = IntStream.range(0, truth.size()).filter(truth::exists).toArray();
        if (truth.size() == 1 && existing.length == 1) {
            return Optional.of(FrameChoice.still(settings.references(), settings.searchFrames()));
        }
        return switch (settings.rule()) {
            case SPM -> around(existing, draws);
            case PAIR -> existing.length == 0 ? Optional.empty() : Optional.of(pair(existing, draws));
        };
    }

    /** One reference, and a search frame near it; the same frame where there is no other. */
    private static FrameChoice pair(int[] existing, SampleRandom draws) {
        int at = draws.below(existing.length);
        int reference = existing[at];
        for (int widening = 0; widening <= PAIR_WIDENINGS; widening++) {
            long gap = PAIR_GAP + (long) widening * PAIR_EXTENSION;
            int from = firstFrom(existing, reference - gap);
            int others = firstFrom(existing, reference + gap + 1) - from - 1;
            if (others > 0) {
                int other = from + draws.below(others);
                return FrameChoice.of(new int[] {reference, existing[other < at ? other : other + 1]}, 1);
            }
        }
        return FrameChoice.of(new int[] {reference, reference}, 1);
    }

    /** References around an anchor, search frames before or behind them. */
    private Optional<FrameChoice> around(int[] existing, SampleRandom draws) {
        int gap = settings.maxGap();
        for (int attempt = 0; attempt < settings.retries() && existing.length > 0; attempt++) {
            int[] references = references(existing, gap, draws);
            if (references.length == 0) {
                continue;
            }
            int[] searches = searches(existing, references, draws);
            if (searches.length > 0) {
                return Optional.of(ordered(references, searches, draws));
            }
            gap += settings.extension();
        }
        return Optional.empty();
    }

    /** An anchor and others at most {@code gap} away from it, ascending; empty where there are too few. */
    private int[] references(int[] existing, int gap, SampleRandom draws) {
        int anchor = draws.below(existing.length);
        int from = firstFrom(existing, existing[anchor] - (long) gap);
        int others = firstFrom(existing, existing[anchor] + (long) gap + 1) - from - 1;
        if (others < settings.references()) {
            return new int[0];
        }
        int[] chosen = new int[settings.references()];
        chosen[0] = existing[anchor];
        for (int i = 1; i < chosen.length; i++) {
            int at = from + draws.below(others);
            chosen[i] = existing[at < anchor ? at : at + 1];
        }
        Arrays.sort(chosen);
        return chosen;
    }

    /** Frames before or frames behind the references, in the order drawn; empty where neither side has as many. */
    private int[] searches(int[] existing, int[] references, SampleRandom draws) {
        int first = references[0];
        int last = references[references.length - 1];
        int leftFrom = firstFrom(existing, first - (long) settings.maxInterval());
        int left = firstFrom(existing, first) - leftFrom;
        int rightFrom = firstFrom(existing, last + 1L);
        int right = firstFrom(existing, last + (long) settings.maxInterval() + 1) - rightFrom;
        boolean leftPossible = left >= settings.searchFrames();
        boolean rightPossible = right >= settings.searchFrames();
        if (!leftPossible && !rightPossible) {
            return new int[0];
        }
        boolean useLeft = leftPossible && rightPossible ? draws.chance(0.5) : leftPossible;
        int[] chosen = new int[settings.searchFrames()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = existing[useLeft ? leftFrom + draws.below(left) : rightFrom + draws.below(right)];
        }
        return chosen;
    }

    private static FrameChoice ordered(int[] references, int[] searches, SampleRandom draws) {
        int[] all = IntStream.concat(IntStream.of(references), IntStream.of(searches))
                .sorted()
                .toArray();
        if (draws.chance(0.5)) {
            for (int i = 0, j = all.length - 1; i < j; i++, j--) {
                int swap = all[i];
                all[i] = all[j];
                all[j] = swap;
            }
        }
        return FrameChoice.of(all, references.length);
    }

    /** Position of the first entry that is at least {@code frame}. */
    private static int firstFrom(int[] existing, long frame) {
        int key = Math.clamp(frame, Integer.MIN_VALUE, Integer.MAX_VALUE);
        int found = Arrays.binarySearch(existing, key);
        return found >= 0 ? found : -found - 1;
    }
}
