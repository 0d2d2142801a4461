package io.spmtrack.engine.validating;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.CaseRun;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.Module;
import io.spmtrack.engine.OpCase;
import io.spmtrack.engine.OpCases;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.SmallTraining;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.AdamWStep;
import io.spmtrack.engine.op.Assign;
import io.spmtrack.engine.op.Compute;
import io.spmtrack.engine.op.Linear;
import io.spmtrack.engine.op.Unary;
import io.spmtrack.engine.op.UnaryKind;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A right backend passes unchanged; a wrong one is stopped at its first wrong step. */
class ValidatingBackendTest {
    @Test
    void trainingStepsOfTheCpuPassAndAreThoseOfTheCpu() {
        CpuBackend cpu = new CpuBackend(2);
        assertArrayEquals(train(cpu), train(new ValidatingBackend(cpu)));
    }

    /** All parameters and the losses after two steps. */
    private static double[] train(Backend backend) {
        try (SmallTraining training = SmallTraining.create();
                Session session = training.load(backend)) {
            double[] losses = new double[2];
            for (int i = 0; i < losses.length; i++) {
                SmallTraining.step(session, i + 1);
                losses[i] = SmallTraining.loss(session);
            }
            session.pull(training.store().parameters().values());
            double[] values =
                    Floats.of(training.store().groups().getFirst().flat().segment());
            double[] all = new double[values.length + losses.length];
            System.arraycopy(losses, 0, all, 0, losses.length);
            System.arraycopy(values, 0, all, losses.length, values.length);
            assertTrue(all[1] < all[0], "the loss falls");
            return all;
        }
    }

    @Test
    void wrongOpInATrainingStepIsNamed() {
        Backend wrong = wrong(op -> op instanceof Linear linear && linear.activation() == Activation.GELU
                ? new Linear(Activation.SILU)
                : op);
        try (SmallTraining training = SmallTraining.create();
                Session session = training.load(new ValidatingBackend(wrong))) {
            String message = assertThrows(IllegalStateException.class, () -> SmallTraining.step(session, 1))
                    .getMessage();
            assertTrue(message.startsWith("linear [2, 10, 24] · [48, 24] · [48]  (Linear.java:"), message);
        }
    }

    @Test
    void wrongEffectIsNamed() {
        Backend wrong = wrong(op -> op instanceof AdamWStep ? new AdamWStep(0.8, 0.999, 1e-8, 0.01) : op);
        try (SmallTraining training = SmallTraining.create();
                Session session = training.load(new ValidatingBackend(wrong))) {
            String message = assertThrows(IllegalStateException.class, () -> SmallTraining.step(session, 1))
                    .getMessage();
            assertTrue(message.startsWith("adamWStep ["), message);
            assertTrue(message.contains("(SmallTraining.java:"), message);
        }
    }

    @Test
    void messageHasOpShapesBothValuesAndTheLine() {
        Tape tape = new Tape();
        tape.output("y", tape.input("x", DType.F32, 2, 3).slice(1, 1, 2).exp().mul(2));
        String message = failure(tape, wrong(op -> swap(op, UnaryKind.EXP, UnaryKind.NEGATE)), 0, 0, 0, 0, 0, 1);
        assertTrue(
                message.matches(
                        "unary \\[2, 2]  \\(ValidatingBackendTest.java:\\d+\\): output 0 \\[2, 2], element \\[0, 0]"
                                + " is -?0.0 on wrong and 1.0 on the reference"
                                + " \\(allowed: 1.0E-4 of the largest magnitude 2.718281828459045\\)"),
                message);
    }

    @Test
    void notANumberOnOneSideOnlyStops() {
        Tape tape = new Tape();
        tape.output("y", tape.input("x", DType.F32, 2).unary(UnaryKind.RELU));
        Backend wrong = wrong(op -> swap(op, UnaryKind.RELU, UnaryKind.LOG));
        assertTrue(failure(tape, wrong, 1, -2).contains("element [0] is 0.0 on wrong and 1.0"));
        Backend poisoned = wrong(op -> swap(op, UnaryKind.RELU, UnaryKind.SQRT));
        assertTrue(failure(tape, poisoned, 1, -2).contains("element [1] is NaN on wrong and 0.0 on the reference"));
    }

    @Test
    void notANumberOnBothSidesPasses() {
        Tape tape = new Tape();
        tape.output("y", tape.input("x", DType.F32, 3).log().mul(3));
        ValidatingBackend validating = new ValidatingBackend(new CpuBackend(1));
        try (Session session = validating.load(Map.of("p", Compiler.compile(tape, validating)))) {
            set(session, -1, 0, 1);
            session.run("p");
            assertArrayEquals(
                    new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 0}, Floats.of(session.output("p", "y")));
        }
    }

    @Test
    void firstWrongStepIsNamedNotALaterOne() {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 2);
        tape.output("y", x.exp().unary(UnaryKind.TANH).log());
        Backend wrong = wrong(op -> swap(swap(op, UnaryKind.TANH, UnaryKind.SIGMOID), UnaryKind.LOG, UnaryKind.NEGATE));
        String message = failure(tape, wrong, 0, 1);
        assertTrue(message.contains("is 0.73"), message);
    }

    @Test
    void stepsThatDifferWithinTheToleranceOfTheCallerPass() {
        Tape tape = new Tape();
        tape.output("y", tape.input("x", DType.F32, 1).exp());
        Backend wrong = wrong(op -> swap(op, UnaryKind.EXP, UnaryKind.SIGMOID));
        ValidatingBackend validating = new ValidatingBackend(wrong, 0.6);
        try (Session session = validating.load(Map.of("p", Compiler.compile(tape, validating)))) {
            session.run("p");
            assertEquals(0.5f, session.output("p", "y").getAtIndex(ValueLayout.JAVA_FLOAT, 0), 1e-6f);
        }
        assertThrows(IllegalArgumentException.class, () -> new ValidatingBackend(wrong, Double.NaN));
    }

    @Test
    void everyOpCaseOfTheReferencePasses() {
        for (OpCase opCase : OpCases.all()) {
            CaseRun.run(opCase, true, new ValidatingBackend(new ReferenceBackend()));
        }
    }

    @Test
    void assignedParameterStaysInItsMemory() {
        record Vector(Param weights) implements Module {}

        Vector vector = new Vector(Param.trained(Init.ones(), 5));
        try (ParamStore store = new ParamStore(vector)) {
            store.initialize(1);
            Tape tape = new Tape();
            tape.param(vector.weights()).assign(tape.param(vector.weights()).mul(3));
            ValidatingBackend validating = new ValidatingBackend(new CpuBackend(1));
            Plan plan = Compiler.compile(tape, validating);
            assertTrue(plan.steps().getLast().op() instanceof Assign);
            try (Session session = validating.load(Map.of("p", plan))) {
                session.run("p");
                session.run("p");
            }
            assertArrayEquals(
                    new double[] {9, 9, 9, 9, 9}, Floats.of(vector.weights().segment()));
        }
    }

    private static Backend wrong(UnaryOperator<Compute> mistake) {
        return new WrongBackend(new CpuBackend(1), mistake);
    }

    private static Compute swap(Compute op, UnaryKind from, UnaryKind to) {
        return op.equals(new Unary(from)) ? new Unary(to) : op;
    }

    private static String failure(Tape tape, Backend backend, double... x) {
        ValidatingBackend validating = new ValidatingBackend(backend);
        try (Session session = validating.load(Map.of("p", Compiler.compile(tape, validating)))) {
            set(session, x);
            return assertThrows(IllegalStateException.class, () -> session.run("p"))
                    .getMessage();
        }
    }

    private static void set(Session session, double... x) {
        MemorySegment segment = session.input("p", "x");
        for (int i = 0; i < x.length; i++) {
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) x[i]);
        }
    }

    @Test
    void unknownNamesAreRefused() {
        Tape tape = new Tape();
        tape.output("y", tape.input("x", DType.F32, 1).exp());
        ValidatingBackend validating = new ValidatingBackend(new CpuBackend(1));
        try (Session session = validating.load(Map.of("p", Compiler.compile(tape, validating)))) {
            for (String name : List.of("z", "y")) {
                assertThrows(IllegalArgumentException.class, () -> session.input("p", name));
            }
            assertThrows(IllegalArgumentException.class, () -> session.run("q"));
        }
    }
}
