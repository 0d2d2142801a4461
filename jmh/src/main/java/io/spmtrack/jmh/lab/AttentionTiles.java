package io.spmtrack.jmh.lab;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.CompilerControl;

/** Reductions across lanes and the register tiles of {@link AttentionForms}: 8 rows of two vectors. Offsets are in bytes for segments. */
final class AttentionTiles {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();
    private static final long BYTES = 4L * L;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private AttentionTiles() {}

    /** The largest lane, by way of an array. */
    @CompilerControl(CompilerControl.Mode.INLINE)
    static float largest(FloatVector vector, float[] lanes) {
        vector.intoArray(lanes, 0);
        float largest = lanes[0];
        for (float lane : lanes) {
            largest = lane > largest ? lane : largest;
        }
        return largest;
    }

    /** The lanes added in order, compiled or not. */
    @CompilerControl(CompilerControl.Mode.INLINE)
    static float sum(FloatVector vector, float[] lanes) {
        vector.intoArray(lanes, 0);
        float sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    /** {@code C[8, 2 L] = from + A[8, depth] · B[depth, 2 L]}, all in one segment but A, a strip {@code [depth][8]}. */
    static void strip(float[] a, int aAt, int depth, MemorySegment work, long bAt, long from, long fromRow, long cAt) {
        FloatVector c0x = FloatVector.fromMemorySegment(F, work, from, ORDER);
        FloatVector c0y = FloatVector.fromMemorySegment(F, work, from + BYTES, ORDER);
        FloatVector c1x = FloatVector.fromMemorySegment(F, work, from + fromRow, ORDER);
        FloatVector c1y = FloatVector.fromMemorySegment(F, work, from + fromRow + BYTES, ORDER);
        FloatVector c2x = FloatVector.fromMemorySegment(F, work, from + 2 * fromRow, ORDER);
        FloatVector c2y = FloatVector.fromMemorySegment(F, work, from + 2 * fromRow + BYTES, ORDER);
        FloatVector c3x = FloatVector.fromMemorySegment(F, work, from + 3 * fromRow, ORDER);
        FloatVector c3y = FloatVector.fromMemorySegment(F, work, from + 3 * fromRow + BYTES, ORDER);
        FloatVector c4x = FloatVector.fromMemorySegment(F, work, from + 4 * fromRow, ORDER);
        FloatVector c4y = FloatVector.fromMemorySegment(F, work, from + 4 * fromRow + BYTES, ORDER);
        FloatVector c5x = FloatVector.fromMemorySegment(F, work, from + 5 * fromRow, ORDER);
        FloatVector c5y = FloatVector.fromMemorySegment(F, work, from + 5 * fromRow + BYTES, ORDER);
        FloatVector c6x = FloatVector.fromMemorySegment(F, work, from + 6 * fromRow, ORDER);
        FloatVector c6y = FloatVector.fromMemorySegment(F, work, from + 6 * fromRow + BYTES, ORDER);
        FloatVector c7x = FloatVector.fromMemorySegment(F, work, from + 7 * fromRow, ORDER);
        FloatVector c7y = FloatVector.fromMemorySegment(F, work, from + 7 * fromRow + BYTES, ORDER);
        for (int p = 0; p < depth; p++) {
            FloatVector x = FloatVector.fromMemorySegment(F, work, bAt + 2 * BYTES * p, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(F, work, bAt + 2 * BYTES * p + BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + 8 * p]);
            c0x = a0.fma(x, c0x);
            c0y = a0.fma(y, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + 8 * p + 1]);
            c1x = a1.fma(x, c1x);
            c1y = a1.fma(y, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 8 * p + 2]);
            c2x = a2.fma(x, c2x);
            c2y = a2.fma(y, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 8 * p + 3]);
            c3x = a3.fma(x, c3x);
            c3y = a3.fma(y, c3y);
            FloatVector a4 = FloatVector.broadcast(F, a[aAt + 8 * p + 4]);
            c4x = a4.fma(x, c4x);
            c4y = a4.fma(y, c4y);
            FloatVector a5 = FloatVector.broadcast(F, a[aAt + 8 * p + 5]);
            c5x = a5.fma(x, c5x);
            c5y = a5.fma(y, c5y);
            FloatVector a6 = FloatVector.broadcast(F, a[aAt + 8 * p + 6]);
            c6x = a6.fma(x, c6x);
            c6y = a6.fma(y, c6y);
            FloatVector a7 = FloatVector.broadcast(F, a[aAt + 8 * p + 7]);
            c7x = a7.fma(x, c7x);
            c7y = a7.fma(y, c7y);
        }
        c0x.intoMemorySegment(work, cAt, ORDER);
        c0y.intoMemorySegment(work, cAt + BYTES, ORDER);
        c1x.intoMemorySegment(work, cAt + 2 * BYTES, ORDER);
        c1y.intoMemorySegment(work, cAt + 3 * BYTES, ORDER);
        c2x.intoMemorySegment(work, cAt + 4 * BYTES, ORDER);
        c2y.intoMemorySegment(work, cAt + 5 * BYTES, ORDER);
        c3x.intoMemorySegment(work, cAt + 6 * BYTES, ORDER);
        c3y.intoMemorySegment(work, cAt + 7 * BYTES, ORDER);
        c4x.intoMemorySegment(work, cAt + 8 * BYTES, ORDER);
        c4y.intoMemorySegment(work, cAt + 9 * BYTES, ORDER);
        c5x.intoMemorySegment(work, cAt + 10 * BYTES, ORDER);
        c5y.intoMemorySegment(work, cAt + 11 * BYTES, ORDER);
        c6x.intoMemorySegment(work, cAt + 12 * BYTES, ORDER);
        c6y.intoMemorySegment(work, cAt + 13 * BYTES, ORDER);
        c7x.intoMemorySegment(work, cAt + 14 * BYTES, ORDER);
        c7y.intoMemorySegment(work, cAt + 15 * BYTES, ORDER);
    }

    /** {@code C[8, 2 L] = A[8, depth] · B[depth, 2 L]}, A and C in rows. */
    static void rows(float[] a, int aAt, int aRow, int depth, MemorySegment b, long bAt, float[] c, int cAt, int cRow) {
        FloatVector c0x = FloatVector.broadcast(F, 0);
        FloatVector c0y = FloatVector.broadcast(F, 0);
        FloatVector c1x = FloatVector.broadcast(F, 0);
        FloatVector c1y = FloatVector.broadcast(F, 0);
        FloatVector c2x = FloatVector.broadcast(F, 0);
        FloatVector c2y = FloatVector.broadcast(F, 0);
        FloatVector c3x = FloatVector.broadcast(F, 0);
        FloatVector c3y = FloatVector.broadcast(F, 0);
        FloatVector c4x = FloatVector.broadcast(F, 0);
        FloatVector c4y = FloatVector.broadcast(F, 0);
        FloatVector c5x = FloatVector.broadcast(F, 0);
        FloatVector c5y = FloatVector.broadcast(F, 0);
        FloatVector c6x = FloatVector.broadcast(F, 0);
        FloatVector c6y = FloatVector.broadcast(F, 0);
        FloatVector c7x = FloatVector.broadcast(F, 0);
        FloatVector c7y = FloatVector.broadcast(F, 0);
        for (int p = 0; p < depth; p++) {
            FloatVector x = FloatVector.fromMemorySegment(F, b, bAt + 2 * BYTES * p, ORDER);
            FloatVector y = FloatVector.fromMemorySegment(F, b, bAt + 2 * BYTES * p + BYTES, ORDER);
            FloatVector a0 = FloatVector.broadcast(F, a[aAt + p]);
            c0x = a0.fma(x, c0x);
            c0y = a0.fma(y, c0y);
            FloatVector a1 = FloatVector.broadcast(F, a[aAt + aRow + p]);
            c1x = a1.fma(x, c1x);
            c1y = a1.fma(y, c1y);
            FloatVector a2 = FloatVector.broadcast(F, a[aAt + 2 * aRow + p]);
            c2x = a2.fma(x, c2x);
            c2y = a2.fma(y, c2y);
            FloatVector a3 = FloatVector.broadcast(F, a[aAt + 3 * aRow + p]);
            c3x = a3.fma(x, c3x);
            c3y = a3.fma(y, c3y);
            FloatVector a4 = FloatVector.broadcast(F, a[aAt + 4 * aRow + p]);
            c4x = a4.fma(x, c4x);
            c4y = a4.fma(y, c4y);
            FloatVector a5 = FloatVector.broadcast(F, a[aAt + 5 * aRow + p]);
            c5x = a5.fma(x, c5x);
            c5y = a5.fma(y, c5y);
            FloatVector a6 = FloatVector.broadcast(F, a[aAt + 6 * aRow + p]);
            c6x = a6.fma(x, c6x);
            c6y = a6.fma(y, c6y);
            FloatVector a7 = FloatVector.broadcast(F, a[aAt + 7 * aRow + p]);
            c7x = a7.fma(x, c7x);
            c7y = a7.fma(y, c7y);
        }
        c0x.intoArray(c, cAt);
        c0y.intoArray(c, cAt + L);
        c1x.intoArray(c, cAt + cRow);
        c1y.intoArray(c, cAt + cRow + L);
        c2x.intoArray(c, cAt + 2 * cRow);
        c2y.intoArray(c, cAt + 2 * cRow + L);
        c3x.intoArray(c, cAt + 3 * cRow);
        c3y.intoArray(c, cAt + 3 * cRow + L);
        c4x.intoArray(c, cAt + 4 * cRow);
        c4y.intoArray(c, cAt + 4 * cRow + L);
        c5x.intoArray(c, cAt + 5 * cRow);
        c5y.intoArray(c, cAt + 5 * cRow + L);
        c6x.intoArray(c, cAt + 6 * cRow);
        c6y.intoArray(c, cAt + 6 * cRow + L);
        c7x.intoArray(c, cAt + 7 * cRow);
        c7y.intoArray(c, cAt + 7 * cRow + L);
    }
}
