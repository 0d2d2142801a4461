package io.spmtrack.engine.cpu.attention;

import static io.spmtrack.engine.cpu.product.Tile.COLUMNS;
import static io.spmtrack.engine.cpu.vector.Lanes.BYTES;
import static io.spmtrack.engine.cpu.vector.Lanes.FLOAT;

import io.spmtrack.engine.cpu.vector.PlainMath;
import java.lang.foreign.MemorySegment;

/** Steps of {@link AttentionKernel} on one vector of queries without vectors, bit for bit, for its first calls. */
final class PlainPowers {
    private static final long ROW = 4L * COLUMNS;

    private PlainPowers() {}

    /** The largest score of each query, from a key on; starts with what stands at {@code from}. */
    static void largest(MemorySegment work, long at, int first, int keys, long from, long to) {
        for (long lane = 0; lane < BYTES; lane += 4) {
            float largest = work.get(FLOAT, from + lane);
            for (int key = first; key < keys; key++) {
                float score = work.get(FLOAT, at + key * ROW + lane);
                largest = score > largest ? score : largest;
            }
            work.set(FLOAT, to + lane, largest);
        }
    }

    /** The new largest score, where the factor will be, becomes the largest one; the factor is 2^(old largest - new largest). */
    static void factor(MemorySegment work, long statistics) {
        for (long lane = 0; lane < BYTES; lane += 4) {
            float old = work.get(FLOAT, statistics + lane);
            float largest = work.get(FLOAT, statistics + 2 * ROW + lane);
            work.set(FLOAT, statistics + lane, largest);
            work.set(FLOAT, statistics + 2 * ROW + lane, PlainMath.power2(old - largest));
        }
    }

    /** Scores become 2^(score - largest); their sum follows. */
    static void powers(MemorySegment work, long at, int keys, long statistics) {
        for (long lane = 0; lane < BYTES; lane += 4) {
            float sum = work.get(FLOAT, statistics + ROW + lane);
            work.set(FLOAT, statistics + ROW + lane, sum * work.get(FLOAT, statistics + 2 * ROW + lane));
        }
        more(work, at, 0, keys, statistics);
    }

    /** The same from a key on, for a sum of those before. */
    static void more(MemorySegment work, long at, int from, int keys, long statistics) {
        for (long lane = 0; lane < BYTES && from < keys; lane += 4) {
            float largest = work.get(FLOAT, statistics + lane);
            float sum = work.get(FLOAT, statistics + ROW + lane);
            for (int key = from; key < keys; key++) {
                long place = at + key * ROW + lane;
                float power = PlainMath.power2(work.get(FLOAT, place) - largest);
                work.set(FLOAT, place, power);
                sum += power;
            }
            work.set(FLOAT, statistics + ROW + lane, sum);
        }
    }
}
