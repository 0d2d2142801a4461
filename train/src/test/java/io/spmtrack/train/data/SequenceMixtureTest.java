package io.spmtrack.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Shares, rounds and order of the sequences of an epoch. */
class SequenceMixtureTest {

    private static final int SAMPLES = 1003;

    private final SequenceMixture mixture = new SequenceMixture(
            List.of(
                    SequenceGroup.of(1, named("a", 7)),
                    SequenceGroup.of(2, named("b", 900)),
                    new SequenceGroup.Endless(1, 1, index -> Scenes.named("c" + index))),
            SAMPLES,
            42);

    @Test
    void groupsHaveTheirShareAndTheLastOneTheRest() {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < SAMPLES; i++) {
            counts.merge(mixture.group(0, i), 1, Integer::sum);
        }
        assertEquals(Map.of(0, 250, 1, 501, 2, 252), counts);
    }

    @Test
    void everySequenceOfAGroupIsUsedBeforeAnyIsUsedAgain() {
        Map<String, Integer> counts = new HashMap<>();
        epoch(3).forEach(name -> counts.merge(name, 1, Integer::sum));
        counts.forEach((name, count) -> {
            if (name.startsWith("a")) {
                assertTrue(count == 35 || count == 36, name + " " + count);
            } else {
                assertEquals(1, count, name);
            }
        });
    }

    @Test
    void endlessGroupsNeverRepeatOverEpochs() {
        Set<String> seen = new HashSet<>();
        for (int epoch = 0; epoch < 5; epoch++) {
            epoch(epoch).stream().filter(name -> name.startsWith("c")).forEach(name -> assertTrue(seen.add(name)));
        }
        assertEquals(5 * 252, seen.size());
    }

    @Test
    void expensiveSequencesAreMadeOnceAndUsedSeveralTimes() {
        AtomicInteger made = new AtomicInteger();
        SequenceGroup group = new SequenceGroup.Endless(1, 4, index -> {
            made.incrementAndGet();
            return Scenes.named("c" + index);
        });
        SequenceMixture reusing = new SequenceMixture(List.of(group), SAMPLES, 42);
        Map<String, Integer> counts = new HashMap<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            List<String> names = names(reusing, epoch);
            names.forEach(name -> counts.merge(name, 1, Integer::sum));
            for (int i = 0; i + EpochOrder.WINDOW <= SAMPLES; i += EpochOrder.WINDOW) {
                assertEquals(EpochOrder.WINDOW, new HashSet<>(names.subList(i, i + EpochOrder.WINDOW)).size());
            }
        }
        assertEquals(counts.size(), made.get());
        assertTrue(counts.values().stream().allMatch(count -> count <= 4));
        assertEquals(
                4, counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow());
        assertTrue(counts.size() <= 2 * SAMPLES / 4 + 2 * EpochOrder.WINDOW, "sequences " + counts.size());
    }

    @Test
    void orderDependsOnSeedAndEpochAlone() {
        List<String> first = epoch(7);
        epoch(8);
        epoch(9);
        assertEquals(first, epoch(7));
        assertNotEquals(first, epoch(8));
        SequenceMixture same = new SequenceMixture(List.of(SequenceGroup.of(1, named("a", 7))), SAMPLES, 42);
        SequenceMixture other = new SequenceMixture(List.of(SequenceGroup.of(1, named("a", 7))), SAMPLES, 43);
        assertNotEquals(names(same, 0), names(other, 0));
    }

    @Test
    void groupsAreMixed() {
        int changes = 0;
        for (int i = 1; i < SAMPLES; i++) {
            changes += mixture.group(0, i) == mixture.group(0, i - 1) ? 0 : 1;
        }
        assertTrue(changes > SAMPLES / 2, "changes " + changes);
    }

    @Test
    void replacementsFollowTheWeights() {
        SampleRandom draws = SampleRandom.of(1, 0, SampleRandom.Purpose.SAMPLE, 0);
        Map<Character, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            counts.merge(mixture.another(draws).name().charAt(0), 1, Integer::sum);
        }
        assertEquals(1000, counts.get('a'), 150);
        assertEquals(2000, counts.get('b'), 150);
        assertEquals(1000, counts.get('c'), 150);
    }

    @Test
    void aGroupWithoutRoomForItsShareIsLeftOut() {
        List<SequenceGroup> groups = List.of(
                SequenceGroup.of(1e-6, named("a", 2)),
                SequenceGroup.of(2, named("b", 2)),
                SequenceGroup.of(1, named("c", 2)));
        Set<String> initials = new HashSet<>();
        names(new SequenceMixture(groups, 4, 1), 0).forEach(name -> initials.add(name.substring(0, 1)));
        assertEquals(Set.of("b", "c"), initials);
    }

    @Test
    void refusesWhatCannotBeSampled() {
        assertThrows(IllegalArgumentException.class, () -> new SequenceMixture(List.of(), 1, 1));
        assertThrows(IllegalArgumentException.class, () -> SequenceGroup.of(1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> SequenceGroup.of(0, named("a", 1)));
        assertThrows(IndexOutOfBoundsException.class, () -> mixture.sequence(0, SAMPLES));
    }

    private List<String> epoch(int epoch) {
        return names(mixture, epoch);
    }

    private static List<String> names(SequenceMixture mixture, int epoch) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < mixture.samples(); i++) {
            names.add(mixture.sequence(epoch, i).name());
        }
        return names;
    }

    private static List<Sequence> named(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> Scenes.named(prefix + i)).toList();
    }
}
