package io.spmtrack.eval.result;

import io.spmtrack.engine.InputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats of result files; boxes are x,y,width,height, one line a frame, the first frame included. */
public enum ResultFormat {
    /** {@code NAME.txt}, tab separated, three decimals. */
    OTB,
    /** {@code NAME/NAME_001.txt}, comma separated, four decimals; seconds a frame in {@code NAME/NAME_time.txt}. */
    GOT10K,
    /** {@code NAME/NAME.txt}, comma separated, two decimals. */
    TRACKINGNET,
    /**
     * {@code NAME/NAME_001.txt}, comma separated, the first line {@code 1} for the initialisation; confidence and
     * seconds a frame in {@code NAME_001_confidence.value} and {@code NAME_001_time.value}.
     */
    VOT,
    /** {@code NAME.csv} with a header: frame, box, confidence, milliseconds. */
    CSV,
    /** {@code NAME.json}: the same with names. */
    JSON;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws InputException if there is no such format, naming those there are */
    public static ResultFormat of(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label().equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InputException("unknown result format " + label + "; choose one of "
                        + Arrays.stream(values()).map(ResultFormat::label).collect(Collectors.joining(", "))));
    }
}
