package io.spmtrack.engine.cpu;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.cpu.product.PackedWeights;
import io.spmtrack.engine.cpu.run.CpuMemory;
import io.spmtrack.engine.cpu.run.Kernel;
import io.spmtrack.engine.cpu.run.Lowered;
import io.spmtrack.engine.cpu.run.Workers;
import io.spmtrack.engine.cpu.run.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Programs whose kernels are bound to memory: running one is a loop over them. Parameters are used where they lie, except for those
 * in {@link PackedWeights}.
 */
final class CpuSession implements Session {
    private record Loaded(CpuMemory memory, List<Step> steps, Kernel[] kernels, Optional<CpuProfile.Times> times) {}

    private final Map<String, Loaded> programs = new LinkedHashMap<>();
    private final Workers workers;
    private final Storage work;
    private final Storage scratch;
    private final PackedWeights weights;

    CpuSession(Map<String, Plan> plans, int threads, Optional<CpuProfile> profile) {
        this.work = new Storage(
                plans.values().stream().mapToLong(Plan::workElements).max().orElse(0));
        this.workers = new Workers(threads);
        this.weights = new PackedWeights(plans.values());
        Map<String, CpuMemory> memories = new LinkedHashMap<>();
        plans.forEach((name, plan) -> {
            CpuMemory memory = new CpuMemory(plan, work);
            CpuLowering lowering = new CpuLowering(memory, weights, threads);
            memories.put(name, memory);
            plan.steps().forEach(step -> weights.survey(plan, step, lowering::lower));
        });
        weights.pack(workers, memories.values());
        Map<String, List<Lowered>> lowered = new LinkedHashMap<>();
        plans.forEach((name, plan) -> {
            CpuLowering lowering = new CpuLowering(memories.get(name), weights, threads);
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
            Optional<CpuProfile.Times> times = profile.map(counted -> counted.add(name, plan.steps()));
            programs.put(name, new Loaded(memories.get(name), plan.steps(), kernels.toArray(Kernel[]::new), times));
        });
    }

    /** What a session of these programs would reserve beside their own memory; parameters need not have any yet. */
    static long reserves(Map<String, Plan> plans, int threads) {
        PackedWeights weights = new PackedWeights(plans.values());
        long scratch = 0;
        for (Plan plan : plans.values()) {
            try (CpuMemory memory = new CpuMemory(plan, Storage.planned(plan.workElements()))) {
                CpuLowering lowering = new CpuLowering(memory, weights, threads);
                for (Step step : plan.steps()) {
                    Lowered lowered = weights.survey(plan, step, lowering::lower);
                    scratch = Math.max(scratch, lowered.workspace() + (long) threads * lowered.strips());
                }
            }
        }
        return DType.BYTES * (scratch + weights.planned());
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
        return program(program).memory().input(name);
    }

    @Override
    public MemorySegment output(String program, String name) {
        return program(program).memory().output(name);
    }

    @Override
    public void run(String name) {
        Loaded program = program(name);
        if (program.times().isPresent()) {
            run(program, program.times().get());
            return;
        }
        for (int i = 0; i < program.kernels().length; i++) {
            run(program, i);
        }
    }

    private void run(Loaded program, CpuProfile.Times times) {
        long start = times.now();
        for (int i = 0; i < program.kernels().length; i++) {
            run(program, i);
            long end = times.now();
            times.count(i, end - start);
            start = end;
        }
        times.ran();
    }

    private void run(Loaded program, int index) {
        try {
            program.kernels()[index].run(workers);
        } catch (IllegalArgumentException failure) {
            String step = program.steps().get(index).describe();
            throw new IllegalArgumentException(failure.getMessage() + " in " + step, failure);
        }
    }

    @Override
    public void pull(Iterable<Param> parameters) {
        // Kernels write to the parameters' own memory.
    }

    @Override
    public void push(Iterable<Param> parameters) {
        weights.push(parameters, workers);
    }

    @Override
    public void close() {
        workers.close();
        programs.values().forEach(program -> program.memory().close());
        weights.close();
        work.close();
        scratch.close();
    }
}
