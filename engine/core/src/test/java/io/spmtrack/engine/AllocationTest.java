package io.spmtrack.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.cpu.CpuProfile;
import io.spmtrack.engine.op.Activation;
import io.spmtrack.engine.op.Tmoe;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** A mixture of four networks of which each token goes through two. */
    @Test
    void mixturesAllocateNothing() {
        Tape tape = new Tape();
        Tensor x = tape.input("x", DType.F32, 120, 32);
        Tensor weights = x.linear(tape.input("router", DType.F32, 4, 32)).softmax(); // [120, 4]
        Tensor[] route =
                weights.route(2); // of which token each row is, of which weight, and where each expert's rows end
        List<Tensor> first = inputs(tape, "first", 64, 32);
        List<Tensor> second = inputs(tape, "second", 32, 64);
        List<Tensor> bias = inputs(tape, "bias", 64);
        Tensor hidden = x.gather(route[0]).groupedLinear(route[2], first, bias, Activation.GELU);
        Tensor said = hidden.groupedLinear(route[2], second, List.of(), Activation.NONE);
        Tensor factors = weights.reshape(480, 1).gather(route[1]);
        Tensor out = said.mul(factors).scatterAdd(route[0], 120);
        Tensor loss = out.mul(out).sum(0, 1);
        tape.output("loss", loss);
        List<Tensor> by =
                Stream.of(List.of(x), first, second, bias).flatMap(List::stream).toList();
        List<Tensor> gradients = Grad.of(loss.reshape(Shape.of()), by);
        for (int i = 0; i < gradients.size(); i++) {
            tape.output("gradient" + i, gradients.get(i));
        }
        CountingBackend backend = new CountingBackend(new CpuBackend(2));
        Plan plan = Compiler.compile(tape, backend);
        try (Session session = backend.load(Map.of("step", plan))) {
            plan.inputs().forEach((name, ref) -> {
                MemorySegment input = session.input("step", name);
                float[] values = GoldenValues.values(
                        name, 1, 0, Math.toIntExact(ref.shape().count()));
                MemorySegment.copy(values, 0, input, ValueLayout.JAVA_FLOAT, 0, values.length);
            });
            backend.settle(RUNS, () -> session.run("step"));
            assertTrue(Floats.of(session.output("step", "loss"))[0] > 0);
        }
    }

    private static List<Tensor> inputs(Tape tape, String name, int... sizes) {
        return IntStream.range(0, 4)
                .mapToObj(i -> tape.input(name + i, DType.F32, sizes))
                .toList();
    }
}
