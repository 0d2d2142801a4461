package io.spmtrack.train.data;

import java.util.concurrent.atomic.LongAdder;

/** Where the time of making samples goes, summed over all threads. */
public final class SampleTimes {
    private final LongAdder decode = new LongAdder();
    private final LongAdder crop = new LongAdder();
    private final LongAdder augment = new LongAdder();

    /**
     * Nanoseconds so far.
     *
     * @param decode reading and decoding frames
     * @param crop cutting and resampling
     * @param augment mirroring, colours, DeiT III choice, normalisation
     */
    public record Split(long decode, long crop, long augment) {

        /** What came since. */
        public Split since(Split earlier) {
            return new Split(decode - earlier.decode, crop - earlier.crop, augment - earlier.augment);
        }
    }

    void decoded(long nanoseconds) {
        decode.add(nanoseconds);
    }

    void cropped(long nanoseconds) {
        crop.add(nanoseconds);
    }

    void augmented(long nanoseconds) {
        augment.add(nanoseconds);
    }

    Split split() {
        return new Split(decode.sum(), crop.sum(), augment.sum());
    }
}
