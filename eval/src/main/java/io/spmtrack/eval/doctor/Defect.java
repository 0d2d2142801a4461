package io.spmtrack.eval.doctor;

import java.util.Locale;

/** What can be wrong with a data set. */
public enum Defect {
    /** A file or folder that belongs to it is not there. */
    MISSING,
    /** A file is there, and cannot be read as what it should be. */
    UNREADABLE,
    /** Boxes, flags and pictures are not equally many, or a number in their names is left out. */
    ROWS,
    /** Pictures of one sequence differ in size, or from the size that is stated. */
    SIZES,
    /** Flags say the opposite of what they should. */
    FLAGS,
    /** Boxes that no target can have: outside of the picture, empty, inverted, not a number. */
    BOXES,
    /** A list names something twice, or not at all. */
    LISTS;

    /** As it is written in tables and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
