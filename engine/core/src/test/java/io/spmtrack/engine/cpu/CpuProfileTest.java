package io.spmtrack.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.DType;
import io.spmtrack.engine.Plan;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.op.Tmoe;
import io.spmtrack.engine.op.TmoeBackward;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CpuProfileTest {
    @Test
    void everyStepHasTimeLineAndWork() {
        CpuProfile profile = new CpuProfile();
        CpuBackend backend = new CpuBackend(2, profile);
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 5, 8);
        tape.output("y", x.matmul(x.transpose()).softmax());
        try (Session session = backend.load(Map.of("program", Compiler.compile(tape, backend)))) {
            assertEquals(List.of(), profile.lines(), "nothing ran yet");
            session.run("program");
            session.run("program");
        }
        List<CpuProfile.Line> lines = profile.lines();
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).nanoseconds() >= lines.get(1).nanoseconds());
        for (CpuProfile.Line line : lines) {
            assertEquals("program", line.program());
            assertEquals(2, line.runs());
            assertTrue(line.best() > 0 && line.best() <= line.nanoseconds());
            assertTrue(line.step().line().startsWith("CpuProfileTest.java:"));
            boolean product = line.step().op().label().equals("matMul");
            assertEquals(product ? 2 * 5 * 5 * 8 : 0, line.cost().operations());
            assertEquals(
                    product ? 4 * (40 + 40 + 25) : 4 * (25 + 25), line.cost().bytes());
        }
        profile.reset();
        assertEquals(List.of(), profile.lines());
    }

    @Test
    void gradientsNobodyReadsAreNoWork() {
        Tape tape = new Tape();
        Tmoe layer = new Tmoe(2, false, false, 1);
        Tensor[] gradients = tape.add(
                new TmoeBackward(layer),
                tape.input("x", DType.F32, 3, 8),
                tape.input("weight", DType.F32, 6, 8),
                tape.input("bias", DType.F32, 6),
                tape.input("router", DType.F32, 2, 8),
                tape.input("compression", DType.F32, 4, 8),
                tape.input("expert0", DType.F32, 6, 4),
                tape.input("expert1", DType.F32, 6, 4),
                tape.input("kept", DType.F32, 4 + 2, 3),
                tape.input("g", DType.F32, 3, 6));
        tape.output("dx", gradients[0]);
        tape.output("drouter", gradients[3]);
        CpuProfile profile = new CpuProfile();
        CpuBackend backend = new CpuBackend(1, profile);
        Plan plan = Compiler.compile(tape, backend);
        try (Session session = backend.load(Map.of("program", plan))) {
            session.run("program");
        }
        int weights = 6 * 8 + 2 * 8 + 4 * 8 + 2 * 6 * 4;
        double operations = profile.lines().stream()
                .mapToDouble(line -> line.cost().operations())
                .sum();
        assertEquals(2 * 3 * (weights + 2 * 8), operations);
    }
}
