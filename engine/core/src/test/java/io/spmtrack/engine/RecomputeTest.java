package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts of a tape that the gradient computes again. */
class RecomputeTest {
    private static final int LAYERS = 8;
    private static final int ROWS = 64;
    private static final int WIDTH = 16;

    /** A chain of residual layers on one weight, with the gradients of input and weight. */
    private static Plan plan(boolean again) {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, ROWS, WIDTH);
        Tensor weight = tape.input("weight", DType.F32, WIDTH, WIDTH);
        Tensor value = x;
        for (int i = 0; i < LAYERS; i++) {
            Tensor before = value;
            value = again ? tape.recomputed(() -> layer(before, weight)) : layer(before, weight);
        }
        Tensor loss = value.mul(value).sumAll();
        List<Tensor> gradients = Grad.of(loss, List.of(x, weight));
        tape.output("loss", loss);
        tape.output("x gradient", gradients.get(0));
        tape.output("weight gradient", gradients.get(1));
        return Compiler.compile(tape, new CpuBackend(1));
    }

    private static Tensor layer(Tensor x, Tensor weight) {
        return x.add(x.linear(weight).sigmoid().linear(weight).exp().mul(0.01));
    }

    /** The weight is used in every layer: its sum over them is taken in another order. */
    @Test
    void gradientsAreTheSame() {
        Map<String, Plan> plans = Map.of("kept", plan(false), "again", plan(true));
        try (Session session = new CpuBackend(1).load(plans)) {
            for (String program : plans.keySet()) {
                fill(session, program, "x", ROWS * WIDTH);
                fill(session, program, "weight", WIDTH * WIDTH);
                session.run(program);
            }
            for (String name : List.of("loss", "x gradient")) {
                assertArrayEquals(values(session, "kept", name), values(session, "again", name), name);
            }
            String shared = "weight gradient";
            Floats.assertClose(shared, values(session, "kept", shared), values(session, "again", shared), 1e-6, 0);
        }
    }

    private static double[] values(Session session, String program, String name) {
        return Floats.of(session.output(program, name));
    }

    private static void fill(Session session, String program, String name, int count) {
        for (int i = 0; i < count; i++) {
            session.input(program, name).setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) Math.sin(i + 0.3) / 4);
        }
    }

    @Test
    void valuesInsideAreNotKept() {
        long kept = plan(false).workElements();
        long again = plan(true).workElements();
        assertTrue(again < 0.6 * kept, again + " of " + kept + " elements");
    }

    @Test
    void gradientOfSomethingInsideIsThatOfTheFirstTime() {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 3);
        Tensor[] inside = new Tensor[1];
        Tensor y = tape.recomputed(() -> {
            inside[0] = x.exp();
            return inside[0].mul(inside[0]);
        });
        assertTrue(!Grad.of(y.sumAll(), List.of(inside[0])).getFirst().isNone());
    }

    @Test
    void changesOfStateAreRefused() {
        Param parameter = Param.trained(Init.ones(), 3);
        try (ParamStore store = new ParamStore(new Single(parameter))) {
            Tape tape = new Tape();
            Tensor x = tape.param(store.parameters().get("parameter"));
            Tensor y = tape.recomputed(() -> {
                x.assign(x.exp());
                return x.mul(x);
            });
            assertThrows(IllegalArgumentException.class, () -> Grad.of(y.sumAll(), List.of(x)));
        }
    }

    private record Single(Param parameter) implements Module {}
}
