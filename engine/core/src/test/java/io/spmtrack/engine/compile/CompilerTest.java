package io.spmtrack.engine.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Ref;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Step;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a tape: which steps there are and where they write. */
class CompilerTest {
    private record Vector(Param weights) implements Module {}

    private final Tape tape = new Tape();

    private Plan compile() {
        return Compiler.compile(tape, new ReferenceBackend());
    }

    private static List<String> ops(Plan plan) {
        return plan.steps().stream().map(step -> step.op().label()).toList();
    }

    private Tensor input(String name, int... sizes) {
        return tape.input(name, DType.F32, sizes);
    }

    @Test
    void deadNodesAreDropped() {
        Tensor x = input("x", 4);
        x.exp().log();
        tape.output("y", x.negate());
        assertEquals(List.of("unary"), ops(compile()));
    }

    @Test
    void inputsStayEvenUnused() {
        input("unused", 3);
        tape.output("y", input("x", 4).negate());
        assertEquals(List.of("unused", "x"), List.copyOf(compile().inputs().keySet()));
    }

    @Test
    void equalNodesAreMerged() {
        Tensor x = input("x", 4);
        tape.output("y", x.exp().mul(2).add(x.exp().mul(2)));
        assertEquals(List.of("unary", "binary", "binary"), ops(compile()));
    }

    @Test
    void detachedNodesAreMergedWithTheirSource() {
        Tensor x = input("x", 4);
        tape.output("y", x.exp().mul(x.exp().detach()));
        assertEquals(List.of("unary", "binary"), ops(compile()));
    }

    @Test
    void nodesOnBothSidesOfAnEffectAreNotMerged() {
        Vector vector = new Vector(Param.trained(Init.ones(), 3));
        try (ParamStore store = new ParamStore(vector)) {
            store.initialize(1);
            tape.output("before", tape.param(vector.weights()).mul(2));
            tape.param(vector.weights()).assign(input("x", 3));
            tape.output("after", tape.param(vector.weights()).mul(2));
            Plan plan = compile();
            assertEquals(List.of("binary", "assign", "binary"), ops(plan));
            assertTrue(plan.steps().get(1).op() instanceof Assign);
            try (Session session = new ReferenceBackend().load(Map.of("p", plan))) {
                session.run("p");
                assertArrayEquals(new double[] {2, 2, 2}, Floats.of(session.output("p", "before")));
                assertArrayEquals(new double[] {0, 0, 0}, Floats.of(session.output("p", "after")));
            }
        }
    }

    @Test
    void effectsStayWithoutOutputs() {
        Vector vector = new Vector(Param.trained(Init.ones(), 3));
        try (ParamStore store = new ParamStore(vector)) {
            tape.param(store.parameters().get("weights")).assign(input("x", 3));
            assertEquals(List.of("assign"), ops(compile()));
        }
    }

    @Test
    void resultsNobodyReadsAreUnused() {
        Tensor[] both = tape.add(new Linear(Activation.GELU), input("x", 2, 3), input("w", 4, 3));
        tape.output("y", both[0]);
        Step step = compile().steps().getFirst();
        assertEquals(2, step.out().size());
        assertFalse(step.out().get(0).isUnused());
        assertTrue(step.out().get(1).isUnused());
        assertEquals(Ref.unused(), step.out().get(1));
    }

    @Test
    void piecesOfAConcatAreWrittenInPlace() {
        Tensor x = input("x", 2, 3);
        tape.output("y", Tensor.concat(0, x.exp(), x.negate().reshape(3, 2).reshape(2, 3), x.sigmoid()));
        Plan plan = compile();
        assertEquals(List.of("unary", "unary", "unary"), ops(plan));
        int slot = plan.outputs().get("y").slot();
        for (int i = 0; i < 3; i++) {
            Ref out = plan.steps().get(i).out().getFirst();
            assertEquals(slot, out.slot());
            assertEquals(6L * i, out.layout().offset());
        }
    }

    @Test
    void piecesThatCannotMoveAreCopied() {
        Tensor x = input("x", 2, 3);
        Tensor once = x.exp();
        tape.output("strided", Tensor.concat(1, x.negate(), x.sigmoid()));
        tape.output("twice", Tensor.concat(0, once, once));
        assertEquals(3, ops(compile()).stream().filter("cast"::equals).count());
    }

    @Test
    void viewsCostNoStep() {
        Tensor x = input("x", 4, 6);
        tape.output("y", x.transpose().slice(0, 1, 2).reshape(2, 2, 2).exp());
        assertEquals(List.of("unary"), ops(compile()));
    }

    @Test
    void outputsMayBeViewsInputsAndOneTensorTwice() {
        Tensor x = input("x", 2, 3);
        Tensor y = x.mul(3);
        tape.output("x again", x);
        tape.output("y", y);
        tape.output("y again", y);
        tape.output("turned", y.transpose());
        try (Session session = new ReferenceBackend().load(Map.of("p", compile()))) {
            for (int i = 0; i < 6; i++) {
                session.input("p", "x").setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
            }
            session.run("p");
            assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5}, Floats.of(session.output("p", "x again")));
            assertArrayEquals(new double[] {0, 3, 6, 9, 12, 15}, Floats.of(session.output("p", "y again")));
            assertArrayEquals(new double[] {0, 9, 3, 12, 6, 15}, Floats.of(session.output("p", "turned")));
        }
    }

    @Test
    void stepsDescribeThemselves() {
        tape.output("y", input("a", 2, 3).matmul(input("b", 3, 5)));
        String text = compile().steps().getFirst().describe();
        assertTrue(text.matches("matMul \\[2, 3] · \\[3, 5]  \\(CompilerTest\\.java:\\d+\\)"), text);
    }
}
