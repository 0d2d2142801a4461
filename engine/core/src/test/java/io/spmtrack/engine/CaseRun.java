package io.spmtrack.engine;

import io.spmtrack.engine.compile.Compiler;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the tape of a case on a backend with the case's inputs and gives all outputs by name. */
public final class CaseRun {
    private CaseRun() {}

    public static Map<String, double[]> run(OpCase opCase, boolean gradient, Backend backend) {
        Plan plan = Compiler.compile(opCase.tape(gradient), backend);
        try (Session session = backend.load(Map.of("case", plan))) {
            return run(opCase, plan, session, "case");
        }
    }

    /** The same with a session that has the case's plan as one of its programs. */
    public static Map<String, double[]> run(OpCase opCase, Plan plan, Session session, String program) {
        inputs(opCase, plan).forEach((name, values) -> {
            boolean integer = plan.slot(plan.inputs().get(name)).dtype() == DType.I32;
            MemorySegment segment = session.input(program, name);
            for (int i = 0; i < values.length; i++) {
                if (integer) {
                    segment.setAtIndex(ValueLayout.JAVA_INT, i, (int) values[i]);
                } else {
                    segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
                }
            }
        });
        session.run(program);
        Map<String, double[]> results = new LinkedHashMap<>();
        plan.outputs().forEach((name, ref) -> {
            boolean integer = plan.slot(ref).dtype() == DType.I32;
            MemorySegment segment = session.output(program, name);
            double[] values = new double[Math.toIntExact(ref.shape().count())];
            for (int i = 0; i < values.length; i++) {
                values[i] = integer
                        ? segment.getAtIndex(ValueLayout.JAVA_INT, i)
                        : segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
            results.put(name, values);
        });
        return results;
    }

    /** The inputs by name: {@code x0…} as the case says, {@code g0…} random. */
    static Map<String, double[]> inputs(OpCase opCase, Plan plan) {
        Map<String, double[]> inputs = new LinkedHashMap<>();
        plan.inputs().forEach((name, ref) -> {
            int number = Integer.parseInt(name.substring(1));
            inputs.put(
                    name,
                    name.startsWith("x")
                            ? opCase.inputs().get(number).values(17 + number)
                            : OpCase.in(ref.shape().sizes()).values(99 + number));
        });
        return inputs;
    }
}
