package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.synthetic.Draws;
import java.util.Locale;

/** What makes one camera of a pair blind in a sequence. */
enum Trouble {
    /** Nothing: both cameras are good. */
    CLEAR,
    /** Lights go out: the visible picture becomes black but for the sensor's noise. */
    NIGHT,
    /** Smoke fills the picture of one camera. */
    SMOKE,
    /** One camera does not see the target, and from the middle of the sequence on the other one. */
    SWITCH,
    /** The target takes on the temperature of the ground; thermal only. */
    CROSSOVER;

    private static final double NIGHTS = 0.15;
    private static final double SMOKES = 0.15;
    private static final double SWITCHES = 0.15;
    private static final double CROSSOVERS = 0.1;

    static Trouble of(Draws draws, Modality modality) {
        double place = draws.uniform();
        if (place < NIGHTS) {
            return NIGHT;
        }
        if (place < NIGHTS + SMOKES) {
            return SMOKE;
        }
        if (place < NIGHTS + SMOKES + SWITCHES) {
            return SWITCH;
        }
        boolean crossed = place < NIGHTS + SMOKES + SWITCHES + CROSSOVERS;
        return crossed && modality == Modality.THERMAL ? CROSSOVER : CLEAR;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
