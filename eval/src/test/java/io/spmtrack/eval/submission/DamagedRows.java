package io.spmtrack.eval.submission;

/** Rows that no server takes, in the file of a sequence of three frames whose first box is 10, 20, 30, 40. */
enum DamagedRows {
    FEW_ROWS("has 2 rows, the sequence has 3 frames", "10,20,30,40\n1,2,3,4\n"),
    MANY_ROWS("has 4 rows, the sequence has 3 frames", "10,20,30,40\n1,2,3,4\n1,2,3,4\n1,2,3,4"),
    FIRST_ROW_ONLY("has 1 rows, the sequence has 3 frames", "10,20,30,40\n"),
    EMPTY_FILE("is empty", ""),
    LETTERS("row 2 has 'x', which is no number", "10,20,30,40\n1,x,3,4\n1,2,3,4"),
    NAN("row 3 has 'nan', which is no number", "10,20,30,40\n1,2,3,4\n1,2,3,nan"),
    INFINITE("row 3 has 'inf', which is no number", "10,20,30,40\n1,2,3,4\n1,2,inf,4"),
    THREE_COLUMNS("row 2 has 3 numbers", "10,20,30,40\n1,2,3\n1,2,3,4"),
    FIVE_COLUMNS("row 1 has 5 numbers", "10,20,30,40,0.9\n1,2,3,4,0.9\n1,2,3,4,0.9"),
    FRAME_NUMBERS("row 1 has 5 numbers", "1,10,20,30,40\n2,1,2,3,4\n3,1,2,3,4"),
    EIGHT_COLUMNS("row 1 has 8 numbers", "1,2,3,4,5,6,7,8\n".repeat(3)),
    TABS("row 1 has '10?20?30?40', which is no number", "10\t20\t30\t40\n".repeat(3)),
    SEMICOLONS("row 1 has '10;20;30;40', which is no number", "10;20;30;40\n".repeat(3)),
    DECIMAL_COMMAS("row 1 has 8 numbers", "10,0,20,0,30,0,40,0\n".repeat(3)),
    HEADER("row 1 has 'x', which is no number", "x,y,w,h\n10,20,30,40\n1,2,3,4\n"),
    EMPTY_ROW("row 2 is empty", "10,20,30,40\n\n1,2,3,4"),
    OTHER_FIRST_BOX("row 1 is not the given box 10.0,20.0,30.0,40.0", "11.5,20,30,40\n1,2,3,4\n1,2,3,4"),
    CORNERS("row 2 has a box of negative size", "10,20,30,40\n90,80,-70,5\n1,2,3,4");

    /** What is said of them behind the file's name. */
    final String line;

    final String text;

    DamagedRows(String line, String text) {
        this.line = line;
        this.text = text;
    }
}
