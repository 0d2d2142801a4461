package io.spmtrack.engine;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps all values in host memory and hands them step by step to a {@link StepCheck}. */
final class ValidatingSession implements Session {
    private record Program(Plan plan, HostSlots slots) {}

    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final Storage work;
    private final Backend wrapped;
    private final double tolerance;

    ValidatingSession(Map<String, Plan> plans, Backend wrapped, double tolerance) {
        this.wrapped = wrapped;
        this.tolerance = tolerance;
        this.work = new Storage(
                plans.values().stream().mapToLong(Plan::workElements).max().orElse(0));
        plans.forEach((name, plan) -> programs.put(name, new Program(plan, new HostSlots(plan, work))));
    }

    private Program program(String name) {
        Program program = programs.get(name);
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

    private static MemorySegment named(Program program, Map<String, Ref> refs, String name) {
        Ref ref = refs.get(name);
        if (ref == null) {
            throw new IllegalArgumentException("no " + name + "; there are " + refs.keySet());
        }
        return program.slots().named(ref);
    }

    @Override
    public void run(String name) {
        Program program = program(name);
        for (Step step : program.plan().steps()) {
            new StepCheck(step, program.slots(), wrapped, tolerance).run();
        }
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
