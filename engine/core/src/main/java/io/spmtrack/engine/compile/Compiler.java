package io.spmtrack.engine.compile;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Tape;

/** Turns a tape into a plan: expands what the backend does not fuse, drops and merges nodes, folds views, assigns memory. */
public final class Compiler {
    private Compiler() {}

    /** The plan that computes the tape's outputs and effects on a backend. */
    public static Plan compile(Tape tape, Backend backend) {
        Tape rewritten = Rewrite.run(tape, backend);
        return PlanMemory.assign(new Lowering(rewritten).run());
    }
}
