package io.spmtrack.eval.vot;

import io.spmtrack.eval.FrameSize;
import java.util.BitSet;

/** Where a target is, as the VOT toolkit writes it. */
sealed interface Region permits NoRegion, Rectangle, Polygon, Mask {
    /** The pixels around it. */
    Extent extent();

    /** Whether the toolkit says that there is nothing. */
    boolean empty();

    /** Its pixels in an extent, row by row. */
    BitSet paint(Extent raster);

    /**
     * Pixels of both over pixels of either, in a picture. Two that are nothing agree; one column or row of pixels counts as
     * nothing then.
     */
    static double overlap(Region one, Region other, FrameSize size) {
        Extent around = one.extent().around(other.extent());
        if (around.thin()) {
            return 1;
        }
        Extent raster = around.within(size);
        if (raster.thin()) {
            return 0;
        }
        if (one instanceof Rectangle first && other instanceof Rectangle second) {
            return share(
                    first.extent().common(raster).pixels(),
                    second.extent().common(raster).pixels(),
                    first.extent().common(second.extent()).common(raster).pixels());
        }
        BitSet first = one.paint(raster);
        BitSet second = other.paint(raster);
        long each = first.cardinality();
        first.and(second);
        return share(each, second.cardinality(), first.cardinality());
    }

    private static double share(long first, long second, long both) {
        long either = first + second - both;
        return either == 0 ? 0 : (double) both / either;
    }
}
