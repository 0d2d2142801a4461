package io.spmtrack.eval.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Frames;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.Truth;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an evaluation is divided. */
class ShardTest {
    private record Unseen(int size) implements Frames {
        @Override
        public Image image(int index) {
            throw new IllegalStateException("looked at");
        }
    }

    private static List<Sequence> sequences(int... lengths) {
        List<Sequence> sequences = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            Truth truth = Truth.of(Collections.nCopies(lengths[i], new Box(0, 0, 9, 9)));
            sequences.add(new Sequence("set", "s" + i, new Unseen(lengths[i]), truth));
        }
        return sequences;
    }

    private static List<String> names(Shard shard, List<Sequence> all) {
        return shard.own(all).stream().map(Sequence::name).toList();
    }

    @Test
    void theLongestAreDealtFirst() {
        List<Sequence> all = sequences(2, 9, 3, 4, 8, 2);
        assertEquals(List.of("s0", "s1", "s2"), names(new Shard(0, 2), all));
        assertEquals(List.of("s3", "s4", "s5"), names(new Shard(1, 2), all));
        assertEquals(6, Shard.WHOLE.own(all).size());
    }

    @Test
    void eachSequenceHasOneOwner() {
        List<Sequence> all = sequences(5, 5, 5, 1, 7);
        List<String> dealt = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            dealt.addAll(names(new Shard(i, 7), all));
        }
        Collections.sort(dealt);
        assertEquals(List.of("s0", "s1", "s2", "s3", "s4"), dealt);
    }

    @Test
    void theEnvironmentKnowsTheNumber() {
        Map<String, String> slurm =
                Map.of("SLURM_ARRAY_TASK_ID", "12", "SLURM_ARRAY_TASK_MIN", "10", "SLURM_ARRAY_TASK_COUNT", "4");
        assertEquals(new Shard(2, 4), Shard.parse("auto", slurm));
        assertEquals(new Shard(5, 8), Shard.parse("auto/8", Map.of("JOB_COMPLETION_INDEX", "5")));
        assertEquals(new Shard(3, 8), Shard.parse("3/8", slurm));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "8/8", "-1/8", "1/2/3", "auto", "auto/2", "x/2", "0/0"})
    void othersAreRefused(String text) {
        InputException refusal = assertThrows(InputException.class, () -> Shard.parse(text, Map.of()));
        assertTrue(refusal.getMessage().startsWith("--shard="), refusal.getMessage());
    }
}
