package io.spmtrack.model.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
    @Test
    void oneSlipOfTheFingersCostsOne() {
        assertEquals(1, Nearest.distance("trakc", "track"));
        assertEquals(1, Nearest.distance("trak", "track"));
        assertEquals(1, Nearest.distance("tracks", "track"));
        assertEquals(1, Nearest.distance("trick", "track"));
        assertEquals(0, Nearest.distance("track", "track"));
        assertEquals(5, Nearest.distance("", "track"));
        assertEquals(5, Nearest.distance("track", ""));
    }

    @Test
    void slipsAddUp() {
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(2, Nearest.distance("rtakc", "track"));
    }

    @Test
    void twoLettersInTheWrongOrderAreNearerThanTwoOthers() {
        assertEquals("track", Nearest.of("trakc", List.of("train", "track")));
    }
}
