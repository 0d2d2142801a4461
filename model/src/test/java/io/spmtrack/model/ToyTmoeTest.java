package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A TMoE layer small enough to follow by hand (docs/spec/golden-values.md §4). */
class ToyTmoeTest {
    private static final double TOLERANCE = 1e-6;
    private static final Map<String, float[]> VALUES = Map.of(
            "linear.weight", new float[] {0.5f, -0.25f, 0.1f, 0, 0.3f, -0.2f},
            "linear.bias", new float[] {0.1f, -0.1f},
            "tmoe.compress_expert", new float[] {0.2f, 0.1f, 0, -0.1f, 0.3f, 0.5f},
            "tmoe.routed_experts.0", new float[] {1, 0, 0, 1},
            "tmoe.routed_experts.1", new float[] {0.5f, -0.5f, 2, 1},
            "tmoe.expert_route.weight", new float[] {0.1f, 0.2f, 0.3f, -0.3f, 0.2f, 0.1f});

    static Stream<Backend> backends() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void everyStepIsTheSpecifiedOne(Backend backend) {
        TmoeLinear layer = TmoeLinear.of(
                3,
                2,
                Role.FROZEN,
                Init.zeros(),
                new TmoeLinear.Settings(2, 2, 2, false, false, false, TmoeLinear.InitMethod.BERT));
        try (ParamStore weights = new ParamStore(layer)) {
            weights.parameters().forEach((name, parameter) -> GoldenModel.fill(parameter.segment(), VALUES.get(name)));
            Tape tape = new Tape();
            Tensor x = tape.input("x", DType.F32, 1, 3);
            tape.output("logits", layer.logits(x));
            tape.output("gates", layer.logits(x).softmax());
            tape.output("plain", layer.linear().apply(x));
            tape.output("y", layer.apply(x));
            try (Session session = backend.load(Map.of("toy", Compiler.compile(tape, backend)))) {
                GoldenModel.fill(session.input("toy", "x"), 1, 2, -1);
                session.run("toy");
                check(session, "logits", 0.2, 0);
                check(session, "gates", 0.54983395, 0.45016599);
                check(session, "plain", 0, 0.7);
                check(session, "y", 0.30996677, 1.06013274);
            }
        }
    }

    private static void check(Session session, String name, double... expected) {
        assertArrayEquals(expected, Floats.of(session.output("toy", name)), TOLERANCE, name);
    }
}
