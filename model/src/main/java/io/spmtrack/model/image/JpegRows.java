package io.spmtrack.model.image;

/**
 * Which rows of a JPEG picture are wanted, and how many of the file have to be decoded for them.
 *
 * @param top first row wanted
 * @param bottom row behind the last one wanted
 * @param decoded rows from the first of the file on; all of them, or whole rows of blocks
 */
record JpegRows(int top, int bottom, int decoded) {
    /** Interpolated colours depend on the next row of colours, which are up to four rows of pixels apart. */
    private static final int CONTEXT = 8;

    static JpegRows of(Box part, JpegHeader header) {
        int top = (int) Math.clamp(Math.floor(part.y1()), 0, header.height());
        int bottom = (int) Math.clamp(Math.ceil(part.y2()), 0, header.height());
        if (top >= bottom || header.components() == 4) {
            return new JpegRows(0, header.height(), header.height());
        }
        int block = header.blockRows();
        boolean cut = block > 0 && bottom + CONTEXT + block <= header.height();
        return new JpegRows(top, bottom, cut ? Math.ceilDiv(bottom + CONTEXT, block) * block : header.height());
    }
}
