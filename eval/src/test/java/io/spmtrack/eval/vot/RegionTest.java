package io.spmtrack.eval.vot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.eval.FrameSize;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regions and their overlaps in whole pixels, counted by hand. */
final class RegionTest {
    private static final FrameSize SIZE = new FrameSize(20, 20);

    private static double overlap(String one, String other) {
        return Region.overlap(RegionRow.parse(one), RegionRow.parse(other), SIZE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,0,10,10 | 5,0,10,10 | 0.3333333333333333", // 50 of 150
                "0.5,1.5,9.6,2.5 | 0,2,10,2 | 1", // halves go to even numbers
                "-5,0,10,10 | 0,0,5,10 | 1", // what lies outside of the picture does not count
                "15,0,10,10 | 15,0,5,10 | 1",
                "30,30,5,5 | 30,30,5,5 | 0", // both are outside
                "1 | 3,4,5,6 | 0", // the frame in which the tracker was given the region
                "0 | nan,nan,nan,nan | 1", // two that are nothing
                "3,4,0,6 | 3,4,5,6 | 0",
                "3,4,1,6 | 3,4,1,9 | 1", // one column is nothing to the toolkit
                "2,3,6,3,6,5,2,5 | 2,3,5,3 | 1", // corners belong to a polygon
                "0,0,4,0,0,4 | 0,0,5,5 | 0.6", // rows of 5, 4, 3, 2 and 1 pixels
                "5,0,10,5,5,10,0,5 | 0,0,11,11 | 0.5041322314049587", // 61 of 121: rows of 1, 3, … 11 … 3, 1
                "m2,3,4,2,1,2,2,3 | 3,3,3,2 | 0.8333333333333334", // 5 of 6
                "m2,3,4,2,1,2,2,3 | m3,3,3,2,0,2,1,3 | 1", // the same pixels stored otherwise
                "m-1,0,4,1,0,4 | 0,0,3,2 | 0.5",
            })
    void shareOfPixels(String one, String other, double share) {
        assertEquals(share, overlap(one, other), 1e-15);
        assertEquals(share, overlap(other, one), 1e-15);
    }

    /** Rectangles are not painted, for speed; the result is the same. */
    @Test
    void rectanglesAsIfPainted() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Rectangle one = rectangle(random);
            Rectangle other = rectangle(random);
            Extent raster = one.extent().around(other.extent()).within(SIZE);
            if (raster.thin() || one.extent().around(other.extent()).thin()) {
                continue;
            }
            BitSet both = one.paint(raster);
            BitSet either = one.paint(raster);
            both.and(other.paint(raster));
            either.or(other.paint(raster));
            double share = either.isEmpty() ? 0 : (double) both.cardinality() / either.cardinality();
            assertEquals(share, Region.overlap(one, other, SIZE), one + " " + other);
        }
    }

    private static Rectangle rectangle(Random random) {
        return new Rectangle(
                random.nextFloat(-10, 30),
                random.nextFloat(-10, 30),
                random.nextFloat(-2, 30),
                random.nextFloat(-2, 30));
    }

    @Test
    void hugeClaimsCostNothing() {
        assertEquals(1, overlap("-1e30,-1e30,3e30,3e30", "0,0,20,20"));
        assertEquals(1, overlap("-1e9,-1e9,1e9,-1e9,1e9,1e9,-1e9,1e9", "0,0,20,20"));
        assertEquals(1, overlap("m0,0,32768,32768,0,1073741824", "0,0,20,20"));
    }

    @Test
    void emptyAsTheToolkitSays() {
        for (String empty :
                List.of("0", "nan,1,2,3", "1,2,0,4", "1,2,3,-4", "m1,2,0,0", "m1,2,3,3,9", "m1,2,1,5,0,5")) {
            assertTrue(RegionRow.parse(empty).empty(), empty);
        }
        for (String there : List.of("1,2,0.1,0.1", "1,1,1,1,1,1", "m1,2,2,2,0,4")) {
            assertTrue(!RegionRow.parse(there).empty(), there);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | is no number",
                "1,2,x,4 | 'x' is no number",
                "1,2 | 2 numbers",
                "1,2,3,4,5 | 5 numbers",
                "1,2,inf,4 | 'inf' is no number",
                "1,2,1e99,4 | is not finite",
                "m1,2 | needs left, top, width and height",
                "m1,2,3,3,x | 'x' is not a whole number",
                "m1,2,-3,3 | cannot be",
                "m1,2,99999,3 | cannot be",
                "m1,2,3,3,5,5 | cover more than",
                "m1,2,3,3,5,-5 | cover more than",
            })
    void whatIsNoRegion(String row, String why) {
        String message = assertThrows(IllegalArgumentException.class, () -> RegionRow.parse(row))
                .getMessage();
        assertTrue(message.contains(why), message);
    }
}
