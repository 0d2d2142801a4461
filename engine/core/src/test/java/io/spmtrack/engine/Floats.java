package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads and compares arrays in tests. */
public final class Floats {
    private Floats() {}

    /** The 32-bit floats of a segment. */
    public static double[] of(MemorySegment segment) {
        double[] values = new double[Math.toIntExact(segment.byteSize() / Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        }
        return values;
    }

    /**
     * Fails unless every element differs by at most {@code tolerance} times the largest finite magnitude of the expected
     * tensor (but at least {@code tolerance · floor}); infinities and NaN must be equal.
     */
    public static void assertClose(String what, double[] expected, double[] actual, double tolerance, double floor) {
        assertEquals(expected.length, actual.length, what + ": number of elements");
        double largest = floor;
        for (double value : expected) {
            if (Double.isFinite((float) value)) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        for (int i = 0; i < expected.length; i++) {
            float wanted = (float) expected[i];
            boolean same = Float.isFinite(wanted)
                    ? Math.abs(wanted - actual[i]) <= tolerance * largest
                    : Float.compare(wanted, (float) actual[i]) == 0;
            if (!same) {
                fail(what + ": element " + i + " is " + actual[i] + ", expected " + expected[i] + " within "
                        + tolerance * largest);
            }
        }
    }
}
