package io.spmtrack.model.crop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.ReferenceRule;
import io.spmtrack.model.image.Box;
import io.spmtrack.model.image.Image;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds for every crop: maps invert each other, padding is padding, masks are never empty. */
class CropPropertyTest {

    @Property(tries = 300)
    void mapsInvertEachOther(
            @ForAll @DoubleRange(min = -200, max = 900) double x,
            @ForAll @DoubleRange(min = -200, max = 900) double y,
            @ForAll @DoubleRange(min = 1, max = 500) double width,
            @ForAll @DoubleRange(min = 1, max = 500) double height) {
        Box box = Box.xywh(x, y, width, height);
        CropTransform map = CropTransform.ideal(box, 5, 378);
        Box back = map.toImage(map.toCrop(box));
        assertEquals(box.x1(), back.x1(), 1e-8);
        assertEquals(box.y2(), back.y2(), 1e-8);
        assertEquals(189, map.toCrop(box).centerX(), 1e-8);
        assertEquals(189, map.toCrop(box).centerY(), 1e-8);
    }

    /** In a picture whose values are 2x and 3y, a crop's values tell where its pixels came from. */
    @Property(tries = 200)
    void pixelsComeFromWhereTheMapSays(
            @ForAll @DoubleRange(min = -20, max = 90) double x,
            @ForAll @DoubleRange(min = -20, max = 70) double y,
            @ForAll @DoubleRange(min = 4, max = 60) double width,
            @ForAll @DoubleRange(min = 4, max = 60) double height) {
        Image ramp = ramp(100, 80);
        Crop crop = new Crop(56, 42, Normalization.BYTES);
        float[] written = new float[crop.elements()];
        CropTransform ideal = CropTransform.ideal(Box.xywh(x, y, width, height), 2, 56, 42);
        CropTransform map = crop.into(ramp, ideal, new float[] {255, 255, 255}, MemorySegment.ofArray(written), 0);
        PixelRect shown = ideal.destination(100, 80, 56, 42);
        for (int row = 0; row < 42; row++) {
            for (int column = 0; column < 56; column++) {
                int at = row * 56 + column;
                boolean inside = row >= shown.y1() && row < shown.y2() && column >= shown.x1() && column < shown.x2();
                if (!inside) {
                    assertEquals(255, written[at]);
                    continue;
                }
                Box source = map.toImage(new Box(column + 0.5, row + 0.5, 0, 0));
                double step = Math.max(1, 1 / map.scaleX());
                assertEquals(2 * (source.x1() - 0.5), written[at], 2 * step, "column " + column);
                assertEquals(3 * (source.y1() - 0.5), written[56 * 42 + at], 3 * Math.max(1, 1 / map.scaleY()));
            }
        }
    }

    private static Image ramp(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            rgb[3 * i] = (byte) (2 * (i % width));
            rgb[3 * i + 1] = (byte) (3 * (i / width));
        }
        return Image.of(width, height, rgb);
    }

    @Property(tries = 500)
    void aFixedMaskHasAtLeastOneCell(@ForAll double x1, @ForAll double y1, @ForAll double x2, @ForAll double y2) {
        CellGrid grid = new CellGrid(14, 9, 14);
        float[] mask = new float[grid.cells()];
        int set = grid.mask(new Box(x1, y1, x2, y2), Compat.FIXED, MemorySegment.ofArray(mask), 0);
        int ones = 0;
        for (float cell : mask) {
            ones += (int) cell;
        }
        assertTrue(set >= 1);
        assertEquals(set, ones);
    }

    @Property(tries = 300)
    void referencesAreOrderedAndKnown(
            @ForAll @IntRange(min = 1, max = 5000) int frame, @ForAll @IntRange(min = 1, max = 6) int references) {
        for (ReferenceRule rule : new ReferenceRule[] {ReferenceRule.THIRDS, ReferenceRule.MIDPOINTS}) {
            int[] now = rule.indices(frame, references);
            int[] next = rule.indices(frame + 1, references);
            assertEquals(0, now[0]);
            assertTrue(now[references - 1] < frame);
            for (int k = 1; k < references; k++) {
                assertTrue(now[k] >= now[k - 1], "ascending");
                boolean kept = next[k] == 0 || next[k] >= rule.oldest(frame, references);
                assertTrue(kept, "nothing forgotten is needed again");
            }
        }
    }
}
