package io.spmtrack.model.pair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.op.Grouped;
import io.spmtrack.engine.reference.ReferenceBackend;
import io.spmtrack.model.settings.SettingKeys;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One adapter by itself: its size, its work and how the load of its experts is judged. */
class SdmoeTest {
    private static final int EXPERTS = 4;
    private static final int TOKENS = 8;

    static Stream<Backend> backends() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2));
    }

    private static SdmoeSettings settings(String... rows) {
        SettingKeys<SdmoeSettings> keys = SettingKeys.of(SdmoeSettings.class);
        return keys.with(keys.defaults(), rows);
    }

    /** The counts of the specification for ViT-B, without biases. */
    @Test
    void sizeForViTB() {
        Map<String, Long> counts = new TreeMap<>();
        Sdmoe.of(settings(), 768, 12).parameters().forEach((name, parameter) -> {
            if (parameter.shape().rank() > 1) {
                String part = name.contains(".") && !name.startsWith("shared.router")
                        ? name.substring(0, name.indexOf('.'))
                        : name;
                counts.merge(part, parameter.shape().count(), Long::sum);
            }
        });
        assertEquals(Map.of("router", 3_072L, "experts", 589_824L, "shared", 114_688L, "shared.router", 256L), counts);
        assertEquals(86, settings().inner(1024), "ViT-L: the even number nearest to 1024 / 12");
        assertEquals(64, settings().inner(768));
    }

    /** Exactly 1 where all experts are used alike, exactly N where one is. */
    @ParameterizedTest
    @MethodSource("backends")
    void balanceHasItsEndPoints(Backend backend) {
        assertEquals(1, balance(backend, token -> token % EXPERTS));
        assertEquals(EXPERTS, balance(backend, token -> 2));
    }

    private static double balance(Backend backend, IntUnaryOperator expert) {
        Tape tape = new Tape();
        Tensor probabilities = tape.input("p", DType.F32, TOKENS, EXPERTS);
        tape.output("balance", Sdmoe.balance(probabilities, probabilities.route(1)[1]));
        try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
            for (int token = 0; token < TOKENS; token++) {
                for (int i = 0; i < EXPERTS; i++) {
                    float value = expert.applyAsInt(token) == i ? 1 : 0;
                    session.input("p", "p").setAtIndex(ValueLayout.JAVA_FLOAT, (long) token * EXPERTS + i, value);
                }
            }
            session.run("p");
            return Floats.of(session.output("p", "balance"))[0];
        }
    }

    /** Rows that experts multiply, and so their work, grow with K and not with N. */
    @Test
    void onlyChosenExpertsAreComputed() {
        for (int experts : new int[] {2, 4, 16}) {
            for (int chosen = 1; chosen <= 2; chosen++) {
                List<Integer> rows = rows("sdmoe_experts=" + experts, "sdmoe_topk=" + chosen);
                assertEquals(List.of(TOKENS * chosen, TOKENS * chosen, TOKENS * chosen), rows);
            }
        }
    }

    private static List<Integer> rows(String... settings) {
        Tape tape = new Tape();
        Sdmoe adapter = Sdmoe.of(settings(settings), 24, 1);
        List<Integer> rows = new ArrayList<>();
        try (ParamStore store = new ParamStore(adapter)) {
            store.initialize(1);
            tape.output("y", adapter.apply(tape.input("x", DType.F32, 1, TOKENS, 24), Optional.empty()));
            for (int i = 0; i < tape.size(); i++) {
                if (tape.node(i).op() instanceof Grouped.Layer) {
                    rows.add(tape.node(i).in().getFirst().shape().size(0));
                }
            }
        }
        return rows;
    }

    /** Fresh adapters of every kind return their input, every bit of it. */
    @ParameterizedTest
    @MethodSource("backends")
    void freshAdaptersChangeNothing(Backend backend) {
        for (String row : new String[] {
            "sdmoe_gate=input",
            "sdmoe_gate=latent",
            "sdmoe_combine=mean",
            "sdmoe_combine=sum",
            "sdmoe_norm=true",
            "sdmoe_weighed=false",
            "sdmoe_topk=4",
            "sdmoe_scale=0.5"
        }) {
            Tape tape = new Tape();
            Sdmoe adapter = Sdmoe.of(settings(row), 24, 1);
            List<Tensor> losses = new ArrayList<>();
            try (ParamStore store = new ParamStore(adapter)) {
                store.initialize(1);
                tape.output("y", adapter.apply(tape.input("x", DType.F32, 2, 3, 24), Optional.of(losses::add)));
                try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
                    double[] input = new double[2 * 3 * 24];
                    for (int i = 0; i < input.length; i++) {
                        input[i] = (float) Math.sin(i + 0.5);
                        session.input("p", "x").setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) input[i]);
                    }
                    session.run("p");
                    assertArrayEquals(input, Floats.of(session.output("p", "y")), row);
                }
            }
            assertTrue(losses.size() == 1, row);
        }
    }
}
