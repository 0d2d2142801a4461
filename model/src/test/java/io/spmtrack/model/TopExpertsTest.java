package io.spmtrack.model;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Init;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.nn.TmoeLinear;
import io.spmtrack.engine.nn.TopGates;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers with TMoE whose router chooses some experts for each token (docs/spec/variants.md §5). */
class TopExpertsTest {
    private static final int IN = 8;
    private static final int OUT = 6;
    private static final int TOKENS = 9;

    /** One expert without tokens, one with all of them, and neither; all of them chosen, too. */
    @ParameterizedTest
    @MethodSource("io.spmtrack.model.SmallNetwork#backends")
    void theChosenExpertsAreAllOfThemWithMaskedGates(Backend backend) {
        for (double router : new double[] {0, 9, -9}) {
            for (int chosen = 1; chosen <= 4; chosen++) {
                for (int kind = 0; kind < 6; kind++) {
                    TmoeLinear layer = layer(chosen, kind % 2 == 1, kind / 2 == 1, kind / 2 == 2);
                    Map<String, double[]> expected =
                            run(layer(chosen, kind % 2 == 1, kind / 2 == 1, kind / 2 == 2), backend, router, true);
                    Map<String, double[]> found = run(layer, backend, router, false);
                    expected.forEach((name, values) -> Floats.assertClose(name, values, found.get(name), 1e-5, 1));
                }
            }
        }
    }

    private static TmoeLinear layer(int chosen, boolean renorm, boolean shared, boolean each) {
        return TmoeLinear.of(
                IN,
                OUT,
                Role.TRAINED,
                new Init.Normal(0.3),
                new TmoeLinear.Settings(3, 6, 4, false, shared, each, TmoeLinear.InitMethod.BERT, chosen, renorm));
    }

    /** What a layer says, and the gradients of all its parameters and of its input. */
    private static Map<String, double[]> run(TmoeLinear layer, Backend backend, double router, boolean masked) {
        Map<String, double[]> results = new TreeMap<>();
        try (ParamStore store = new ParamStore(layer)) {
            fill(store, layer, router);
            Tape tape = new Tape();
            Tensor x = tape.input("x", DType.F32, 2, TOKENS, IN);
            Tensor y = masked ? masked(layer, x) : layer.apply(x);
            tape.output("y", y);
            List<Tensor> by = new ArrayList<>(List.of(x));
            List<Param> parameters = List.copyOf(store.parameters().values());
            parameters.forEach(parameter -> by.add(tape.param(parameter)));
            List<Tensor> gradients =
                    Grad.of(y.mul(tape.input("w", DType.F32, 2, TOKENS, OUT)).sumAll(), by);
            tape.output("dx", gradients.getFirst());
            for (int i = 0; i < parameters.size(); i++) {
                tape.output("d " + parameters.get(i).name(), gradients.get(i + 1));
            }
            try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
                GoldenModel.fill(
                        session.input("p", "x"), GoldenValues.values("x", 1, router == 0 ? 0 : 2, 2 * TOKENS * IN));
                GoldenModel.fill(session.input("p", "w"), GoldenValues.values("w", 1, 0, 2 * TOKENS * OUT));
                session.run("p");
                tape.outputs().keySet().forEach(name -> results.put(name, Floats.of(session.output("p", name))));
            }
        }
        return results;
    }

    /** Inputs are positive where the router has a row of its own: then that expert is chosen by all, or by none. */
    private static void fill(ParamStore store, TmoeLinear layer, double router) {
        store.parameters().forEach((name, parameter) -> {
            int count = Math.toIntExact(parameter.shape().count());
            GoldenModel.fill(parameter.segment(), GoldenValues.values(name, 0.5, 0, count));
        });
        for (int i = 0; router != 0 && i < IN; i++) {
            layer.tmoe().expertRoute().weight().segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) router);
        }
    }

    /** {@code W x + b + s Σ_e w_e A_e C_e x} with w 0 for whom the router does not choose, and the shared expert for all. */
    private static Tensor masked(TmoeLinear layer, Tensor x) {
        TmoeLinear.Settings settings = layer.tmoe().settings();
        Tensor gates = TopGates.of(layer.logits(x), settings.topk(), settings.topkRenorm());
        List<Param> compressions = layer.tmoe().compressExpert().all();
        Tensor sum = layer.linear().apply(x);
        for (int expert = 0; expert < settings.expertNums(); expert++) {
            Param compression = compressions.get(compressions.size() == 1 ? 0 : expert);
            Tensor said = update(x, compression, layer.tmoe().routedExperts().get(expert));
            sum = sum.add(said.mul(gates.slice(-1, expert, 1)).mul(settings.scale()));
        }
        Tensor routed = sum;
        return layer.tmoe()
                .sharedExpert()
                .map(shared ->
                        routed.add(update(x, compressions.getFirst(), shared).mul(settings.scale())))
                .orElse(routed);
    }

    private static Tensor update(Tensor x, Param compression, Param expert) {
        return x.linear(x.tape().param(compression)).linear(x.tape().param(expert));
    }
}
