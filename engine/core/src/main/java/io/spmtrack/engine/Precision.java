package io.spmtrack.engine;

import java.util.Arrays;
import java.util.Locale;

/**
 * How large matrix products are computed. Sums, and all that is no large product of a layer's weights, are in 32-bit floats
 * whatever the precision.
 */
public enum Precision {
    /** 32-bit floats throughout. */
    FP32,
    /** Factors rounded to a mantissa of 10 bits, with the range of 32-bit floats. */
    TF32,
    /** Factors rounded to 16-bit floats: a mantissa of 10 bits, and nothing beyond 65504. */
    FP16;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses to train where gradients would be 16-bit floats.
     *
     * @throws InputException if they would
     */
    public void requireTraining() {
        if (this == FP16) {
            throw new InputException("--precision=fp16: is for tracking; training would have to scale its loss for"
                    + " gradients in 16-bit floats, which it does not: train in fp32 or tf32");
        }
    }

    /**
     * By its name on the command line.
     *
     * @throws InputException if there is none
     */
    public static Precision of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InputException("--precision=" + label + ": choose fp32, tf32 or fp16"));
    }
}
