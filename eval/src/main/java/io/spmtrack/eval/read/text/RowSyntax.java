package io.spmtrack.eval.read.text;

/** Which rows a file of boxes may have besides rectangles, the eight numbers of four corners, and masks. */
public enum RowSyntax {
    /** None. A row of six or ten numbers is not a polygon: such files hold other columns beside a box. */
    BOXES,
    /**
     * Those of the VOT toolkit: polygons of three or more corners, and a single number for a frame without a region,
     * which is then not annotated.
     */
    VOT;

    /** Whether a row may have so many numbers. */
    boolean allows(int count) {
        boolean common = count == BoxFile.RECTANGLE || count == BoxFile.POLYGON;
        return switch (this) {
            case BOXES -> common;
            case VOT -> common || count == 1 || (count >= 6 && count % 2 == 0);
        };
    }

    /** What a row is, for messages. */
    String expected() {
        return switch (this) {
            case BOXES -> "a row is x,y,width,height or the 8 numbers of four corners";
            case VOT -> "a row is x,y,width,height, the corners x1,y1,x2,y2,x3,y3,… or a mask m…";
        };
    }
}
