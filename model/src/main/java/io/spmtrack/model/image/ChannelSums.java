package io.spmtrack.model.image;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Sums of the channels of interleaved pixels, exact. */
final class ChannelSums {
    private static final int CHANNELS = 3;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
    private static final int LENGTH = BYTES.length();
    /** So many vectors begin with a red value again. */
    private static final int PERIOD = CHANNELS * LENGTH;
    /** A sum of 16 bits holds so many bytes. */
    private static final int MOST = 257;

    private final long[] sums = new long[CHANNELS];
    private final short[] lanes = new short[LENGTH / 2];

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

    /** At most {@link #MOST} periods: each lane sums the bytes at one place of the period, at even and at odd ones apart. */
    private void add(byte[] rgb, int from, int to) {
        ShortVector even0 = ShortVector.zero(ShortVector.SPECIES_PREFERRED);
        ShortVector odd0 = even0;
        ShortVector even1 = even0;
        ShortVector odd1 = even0;
        ShortVector even2 = even0;
        ShortVector odd2 = even0;
        for (int at = from; at < to; at += PERIOD) {
            ShortVector first = ByteVector.fromArray(BYTES, rgb, at).reinterpretAsShorts();
            ShortVector second = ByteVector.fromArray(BYTES, rgb, at + LENGTH).reinterpretAsShorts();
            ShortVector third =
                    ByteVector.fromArray(BYTES, rgb, at + 2 * LENGTH).reinterpretAsShorts();
            even0 = even0.add(first.and((short) 0xff));
            odd0 = odd0.add(first.lanewise(VectorOperators.LSHR, 8));
            even1 = even1.add(second.and((short) 0xff));
            odd1 = odd1.add(second.lanewise(VectorOperators.LSHR, 8));
            even2 = even2.add(third.and((short) 0xff));
            odd2 = odd2.add(third.lanewise(VectorOperators.LSHR, 8));
        }
        empty(even0, 0);
        empty(odd0, 1);
        empty(even1, LENGTH);
        empty(odd1, LENGTH + 1);
        empty(even2, 2 * LENGTH);
        empty(odd2, 2 * LENGTH + 1);
    }

    /** @param first place of the first lane in the period; the next is two further */
    private void empty(ShortVector vector, int first) {
        vector.intoArray(lanes, 0);
        for (int i = 0; i < lanes.length; i++) {
            sums[(first + 2 * i) % CHANNELS] += lanes[i] & 0xffff;
        }
    }
}
