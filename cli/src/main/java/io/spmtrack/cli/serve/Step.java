package io.spmtrack.cli.serve;

import io.spmtrack.model.image.Box;
import java.util.Optional;

/**
 * The next thing to do for a target.
 *
 * @param given the box, where a person gave it in this frame
 * @param revision of what was given to the target
 */
record Step(Followed target, int frame, Optional<Box> given, int revision) {}
