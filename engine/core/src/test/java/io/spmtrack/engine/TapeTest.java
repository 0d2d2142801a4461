package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors while recording carry op, rule, shapes and the line that recorded; names are unique; tapes are not mixed. */
class TapeTest {
    private record Mistake(String message, Consumer<Tape> record) {}

    // spotless:off (a table: one line a mistake)
    private static final List<Mistake> MISTAKES = List.of(
            new Mistake("matMul: inner dimensions differ: [8, 197, 768] · [512, 768]", tape -> of(tape, 8, 197, 768).matmul(of(tape, 512, 768))),
            new Mistake("matMul: outer dimensions differ: [2, 3, 4] · [3, 4, 5]", tape -> of(tape, 2, 3, 4).matmul(of(tape, 3, 4, 5))),
            new Mistake("linear: inner dimensions differ: [2, 3] · [5, 4]", tape -> of(tape, 2, 3).linear(of(tape, 5, 4))),
            new Mistake("binary: shapes do not broadcast: [2, 3] and [2, 4]: [2, 3] · [2, 4]", tape -> of(tape, 2, 3).add(of(tape, 2, 4))),
            new Mistake("reduce: no axis 2 in [2, 3]: [2, 3]", tape -> of(tape, 2, 3).sum(2)),
            new Mistake("slice: no axis -3 in [2, 3]: [2, 3]", tape -> of(tape, 2, 3).slice(-3, 0, 1)),
            new Mistake("slice: has no elements 2 to 4 along axis 1: [2, 3]", tape -> of(tape, 2, 3).slice(1, 2, 2)),
            new Mistake("pad: padding is negative: [2, 3]", tape -> of(tape, 2, 3).pad(1, -1, 2)),
            new Mistake("concat: no axis 5 in [2, 3]: [2, 3]", tape -> Tensor.concat(5, of(tape, 2, 3), of(tape, 2, 3))),
            new Mistake("concat: axes other than 0 differ: [2, 3] · [2, 4]", tape -> Tensor.concat(0, of(tape, 2, 3), of(tape, 2, 4))),
            new Mistake("reshape: cannot be reshaped to [7]: other number of elements: [2, 3]", tape -> of(tape, 2, 3).reshape(7)),
            new Mistake("permute: [0, 0] is not an order of its axes: [2, 3]", tape -> of(tape, 2, 3).permute(0, 0)),
            new Mistake("gather: indices must be integers: [2, 3] · [4]", tape -> of(tape, 2, 3).gather(of(tape, 4))));
    // spotless:on

    private static Tensor of(Tape tape, int... sizes) {
        return tape.input("x" + tape.size(), DType.F32, sizes);
    }

    @Test
    void brokenRulesNameOpRuleShapesAndLine() {
        MISTAKES.forEach(mistake -> {
            String actual = assertThrows(
                            IllegalArgumentException.class,
                            () -> mistake.record().accept(new Tape()))
                    .getMessage();
            assertTrue(
                    Pattern.matches(Pattern.quote(mistake.message()) + "  \\(TapeTest\\.java:\\d+\\)", actual),
                    () -> actual + " instead of " + mistake.message());
        });
    }

    @Test
    void lineIsThatOfTheCall() {
        Tape tape = new Tape();
        Tensor x = of(tape, 2, 3);
        int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
        Exception failure = assertThrows(IllegalArgumentException.class, () -> x.matmul(x));
        assertTrue(failure.getMessage().endsWith("(TapeTest.java:" + line + ")"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namesAreUnique(boolean output) {
        Tape tape = new Tape();
        Tensor x = tape.input("a", DType.F32, 2);
        tape.output("a", x);
        String message = assertThrows(IllegalArgumentException.class, () -> {
                    if (output) {
                        tape.output("a", x);
                    } else {
                        tape.input("a", DType.F32, 2);
                    }
                })
                .getMessage();
        assertEquals(output ? "two outputs are called a" : "two inputs are called a", message);
    }

    @Test
    void tensorsOfOtherTapesAndNoneAreRefused() {
        Tensor x = of(new Tape(), 2);
        Tensor y = of(new Tape(), 2);
        assertThrows(IllegalArgumentException.class, () -> x.add(y));
        assertThrows(IllegalArgumentException.class, () -> x.add(Tensor.none()));
        assertThrows(IllegalArgumentException.class, () -> Tensor.none().exp());
        assertThrows(IllegalArgumentException.class, () -> new Tape().output("y", x));
    }

    @Test
    void constantsAndUnchangedShapesAreNotRecordedAgain() {
        Tape tape = new Tape();
        Tensor x = of(tape, 2, 3);
        assertEquals(tape.constant(2), tape.constant(2));
        assertSame(x, x.reshape(2, 3));
        assertSame(x, x.expand(Shape.of(2, 3)));
        assertSame(x, x.pad(0, 0, 0));
        assertSame(x, Tensor.concat(0, x));
        assertEquals(2, tape.size());
        assertThrows(IllegalArgumentException.class, () -> tape.constant(Shape.of(2), List.of(1.0)));
    }
}
