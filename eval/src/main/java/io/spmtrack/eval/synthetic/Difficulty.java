package io.spmtrack.eval.synthetic;

/**
 * How hard the synthetic sequences are. The values were fixed before the first model was tuned and are part of what a
 * result on {@code synthetic:} means: change one and earlier numbers stop being comparable (ADR 0004).
 */
final class Difficulty {

    /** Side of the target in the first frame, pixels of a 320x240 frame: geometric mean of width and height. */
    static final double LEAST_START = 24;

    static final double MOST_START = 70;
    /** Bounds of that side over the sequence. */
    static final double LEAST_SIDE = 19;

    static final double MOST_SIDE = 95;
    /** Largest over smallest size within a sequence is drawn from 1 to this. */
    static final double GROWTH = 2;
    /** Natural logarithm of the largest change of aspect. */
    static final double ASPECT = 0.45;
    /** Typical speed, target sides per frame, drawn between these on a logarithmic scale. */
    static final double SLOWEST = 0.008;

    static final double FASTEST = 0.13;
    /** Chance per frame of a jerk, and its largest length in target sides. */
    static final double JERKS = 0.03;

    static final double JERK = 0.5;
    /** Largest deformation: bound of the deformation's derivative. */
    static final double SOFTNESS = 0.6;
    /** Fastest steady rotation, radians per frame, and widest sway, radians. */
    static final double SPIN = 0.08;

    static final double SWAY = 0.9;
    /** Share of {@link #SOFTNESS}, {@link #SPIN}, {@link #SWAY}, {@link #ASPECT} and {@link #SLIDE} that the stiffest target has. */
    static final double LEAST_LIVELY = 0.5;
    /** Share of sequences whose ground has the colours of the target. */
    static final double CAMOUFLAGE = 0.15;
    /** Largest sideways turn of the texture under the outline, in half objects. */
    static final double SLIDE = 0.6;
    /** Share of sequences whose target leaves the frame, wholly or partly, and comes back. */
    static final double LEAVING = 0.12;
    /** Look-alikes in a sequence: 0 to this. */
    static final int LOOKALIKES = 3;
    /** Occluders in a sequence: 0 to this, fewer being likelier. */
    static final int OCCLUDERS = 2;
    /** Largest change of light over a sequence, natural logarithm. */
    static final double LIGHT = 0.35;
    /** Largest standard deviation of sensor noise, grey levels. */
    static final double NOISE = 9;
    /** The target exists in a frame when at least this share of it is seen. */
    static final double SEEN = 0.05;

    private Difficulty() {}
}
