package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Shape;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.nn.Linear;
import io.spmtrack.engine.nn.LoraLinear;
import io.spmtrack.engine.nn.Projection;
import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.engine.nn.TopGates;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers with TMoE and LoRA small enough to follow by hand (docs/spec/golden-values.md §4). */
class ToyTmoeTest {
    private static final double TOLERANCE = 1e-6;
    private static final Map<String, float[]> VALUES = Map.of(
            "linear.weight", new float[] {0.5f, -0.25f, 0.1f, 0, 0.3f, -0.2f},
            "linear.bias", new float[] {0.1f, -0.1f},
            "tmoe.compress_expert", new float[] {0.2f, 0.1f, 0, -0.1f, 0.3f, 0.5f},
            "tmoe.routed_experts.0", new float[] {1, 0, 0, 1},
            "tmoe.routed_experts.1", new float[] {0.5f, -0.5f, 2, 1},
            "tmoe.expert_route.weight", new float[] {0.1f, 0.2f, 0.3f, -0.3f, 0.2f, 0.1f});

    private static final Map<String, float[]> LORA = Map.of(
            "linear.weight", VALUES.get("linear.weight"),
            "linear.bias", VALUES.get("linear.bias"),
            "lora.A", VALUES.get("tmoe.compress_expert"),
            "lora.B", VALUES.get("tmoe.routed_experts.1"));

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

    @ParameterizedTest
    @MethodSource("backends")
    void theLargerGateAlone(Backend backend) {
        checkTopk(backend, 1, false, 0.21993358, 0.7);
        checkTopk(backend, 1, true, 0.4, 0.7);
        checkTopk(backend, 2, true, 0.30996677, 1.06013274);
    }

    private static void checkTopk(Backend backend, int topk, boolean renormalized, double... expected) {
        TmoeLinear layer = TmoeLinear.of(
                3,
                2,
                Role.FROZEN,
                Init.zeros(),
                new TmoeLinear.Settings(2, 2, 2, false, false, false, TmoeLinear.InitMethod.BERT, topk, renormalized));
        check(backend, layer, VALUES, expected);
    }

    private static void check(Backend backend, Projection layer, Map<String, float[]> values, double... expected) {
        try (ParamStore weights = new ParamStore(layer)) {
            weights.parameters().forEach((name, parameter) -> GoldenModel.fill(parameter.segment(), values.get(name)));
            Tape tape = new Tape();
            tape.output("y", layer.apply(tape.input("x", DType.F32, 1, 3)));
            try (Session session = backend.load(Map.of("toy", Compiler.compile(tape, backend)))) {
                GoldenModel.fill(session.input("toy", "x"), 1, 2, -1);
                session.run("toy");
                check(session, "y", expected);
            }
        }
    }

    /** Compressions of their own that are equal are one. */
    @ParameterizedTest
    @MethodSource("backends")
    void theLargerGateAloneWithACompressionForEach(Backend backend) {
        TmoeLinear layer = TmoeLinear.of(
                3,
                2,
                Role.FROZEN,
                Init.zeros(),
                new TmoeLinear.Settings(2, 2, 2, false, false, true, TmoeLinear.InitMethod.BERT, 1, false));
        Map<String, float[]> values = new HashMap<>(VALUES);
        values.put("tmoe.compress_expert.0", VALUES.get("tmoe.compress_expert"));
        values.put("tmoe.compress_expert.1", VALUES.get("tmoe.compress_expert"));
        check(backend, layer, values, 0.21993358, 0.7);
    }

    /** Renormalised gates are the softmax over the chosen logits, and so is their gradient (docs/spec/variants.md §4). */
    @ParameterizedTest
    @MethodSource("backends")
    void gradientOfTheLargestGates(Backend backend) {
        Tape tape = new Tape();
        Tensor logits = tape.input("logits", DType.F32, 1, 1, 4);
        Tensor weights = tape.constant(Shape.of(1, 1, 4), List.of(1.0, 2.0, 3.0, 5.0));
        tape.output("renormalized", gradient(TopGates.of(logits, 2, true).mul(weights), logits));
        tape.output("plain", gradient(TopGates.of(logits, 2, false).mul(weights), logits));
        try (Session session = backend.load(Map.of("toy", Compiler.compile(tape, backend)))) {
            GoldenModel.fill(session.input("toy", "logits"), 1, 0.5f, -0.5f, 2);
            session.run("toy");
            double p = 1 / (1 + Math.exp(1)); // of the first among the chosen two, 0 and 3
            check(session, "renormalized", -4 * p * (1 - p), 0, 0, 4 * p * (1 - p));
            double sum = Math.exp(1) + Math.exp(0.5) + Math.exp(-0.5) + Math.exp(2);
            double[] gates = {Math.exp(1) / sum, Math.exp(0.5) / sum, Math.exp(-0.5) / sum, Math.exp(2) / sum};
            double mean = gates[0] + 5 * gates[3];
            check(session, "plain", gates[0] * (1 - mean), -gates[1] * mean, -gates[2] * mean, gates[3] * (5 - mean));
        }
    }

    private static Tensor gradient(Tensor value, Tensor by) {
        return Grad.of(value.sumAll(), List.of(by)).getFirst();
    }

    /** The compression and the second expert as LoRA's two matrices (docs/spec/variants.md §1). */
    @ParameterizedTest
    @MethodSource("backends")
    void theSecondExpertAlone(Backend backend) {
        checkLora(backend, 2, false, 0.2, 1.5);
        checkLora(backend, 4, false, 0.4, 2.3);
        checkLora(backend, 4, true, 0.56568542, 2.96274170);
    }

    private static LoraLinear lora(double alpha, boolean root) {
        return LoraLinear.of(
                3, 2, Role.FROZEN, Init.zeros(), new LoraLinear.Settings(2, alpha, root, LoraLinear.InitMethod.BERT));
    }

    private static void checkLora(Backend backend, double alpha, boolean root, double... expected) {
        check(backend, lora(alpha, root), LORA, expected);
    }

    @Test
    void mergedWeights() {
        LoraLinear layer = lora(2, false);
        try (ParamStore weights = new ParamStore(layer)) {
            weights.parameters().forEach((name, parameter) -> GoldenModel.fill(parameter.segment(), LORA.get(name)));
            layer.merge();
            Linear merged = layer.linear();
            assertArrayEquals(
                    new double[] {0.65, -0.35, -0.15, 0.3, 0.8, 0.3},
                    Floats.of(merged.weight().segment()),
                    TOLERANCE);
            assertArrayEquals(new double[] {0.1, -0.1}, Floats.of(merged.bias().segment()), TOLERANCE);
        }
    }

    /** Logits 1, 0.5, −0.5, 1: of equal ones the lower index comes first (docs/spec/variants.md §4). */
    @ParameterizedTest
    @MethodSource("backends")
    void theLargestGates(Backend backend) {
        checkGates(backend, 0, false, 0.35339925, 0.21434748, 0.07885403, 0.35339925);
        checkGates(backend, 1, false, 0.35339925, 0, 0, 0);
        checkGates(backend, 2, true, 0.5, 0, 0, 0.5);
        checkGates(backend, 3, true, 0.38365173, 0.23269654, 0, 0.38365173);
    }

    private static void checkGates(Backend backend, int topk, boolean renormalized, double... expected) {
        Tape tape = new Tape();
        tape.output("gates", TopGates.of(tape.input("logits", DType.F32, 1, 1, 4), topk, renormalized));
        try (Session session = backend.load(Map.of("toy", Compiler.compile(tape, backend)))) {
            GoldenModel.fill(session.input("toy", "logits"), 1, 0.5f, -0.5f, 1);
            session.run("toy");
            check(session, "gates", expected);
        }
    }

    private static void check(Session session, String name, double... expected) {
        assertArrayEquals(expected, Floats.of(session.output("toy", name)), TOLERANCE, name);
    }
}
