package io.spmtrack.engine.compile;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Program;
import io.spmtrack.engine.Tape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a tape into a plan: expands what the backend does not fuse, drops and merges nodes, folds views, assigns memory. */
public final class Compiler {
    private Compiler() {}

    /** The plan that computes the tape's outputs and effects on a backend. */
    public static Plan compile(Tape tape, Backend backend) {
        Tape rewritten = Rewrite.run(tape, backend);
        return PlanMemory.assign(new Lowering(rewritten).run());
    }

    /** Plans of programs that will share a session, by name. */
    public static Map<String, Plan> compile(List<Program> programs, Backend backend) {
        Map<String, Plan> plans = new LinkedHashMap<>();
        for (Program program : programs) {
            if (plans.put(program.name(), Compiler.compile(program.tape(), backend)) != null) {
                throw new IllegalArgumentException("two programs are called " + program.name());
            }
        }
        return plans;
    }
}
