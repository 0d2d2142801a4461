package io.spmtrack.engine;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.op.AdamWStep;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ops that change parameters: a module of three vectors, a tape that overwrites them, and their values after some runs. */
record EffectCase(String name, boolean finite, boolean assign) {
    private record Vectors(Param weights, Param first, Param second) implements Module {}

    static List<EffectCase> all() {
        return List.of(
                new EffectCase("adamWStep", true, false),
                new EffectCase("adamWStep of a poisoned step", false, false),
                new EffectCase("assign", true, true));
    }

    /** All parameters after three runs. */
    List<double[]> run(Backend backend) {
        int size = 103;
        Vectors vectors = new Vectors(Param.trained(new Init.Uniform(1), size), Param.buffer(size), Param.buffer(size));
        try (ParamStore store = new ParamStore(vectors)) {
            store.initialize(5);
            Tape tape = new Tape();
            Tensor weights = tape.param(vectors.weights());
            Tensor gradient =
                    weights.mul(weights).add(tape.input("step", DType.F32).mul(0.1));
            if (assign) {
                Tensor old = weights.mul(1);
                weights.assign(gradient);
                tape.output("old", old);
                tape.output("new", tape.param(vectors.weights()).mul(1));
            } else {
                tape.add(
                        new AdamWStep(0.9, 0.999, 1e-8, 0.1),
                        weights,
                        tape.param(vectors.first()),
                        tape.param(vectors.second()),
                        gradient,
                        tape.constant(1e-2),
                        tape.input("correction1", DType.F32),
                        tape.input("correction2", DType.F32),
                        tape.constant(0.7),
                        tape.input("finite", DType.F32));
            }
            return run(backend, store, tape);
        }
    }

    private List<double[]> run(Backend backend, ParamStore store, Tape tape) {
        Plan plan = Compiler.compile(tape, backend);
        List<double[]> results = new ArrayList<>();
        try (Session session = backend.load(Map.of("case", plan))) {
            for (int step = 1; step <= 3; step++) {
                set(session, plan, "step", step);
                set(session, plan, "correction1", 1 - Math.pow(0.9, step));
                set(session, plan, "correction2", Math.sqrt(1 - Math.pow(0.999, step)));
                set(session, plan, "finite", finite || step == 1 ? 1 : 0);
                session.run("case");
                for (String output : plan.outputs().keySet()) {
                    results.add(Floats.of(session.output("case", output)));
                }
            }
            session.pull(store.parameters().values());
        }
        store.parameters().values().forEach(parameter -> results.add(Floats.of(parameter.segment())));
        return results;
    }

    private static void set(Session session, Plan plan, String name, double value) {
        if (plan.inputs().containsKey(name)) {
            session.input("case", name).setAtIndex(ValueLayout.JAVA_FLOAT, 0, (float) value);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
