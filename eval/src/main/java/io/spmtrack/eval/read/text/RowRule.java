package io.spmtrack.eval.read.text;

import io.spmtrack.engine.InputException;
import io.spmtrack.model.image.Box;
import java.util.function.IntPredicate;

/** Which boxes besides those of positive size a data set's own annotation contains. */
public enum RowRule {
    /** Only {@code 0,0,0,0} for a frame without target, as OTB's Board has. */
    STRICT(false, false, false),
    /** Also rows of {@code NaN} where there is no target, as VOT's long-term sequences have. */
    MISSING(true, false, false),
    /** Also rows of {@code NaN} where nobody annotated, as between the boxes of MIL. */
    SPARSE(true, false, false),
    /** Also empty boxes. */
    EMPTY(false, true, false),
    /** Also boxes of negative size, as LaSOT's tiger-6 has. */
    INVERTED(false, true, true),
    /** Anything that is numbers or {@code NaN}. */
    ANY(true, true, true);

    private final boolean missing;
    private final boolean empty;
    private final boolean inverted;

    RowRule(boolean missing, boolean empty, boolean inverted) {
        this.missing = missing;
        this.empty = empty;
        this.inverted = inverted;
    }

    /**
     * Checks all rows; the first one must have a positive size unless its target is flagged as absent.
     *
     * @param exists flags of the data set; rows of absent targets may be anything
     */
    public void check(BoxFile file, IntPredicate exists) {
        for (int row = 0; row < file.rows(); row++) {
            Box box = file.box(row);
            if (box.valid() || !exists.test(row)) {
                continue;
            }
            if (row == 0) {
                throw new InputException(file.where(row) + ": " + defect(box)
                        + " in the first frame, where the target must be given; correct the row");
            }
            if (!allowed(file, row, box)) {
                throw new InputException(
                        file.where(row) + ": " + defect(box) + "; correct the row, or write 0,0,0,0 for no target");
            }
        }
    }

    private boolean allowed(BoxFile file, int row, Box box) {
        if (!box.finite()) {
            return missing;
        }
        if (box.width() < 0 || box.height() < 0) {
            return inverted;
        }
        return empty || zeros(file, row);
    }

    private static boolean zeros(BoxFile file, int row) {
        for (int column = 0; column < file.columns(row); column++) {
            if (file.value(row, column) != 0) {
                return false;
            }
        }
        return true;
    }

    private static String defect(Box box) {
        if (!box.finite()) {
            return "the box has NaN";
        }
        String size = number(box.width()) + " x " + number(box.height());
        return box.width() < 0 || box.height() < 0
                ? "the box has the negative size " + size
                : "the box has the size " + size;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
