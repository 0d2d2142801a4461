package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which gradients there are, and by what; {@link GradientTest} checks their values op by op. */
class GradTest {
    private final Tape tape = new Tape();
    private final Tensor x = tape.input("x", DType.F32, 2);

    /** Values of a tensor at x = (3, 5). */
    private double[] values(Tensor tensor) {
        tape.output("value", tensor);
        ReferenceBackend backend = new ReferenceBackend();
        try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
            session.input("p", "x").setAtIndex(ValueLayout.JAVA_FLOAT, 0, 3);
            session.input("p", "x").setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5);
            session.run("p");
            return Floats.of(session.output("p", "value"));
        }
    }

    private Tensor gradient(Tensor loss, Tensor by) {
        return Grad.of(loss, List.of(by)).getFirst();
    }

    @Test
    void sameTensorTwiceCountsTwice() {
        assertArrayEquals(new double[] {6, 10}, values(gradient(x.mul(x).sumAll(), x)));
    }

    @Test
    void sameTargetTwiceGetsTheSameGradient() {
        List<Tensor> both = Grad.of(x.mul(x).sumAll(), List.of(x, x));
        assertEquals(both.get(0), both.get(1));
    }

    @Test
    void detachedFactorIsAConstant() {
        assertArrayEquals(new double[] {3, 5}, values(gradient(x.mul(x.detach()).sumAll(), x)));
    }

    @Test
    void targetNotReachedHasNone() {
        Tensor other = tape.input("other", DType.F32, 2);
        assertTrue(gradient(x.sumAll(), other).isNone());
        assertTrue(gradient(x.detach().sumAll(), x).isNone());
        assertTrue(gradient(other.sumAll(), x.exp()).isNone(), "a target after the loss");
    }

    @Test
    void targetBehindATargetGetsTheWholeDerivative() {
        Tensor middle = x.mul(2);
        List<Tensor> both = Grad.of(middle.mul(middle).sumAll(), List.of(x, middle));
        assertArrayEquals(new double[] {24, 40}, values(both.get(0)));
    }

    @Test
    void lossItselfHasGradientOne() {
        Tensor loss = x.sumAll();
        assertArrayEquals(new double[] {1}, values(gradient(loss, loss)));
    }

    @Test
    void throughStopsAtTargets() {
        Tensor before = x.mul(7);
        int start = tape.size();
        Tensor after = before.mul(before);
        int size = tape.size();
        Tensor[] gradients = Grad.through(
                new Tensor[] {after}, new Tensor[] {tape.constant(1).expand(x.shape())}, new Tensor[] {before}, start);
        assertTrue(tape.size() > size);
        assertArrayEquals(new double[] {42, 70}, values(gradients[0]));
        Tensor[] behind = Grad.through(
                new Tensor[] {after}, new Tensor[] {tape.constant(1).expand(x.shape())}, new Tensor[] {x}, start);
        assertTrue(behind[0].isNone(), "nodes before the start are not walked");
    }

    @Test
    void noTargetsGiveNoGradients() {
        assertEquals(List.of(), Grad.of(x.sumAll(), List.of()));
    }

    @Test
    void onlyAScalarHasAGradient() {
        String message = assertThrows(IllegalArgumentException.class, () -> gradient(x.mul(2), x))
                .getMessage();
        assertEquals("only a scalar has a gradient, not [2]", message);
    }

    @Test
    void gradientNodesCarryTheLineOfTheirOp() {
        Tensor loss = x.exp().sumAll();
        int size = tape.size();
        String site = tape.node(loss.node()).site().toString();
        gradient(loss, x);
        for (int i = size + 1; i < tape.size(); i++) {
            assertEquals(site, tape.node(i).site().toString());
        }
    }
}
