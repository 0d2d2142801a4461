package io.spmtrack.train.data;

import io.spmtrack.engine.cpu.measure.Clock;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Where the time of making samples goes, summed over all threads: what they spend on a processor, so without waiting for a disk. */
public final class SampleTimes {
    private final LongSupplier clock = Clock.of(1);
    private final LongAdder decode = new LongAdder();
    private final LongAdder crop = new LongAdder();
    private final LongAdder augment = new LongAdder();
    private final LongAdder whole = new LongAdder();

    /**
     * Nanoseconds so far.
     *
     * @param decode reading and decoding frames
     * @param crop cutting and resampling
     * @param augment mirroring, colours, DeiT III choice, normalisation
     * @param whole these and everything else
     */
    public record Split(long decode, long crop, long augment, long whole) {

        /** What came since. */
        public Split since(Split earlier) {
            return new Split(
                    decode - earlier.decode, crop - earlier.crop, augment - earlier.augment, whole - earlier.whole);
        }
    }

    /** Of this thread. */
    long now() {
        return clock.getAsLong();
    }

    void made(long nanoseconds) {
        whole.add(nanoseconds);
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
        return new Split(decode.sum(), crop.sum(), augment.sum(), whole.sum());
    }
}
