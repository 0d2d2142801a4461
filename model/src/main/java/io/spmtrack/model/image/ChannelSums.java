package io.spmtrack.model.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Sums of the channels of interleaved pixels, exact. Eight bytes are added at a time, as four numbers of 16 bits in each of two. Vectors
 * of bytes and shorts would be interpreted in the first frame, and their library compiled for this sum alone.
 */
final class ChannelSums {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CHANNELS = 3;
    /** So many words begin with a red value again. */
    private static final int PERIOD = CHANNELS * Long.BYTES;
    /** A sum of 16 bits holds so many bytes. */
    private static final int MOST = 257;

    private static final long EVEN = 0x00ff_00ff_00ff_00ffL;

    private final long[] sums = new long[CHANNELS];

    private ChannelSums() {}

    /** @param rgb bytes read as 0..255, three for each pixel */
    static long[] of(byte[] rgb) {
        ChannelSums sums = new ChannelSums();
        int whole = rgb.length - rgb.length % PERIOD;
        for (int from = 0; from < whole; from += MOST * PERIOD) {
            sums.add(rgb, from, Math.min(whole, from + MOST * PERIOD));
        }
        for (int i = whole; i < rgb.length; i++) {
            sums.sums[i % CHANNELS] += rgb[i] & 0xff;
        }
        return sums.sums;
    }

    /** At most {@link #MOST} periods: the bytes at one place of the period have a sum of their own. */
    private void add(byte[] rgb, int from, int to) {
        long even0 = 0;
        long odd0 = 0;
        long even1 = 0;
        long odd1 = 0;
        long even2 = 0;
        long odd2 = 0;
        for (int at = from; at < to; at += PERIOD) {
            long first = (long) EIGHT.get(rgb, at);
            long second = (long) EIGHT.get(rgb, at + Long.BYTES);
            long third = (long) EIGHT.get(rgb, at + 2 * Long.BYTES);
            even0 += first & EVEN;
            odd0 += first >>> 8 & EVEN;
            even1 += second & EVEN;
            odd1 += second >>> 8 & EVEN;
            even2 += third & EVEN;
            odd2 += third >>> 8 & EVEN;
        }
        empty(even0, 0);
        empty(odd0, 1);
        empty(even1, Long.BYTES);
        empty(odd1, Long.BYTES + 1);
        empty(even2, 2 * Long.BYTES);
        empty(odd2, 2 * Long.BYTES + 1);
    }

    /** @param first place of the lowest number in the period; the next is two further */
    private void empty(long numbers, int first) {
        for (int i = 0; i < Long.BYTES / 2; i++) {
            sums[(first + 2 * i) % CHANNELS] += numbers >>> 16 * i & 0xffff;
        }
    }
}
