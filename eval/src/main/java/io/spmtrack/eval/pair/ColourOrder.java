package io.spmtrack.eval.pair;

import io.spmtrack.engine.InputException;

/** In which order the three channels of a coloured depth picture stand. */
public enum ColourOrder {
    /** Blue first, as the trackers trained by others were fed. */
    BGR(2, 1, 0),
    /** Red first, as everywhere else. */
    RGB(0, 1, 2);

    private final int first;
    private final int second;
    private final int third;

    ColourOrder(int first, int second, int third) {
        this.first = first;
        this.second = second;
        this.third = third;
    }

    int[] channels() {
        return new int[] {first, second, third};
    }

    /**
     * @throws InputException if the word is neither
     */
    public static ColourOrder named(String word) {
        return switch (word) {
            case "bgr" -> BGR;
            case "rgb" -> RGB;
            default ->
                throw new InputException("option colormap=" + word.replaceAll("\\P{Print}", "?")
                        + ": bgr (what published weights expect) or rgb is needed");
        };
    }
}
