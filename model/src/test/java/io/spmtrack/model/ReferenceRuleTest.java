package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The table of {@code docs/spec/golden-values.md §7} and the rule of {@code docs/spec/inference.md §4}. */
class ReferenceRuleTest {

    /** Frame, then the second and third index by thirds and by midpoints. */
    private static final int[][] TABLE = {
        {4, 1, 2, 1, 3},
        {5, 1, 3, 1, 3},
        {6, 2, 4, 1, 4},
        {7, 2, 4, 1, 4},
        {8, 2, 5, 2, 6},
        {9, 3, 6, 2, 6},
        {10, 3, 6, 2, 7},
        {11, 3, 7, 2, 7},
        {12, 4, 8, 3, 9},
        {100, 33, 66, 25, 75},
        {101, 33, 67, 25, 75},
        {1000, 333, 666, 250, 750}
    };

    @Test
    void publishedIndices() {
        for (int[] row : TABLE) {
            int[] thirds = {0, row[1], row[2]};
            int[] midpoints = {0, row[3], row[4]};
            assertArrayEquals(thirds, ReferenceRule.THIRDS.indices(row[0], 3));
            assertArrayEquals(midpoints, ReferenceRule.MIDPOINTS.indices(row[0], 3));
        }
    }

    @Test
    void theFirstFramesRepeatTheNewest() {
        for (ReferenceRule rule : ReferenceRule.values()) {
            assertArrayEquals(new int[] {0, 0, 0}, rule.indices(1, 3));
            assertArrayEquals(new int[] {0, 1, 1}, rule.indices(2, 3));
            assertArrayEquals(new int[] {0, 1, 2}, rule.indices(3, 3));
        }
    }

    @Test
    void otherNumbersOfReferences() {
        assertArrayEquals(new int[] {0, 50}, ReferenceRule.THIRDS.indices(100, 2));
        assertArrayEquals(new int[] {0, 25, 50, 75}, ReferenceRule.THIRDS.indices(100, 4));
        assertArrayEquals(new int[] {0, 16, 49, 82}, ReferenceRule.MIDPOINTS.indices(100, 4));
        for (ReferenceRule rule : ReferenceRule.values()) {
            assertArrayEquals(new int[] {0, 0}, rule.indices(1, 2));
            assertArrayEquals(new int[] {0, 1}, rule.indices(2, 2));
            assertArrayEquals(new int[] {0, 3}, rule.indices(7, 2));
            assertArrayEquals(new int[] {0, 1, 2, 2}, rule.indices(3, 4));
            assertArrayEquals(new int[] {0, 1, 2, 3}, rule.indices(4, 4));
            assertArrayEquals(new int[] {0, 1, 2, 3}, rule.indices(5, 4));
            assertArrayEquals(new int[] {0}, rule.indices(9, 1));
        }
        assertArrayEquals(new int[] {0, 2, 5, 7}, ReferenceRule.AUTO.indices(10, 4));
        assertArrayEquals(new int[] {0, 1, 4, 7}, ReferenceRule.MIDPOINTS.indices(10, 4));
    }

    @Test
    void indicesAreEarlierFramesInOrder() {
        for (ReferenceRule rule : ReferenceRule.values()) {
            for (int references = 1; references <= 5; references++) {
                int oldest = 0;
                for (int frame = 1; frame < 10_000; frame++) {
                    int[] indices = rule.indices(frame, references);
                    for (int k = 0; k < references; k++) {
                        assertTrue(indices[k] < frame && indices[k] >= (k == 0 ? 0 : indices[k - 1]));
                    }
                    assertTrue(rule.oldest(frame, references) >= oldest, "what was forgotten is not needed again");
                    oldest = rule.oldest(frame, references);
                }
            }
        }
    }

    @Test
    void automaticIsTheDataSetsRuleOrMidpoints() {
        assertEquals(ReferenceRule.THIRDS, ReferenceRule.AUTO.orElse(ReferenceRule.THIRDS));
        assertEquals(ReferenceRule.MIDPOINTS, ReferenceRule.MIDPOINTS.orElse(ReferenceRule.THIRDS));
        assertArrayEquals(
                ReferenceRule.MIDPOINTS.indices(100, 3),
                ReferenceRule.AUTO.orElse(ReferenceRule.AUTO).indices(100, 3));
        assertThrows(IllegalArgumentException.class, () -> ReferenceRule.THIRDS.indices(0, 3));
    }
}
