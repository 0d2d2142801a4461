package io.spmtrack.eval.synthetic.pair;

import io.spmtrack.eval.synthetic.Draws;

/**
 * When a trouble comes and goes in one sequence.
 *
 * @param visible whether it meets the visible camera, first or alone
 * @param begin first frame that it touches, never the first of the sequence
 * @param middle frame from which on a {@link Trouble#SWITCH} meets the other camera
 * @param end first frame that it does not touch
 * @param ramp frames in which it grows from nothing to all, and goes again
 */
record Course(Trouble trouble, boolean visible, int begin, int middle, int end, int ramp) {

    /** Nothing is left of the camera's own picture. */
    static final int ALL = 256;

    static Course of(Draws draws, Modality modality, int length) {
        Trouble trouble = Trouble.of(draws, modality);
        int ramp = Math.max(1, length / 20);
        int begin = Math.max(1, (int) (length * draws.uniform(0.1, 0.35)));
        int end = Math.max(begin, (int) (length * draws.uniform(0.65, 0.95)));
        boolean stays = draws.chance(0.4);
        boolean either = draws.chance(0.5);
        return switch (trouble) {
            case CLEAR -> new Course(trouble, false, length, length, length, 1);
            case NIGHT -> new Course(trouble, true, begin, length, stays ? length + ramp : end, ramp);
            case SMOKE -> new Course(trouble, either, begin, length, stays ? length + ramp : end, ramp);
            case SWITCH ->
                new Course(trouble, either, Math.max(1, length / 10), Math.max(1, length / 2), length + 1, 1);
            case CROSSOVER -> new Course(trouble, false, begin, length, end, ramp);
        };
    }

    /** How much of the visible picture is replaced in a frame, 0 to {@link #ALL}. */
    int visible(int frame) {
        return met(frame) == visible ? share(frame) : 0;
    }

    /** How much of the second picture is replaced in a frame, 0 to {@link #ALL}. */
    int second(int frame) {
        return met(frame) == visible ? 0 : share(frame);
    }

    /** Whether the camera that is met first is the one that is met now. */
    private boolean met(int frame) {
        return frame < middle;
    }

    private int share(int frame) {
        int grown = (frame - begin + 1) * ALL / ramp;
        int left = (end - frame) * ALL / ramp;
        return Math.clamp(Math.min(grown, left), 0, ALL);
    }
}
