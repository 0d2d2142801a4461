package io.spmtrack.engine.validating;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps all values in host memory and hands them step by step to a {@link StepCheck}. */
final class ValidatingSession implements Session {
    /** Elements of the steps that are loaded together: a device compiles its kernels anew for every load. */
    private static final long TOGETHER = 1 << 25;

    private record Loaded(Plan plan, HostSlots slots) {}

    private final Map<String, Loaded> programs = new LinkedHashMap<>();
    private final Storage work;
    private final Backend wrapped;
    private final double tolerance;
    private final boolean finite;

    ValidatingSession(Map<String, Plan> plans, Backend wrapped, double tolerance, boolean finite) {
        this.wrapped = wrapped;
        this.tolerance = tolerance;
        this.finite = finite;
        this.work = new Storage(
                plans.values().stream().mapToLong(Plan::workElements).max().orElse(0));
        plans.forEach((name, plan) -> programs.put(name, new Loaded(plan, new HostSlots(plan, work))));
    }

    private Loaded program(String name) {
        Loaded program = programs.get(name);
        if (program == null) {
            throw new IllegalArgumentException("no program " + name + "; there are " + programs.keySet());
        }
        return program;
    }

    @Override
    public MemorySegment input(String program, String name) {
        return named(program(program), program(program).plan().inputs(), name);
    }

    @Override
    public MemorySegment output(String program, String name) {
        return named(program(program), program(program).plan().outputs(), name);
    }

    private static MemorySegment named(Loaded program, Map<String, Ref> refs, String name) {
        Ref ref = refs.get(name);
        if (ref == null) {
            throw new IllegalArgumentException("no " + name + "; there are " + refs.keySet());
        }
        return program.slots().named(ref);
    }

    @Override
    public void run(String name) {
        Loaded program = program(name);
        int done = 0;
        while (done < program.plan().steps().size()) {
            done += some(program, done);
        }
    }

    /** Loads and runs as many steps as fit together; returns their number. */
    private int some(Loaded program, int from) {
        Map<String, StepCheck> checks = new LinkedHashMap<>();
        Map<String, Plan> plans = new LinkedHashMap<>();
        long elements = 0;
        for (Step step :
                program.plan().steps().subList(from, program.plan().steps().size())) {
            StepCheck check = new StepCheck(step, program.slots(), wrapped.name(), tolerance);
            elements += check.elements();
            if (elements > TOGETHER && !checks.isEmpty()) {
                break;
            }
            String name = "step" + (from + checks.size());
            checks.put(name, check);
            plans.put(name, check.plan());
        }
        try (Session session = wrapped.load(plans)) {
            checks.forEach((name, check) -> {
                if (finite) {
                    check.watch(session, name);
                } else {
                    check.run(session, name);
                }
            });
        }
        return checks.size();
    }

    @Override
    public void pull(Iterable<Param> parameters) {
        // Every step ends with its results in host memory.
    }

    @Override
    public void push(Iterable<Param> parameters) {
        // Every step starts from host memory.
    }

    @Override
    public void close() {
        programs.values().forEach(program -> program.slots().close());
        programs.clear();
        work.close();
    }
}
