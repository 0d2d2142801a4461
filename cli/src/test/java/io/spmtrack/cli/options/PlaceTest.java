package io.spmtrack.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Threads of a rank: some launchers bind ranks to cores of their own, others let all see all. */
class PlaceTest {
    @Test
    void ranksThatSeeTheSameCoresDivideThem() {
        Place place = new Place("node1", "0-15", 16, 8);
        Place elsewhere = new Place("node2", "0-15", 16, 8);
        assertEquals(16, place.threads(List.of(place, elsewhere)));
        assertEquals(5, place.threads(List.of(place, place, place, elsewhere)));
    }

    @Test
    void ranksThatAreBoundKeepTheirCores() {
        Place first = new Place("node1", "0-7", 8, 8);
        Place second = new Place("node1", "8-15", 8, 8);
        assertEquals(8, first.threads(List.of(first, second)));
    }

    @Test
    void moreRanksThanCoresHaveAThreadEach() {
        Place place = new Place("node1", "0,1", 2, 8);
        assertEquals(1, place.threads(List.of(place, place, place)));
    }
}
