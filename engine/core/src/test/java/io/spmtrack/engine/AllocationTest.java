package io.spmtrack.engine;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Tmoe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Once compiled, a training-like program of all heavy kernels runs without allocating on the Java heap. */
@Tag("fresh")
class AllocationTest {
    private static final int RUNS = 100;

    @Test
    void steadyStateAllocatesNothing() {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 2, 60, 96);
        Tensor normal = x.layerNorm(tape.input("scale", DType.F32, 96), tape.input("shift", DType.F32, 96), 1e-6);
        Tensor mixed = tape.add(
                        new Tmoe(2, false, false, 1),
                        normal,
                        tape.input("w", DType.F32, 192, 96),
                        tape.input("b", DType.F32, 192),
                        tape.input("router", DType.F32, 2, 96),
                        tape.input("compress", DType.F32, 8, 96),
                        tape.input("e0", DType.F32, 192, 8),
                        tape.input("e1", DType.F32, 192, 8))[0];
        Tensor q = mixed.slice(-1, 0, 96).reshape(Shape.of(2, 60, 3, 32));
        Tensor k = mixed.slice(-1, 96, 96).reshape(Shape.of(2, 60, 3, 32));
        Tensor attended = q.attention(k, k, 0.2).reshape(Shape.of(2, 60, 96));
        Tensor out =
                attended.linear(tape.input("v", DType.F32, 64, 96), tape.input("c", DType.F32, 64), Activation.GELU);
        Tensor loss = out.softmax().mul(out).sum(0, 1, 2);
        tape.output("loss", loss);
        tape.output("gradient", Grad.of(loss.reshape(Shape.of()), List.of(x)).getFirst());
        Plan plan = Compiler.compile(tape, new CpuBackend(2));
        for (CpuBackend each : List.of(new CpuBackend(2), new CpuBackend(2, new CpuProfile()))) {
            CountingBackend backend = new CountingBackend(each);
            try (Session session = backend.load(Map.of("step", plan))) {
                backend.settle(RUNS, () -> session.run("step"));
            }
        }
    }
}
