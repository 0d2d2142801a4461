package io.spmtrack.engine.cpu;

import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs whose kernels are bound to memory: running one is a loop over them. Parameters are used where they lie. */
final class CpuSession implements Session {
    private record Program(CpuMemory memory, List<Step> steps, Kernel[] kernels, int profiled) {}

    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final Optional<CpuProfile> profile;
    private final Workers workers;
    private final Storage work;
    private final Storage scratch;

    CpuSession(Map<String, Plan> plans, int threads, Optional<CpuProfile> profile) {
        this.profile = profile;
        this.work = new Storage(
                plans.values().stream().mapToLong(Plan::workElements).max().orElse(0));
        Map<String, CpuMemory> memories = new LinkedHashMap<>();
        Map<String, List<Lowered>> lowered = new LinkedHashMap<>();
        plans.forEach((name, plan) -> {
            CpuMemory memory = new CpuMemory(plan, work);
            CpuLowering lowering = new CpuLowering(memory, threads);
            memories.put(name, memory);
            lowered.put(name, plan.steps().stream().map(lowering::lower).toList());
        });
        long largest = lowered.values().stream()
                .flatMap(List::stream)
                .mapToLong(Lowered::workspace)
                .max()
                .orElse(0);
        this.scratch = new Storage(largest);
        int strips = lowered.values().stream()
                .flatMap(List::stream)
                .mapToInt(Lowered::strips)
                .max()
                .orElse(0);
        Workspace workspace = new Workspace(scratch.segment(), 0, new float[threads][strips]);
        plans.forEach((name, plan) -> {
            List<Kernel> kernels = new ArrayList<>();
            lowered.get(name).forEach(kernel -> kernels.add(kernel.bind().apply(workspace)));
            int first = profile.map(times -> times.add(plan.steps())).orElse(0);
            programs.put(name, new Program(memories.get(name), plan.steps(), kernels.toArray(Kernel[]::new), first));
        });
        this.workers = new Workers(threads);
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
        return program(program).memory().input(name);
    }

    @Override
    public MemorySegment output(String program, String name) {
        return program(program).memory().output(name);
    }

    @Override
    public void run(String name) {
        Program program = program(name);
        for (int i = 0; i < program.kernels().length; i++) {
            try {
                run(program, i);
            } catch (IllegalArgumentException failure) {
                String step = program.steps().get(i).describe();
                throw new IllegalArgumentException(failure.getMessage() + " in " + step, failure);
            }
        }
    }

    private void run(Program program, int index) {
        long start = profile.isPresent() ? System.nanoTime() : 0;
        program.kernels()[index].run(workers);
        if (profile.isPresent()) {
            profile.get().count(program.profiled() + index, System.nanoTime() - start);
        }
    }

    @Override
    public void pull(Iterable<Param> parameters) {
        // Kernels work on the parameters' own memory.
    }

    @Override
    public void push(Iterable<Param> parameters) {
        // Kernels work on the parameters' own memory.
    }

    @Override
    public void close() {
        workers.close();
        programs.values().forEach(program -> program.memory().close());
        work.close();
        scratch.close();
    }
}
