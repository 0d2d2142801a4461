package io.spmtrack.train.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.InputException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ranks that differ are refused with the difference. */
class AgreementTest {
    @Test
    void theSameFactsAreAccepted() throws InterruptedException {
        ThreadWorld.run(3, world -> Agreement.require(world, Map.of("seed", "42", "lanes", "16")));
    }

    @Test
    void theFirstDifferenceIsNamed() {
        InputException refusal = assertThrows(
                InputException.class,
                () -> ThreadWorld.run(
                        3,
                        world -> Agreement.require(world, Map.of("seed", "42", "lanes", "" + (16 >> world.rank())))));
        assertTrue(
                refusal.getMessage().startsWith("rank 1 has lanes=8, but rank 0 has lanes=16: "), refusal.getMessage());
    }

    @Test
    void numbersThatDifferNameTheirRanks() {
        IllegalStateException refusal = assertThrows(
                IllegalStateException.class,
                () -> ThreadWorld.run(4, world -> Agreement.require(world, "weights", world.rank() / 2)));
        assertEquals(
                "rank 2 and 1 more have other weights than rank 0: training ends before they drift apart",
                refusal.getMessage());
    }
}
