package io.spmtrack.engine.tornado.device;

import io.spmtrack.engine.Step;
import java.util.List;
import java.util.Set;

/**
 * A task graph.
 *
 * @param step the first that needs it
 * @param grids all that its tasks are run on
 */
public record Graph(Step step, Set<List<Launch.Groups>> grids) {
    /** Whether it is always run on the same grids. */
    public boolean isFixed() {
        return grids.size() == 1;
    }
}
