package io.spmtrack.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamePairsTest {

    @Test
    void equalNamesGoFirst() {
        assertEquals(
                Map.of("car1_1", "car1_1", "car11", "car11"),
                NamePairs.of(List.of("car1_1", "car11"), List.of("car11", "car1_1")));
    }

    @Test
    void caseAndPunctuationCountForTheRestOnly() {
        assertEquals(
                Map.of("basketball", "Basketball", "human4-2", "Human4.2", "jogging-1", "Jogging_1"),
                NamePairs.of(
                        List.of("basketball", "human4-2", "jogging-1"),
                        List.of("Human4.2", "Jogging_1", "Basketball")));
    }

    @Test
    void theNumberOfTheTargetMayBeMissing() {
        assertEquals(Map.of("Human4.2", "Human4"), NamePairs.of(List.of("Human4.2"), List.of("Human4")));
        assertEquals(
                Map.of(), NamePairs.of(List.of("Jogging.1", "Jogging.2"), List.of("jogging")), "which of the two?");
    }
}
