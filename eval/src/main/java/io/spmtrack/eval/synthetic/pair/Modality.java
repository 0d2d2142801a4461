package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.engine.InputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the second camera of a generated pair sees. */
public enum Modality {
    /** The temperature of things. */
    THERMAL,
    /** The distance of things. */
    DEPTH,
    /** Changes of brightness from frame to frame. */
    EVENT,
    /** Each of the others in turn, sequence by sequence. */
    MIXED;

    /**
     * The modality of an option.
     *
     * @throws InputException if the word is none
     */
    public static Modality named(String word) {
        return Arrays.stream(values())
                .filter(modality -> modality.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InputException("option modality=" + word.replaceAll("\\P{Print}", "?") + ": "
                        + Arrays.stream(values()).map(Modality::word).collect(Collectors.joining(", "))
                        + " is needed"));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What one sequence has. */
    Modality of(long index) {
        return switch (this) {
            case THERMAL, DEPTH, EVENT -> this;
            case MIXED -> values()[(int) Math.floorMod(index, 3L)];
        };
    }
}
