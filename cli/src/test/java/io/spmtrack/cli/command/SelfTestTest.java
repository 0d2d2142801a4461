package io.spmtrack.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.cli.options.BackendOptions;
import io.spmtrack.cli.options.SelfTest;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.InputException;
import io.spmtrack.engine.op.Compute;
import io.spmtrack.engine.op.Reduce;
import io.spmtrack.engine.op.Reduction;
import io.spmtrack.engine.op.Unary;
import io.spmtrack.engine.op.UnaryKind;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.engine.validating.WrongBackend;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A device that computes wrongly is not used, and what it gets wrong is named. */
class SelfTestTest {
    private static Backend wrong(UnaryOperator<Compute> mistake) {
        return new WrongBackend(new ReferenceBackend(false), mistake);
    }

    private static String refused(Backend backend) {
        return assertThrows(InputException.class, () -> BackendOptions.tested(backend))
                .getMessage();
    }

    @Test
    void whatComputesLikeTheReferenceIsTrusted() {
        Backend right = wrong(op -> op);
        assertSame(right, BackendOptions.tested(right));
        assertEquals(
                List.of("matrix product", "reduction", "softmax", "attention"),
                SelfTest.run(right).stream().map(SelfTest.Outcome::name).toList());
    }

    @Test
    void wrongSumIsNamed() {
        String message = refused(wrong(op -> op instanceof Reduce reduce
                        && reduce.kind() == Reduction.SUM
                        && reduce.axes().equals(List.of(1))
                ? new Reduce(Reduction.MAX, reduce.axes())
                : op));
        assertTrue(message.contains("--backend=wrong: the device computes a wrong reduction"), message);
        assertTrue(message.contains("docs/gpu.md"), message);
    }

    @Test
    void resultsThatAreNoNumbersAreWrongHoweverFewTheyAre() {
        // Softmax is expanded here: logarithms of its negative inputs are NaN.
        String message = refused(wrong(
                op -> op instanceof Unary unary && unary.kind() == UnaryKind.EXP ? new Unary(UnaryKind.LOG) : op));
        assertTrue(message.contains("a wrong softmax (difference Infinity)"), message);
    }
}
