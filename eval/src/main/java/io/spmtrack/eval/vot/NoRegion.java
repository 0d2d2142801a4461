package io.spmtrack.eval.vot;

import java.util.BitSet;

/**
 * A frame without a region.
 *
 * @param code 0 for not known, 1 where the tracker was given the region, 2 where it failed
 */
record NoRegion(int code) implements Region {
    /** Where a supervised run began anew. */
    static final int FAILURE = 2;

    /** Not known. */
    static final NoRegion UNKNOWN = new NoRegion(0);

    @Override
    public Extent extent() {
        return Extent.ORIGIN;
    }

    @Override
    public boolean empty() {
        return true;
    }

    @Override
    public BitSet paint(Extent raster) {
        return new BitSet();
    }
}
