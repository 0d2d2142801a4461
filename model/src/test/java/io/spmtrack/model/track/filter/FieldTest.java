package io.spmtrack.model.track.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Tables of the features, against their formulas. */
class FieldTest {
    @Test
    void aDirectionIsTheAngleRounded() {
        for (int dy = -255; dy <= 255; dy++) {
            for (int dx = -255; dx <= 255; dx++) {
                double turns = Math.atan2(dy, dx) / (2 * Math.PI);
                long rounded = Math.floorMod(Math.round(turns * Field.DIRECTIONS), Field.DIRECTIONS);
                assertEquals(rounded, Field.direction(dx, dy), dx + ", " + dy);
            }
        }
    }

    @Test
    void aBasicColourHasTheLargestShareOfItself() {
        int size = Patch.SIDE * Patch.SIDE;
        int[] rgb = new int[3 * size];
        int[][] basic = {{10, 10, 10}, {245, 245, 245}, {200, 30, 30}, {230, 220, 60}, {40, 80, 180}, {240, 160, 180}};
        int[] names = {0, 2, 3, 6, 8, 10};
        for (int i = 0; i < basic.length; i++) {
            for (int channel = 0; channel < 3; channel++) {
                Arrays.fill(rgb, channel * size, (channel + 1) * size, basic[i][channel]);
            }
            float[] cells = new float[Patch.SIDE / 2 * Colours.CHANNELS];
            Colours.describe(rgb, 0, cells, 0, Colours.CHANNELS);
            double sum = 0;
            for (int name = 0; name < Colours.CHANNELS - 1; name++) {
                sum += cells[name];
                if (name != names[i]) {
                    assertTrue(cells[name] < cells[names[i]], i + ": " + name);
                }
            }
            assertEquals(1, sum, 1e-6);
        }
    }
}
