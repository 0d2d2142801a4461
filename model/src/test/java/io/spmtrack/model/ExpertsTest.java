package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.DType;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.Grad;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.ParamStore;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Session;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.compile.Compiler;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.nn.Experts;
import io.spmtrack.engine.nn.LoraLinear;
import io.spmtrack.engine.nn.TopGates;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mixtures of whole networks (docs/spec/variants.md §4). */
class ExpertsTest {
    private static final double ROUNDING = 1e-5;
    private static final String[] MIXTURE = {"qkv=lora", "out=lora", "ffn=moe"};

    static Stream<Backend> backends() {
        return Stream.of(new ReferenceBackend(), new CpuBackend(2));
    }

    private static Model model(String... more) {
        return SmallNetwork.model(
                Stream.concat(Stream.of(MIXTURE), Stream.of(more)).toArray(String[]::new));
    }

    /** The plain network with the tensors of a mixture's shared or first one. */
    private static Model plain(Model mixture) {
        Model plain = SmallNetwork.model("qkv=lora", "out=lora", "ffn=none");
        plain.weights().parameters().forEach((name, parameter) -> {
            Param from = mixture.weights()
                    .find(name)
                    .or(() -> mixture.weights().find(name.replace(".mlp.", ".mlp.shared_experts.")))
                    .or(() -> mixture.weights().find(name.replace(".mlp.", ".mlp.experts.0.")))
                    .orElseThrow();
            parameter.segment().copyFrom(from.segment());
        });
        return plain;
    }

    private static void assertSame(Model one, Model other, Backend backend) {
        Map<String, double[]> expected = SmallNetwork.run(one, backend);
        SmallNetwork.run(other, backend)
                .forEach((name, values) -> Floats.assertClose(name, expected.get(name), values, ROUNDING, 1));
    }

    /** (b), and (a) where the experts' second layers are 0. */
    @ParameterizedTest
    @MethodSource("backends")
    void mixturesStartAsThePretrainedNetwork(Backend backend) {
        for (String[] rows : new String[][] {{"moe_shared=0", "moe_experts=5"}, {}, {"moe_topk=2"}}) {
            try (Model mixture = model(rows);
                    Model plain = plain(mixture)) {
                assertSame(plain, mixture, backend);
            }
        }
    }

    /** With copies the branch is what the shared network says, twice. */
    @ParameterizedTest
    @MethodSource("backends")
    void copiesDoubleTheBranch(Backend backend) {
        for (String[] rows :
                new String[][] {{"moe_init=pretrained"}, {"moe_init=pretrained", "moe_topk=2", "moe_renorm=true"}}) {
            try (Model mixture = model(rows);
                    Model plain = plain(mixture)) {
                for (int block = 0; block < 2; block++) {
                    for (String vector : List.of("mlp.fc2.weight", "mlp.fc2.bias")) {
                        twice(plain.weights()
                                .find("blocks." + block + "." + vector)
                                .orElseThrow());
                    }
                }
                assertSame(plain, mixture, backend);
            }
        }
    }

    private static void twice(Param parameter) {
        MemorySegment segment = parameter.segment();
        for (long i = 0; i < parameter.shape().count(); i++) {
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, 2 * segment.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
    }

    @Test
    void weightsOfKnownLogits() {
        Tape tape = new Tape();
        Tensor logits = tape.input("x", DType.F32, 1, 4);
        Tensor weights = logits.softmax();
        tape.output("all", weights);
        for (int chosen = 1; chosen <= 3; chosen++) {
            Tensor[] route = weights.route(chosen);
            tape.output("entries" + chosen, route[1].cast(DType.F32));
        }
        tape.output("two", TopGates.of(logits, 2, true));
        tape.output("three", TopGates.of(logits, 3, true));
        for (Backend backend : backends().toList()) {
            try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
                GoldenModel.fill(session.input("p", "x"), 1, 0.5f, -0.5f, 1);
                session.run("p");
                close(session, "all", .35339925, .21434748, .07885403, .35339925);
                close(session, "entries1", 0);
                close(session, "entries2", 0, 3);
                close(session, "entries3", 0, 1, 3);
                close(session, "two", .5, 0, 0, .5);
                close(session, "three", .38365173, .23269654, 0, .38365173);
            }
        }
    }

    private static void close(Session session, String output, double... expected) {
        Floats.assertClose(output, expected, Floats.of(session.output("p", output)), 1e-6, 1);
    }

    /** The experts of one layer, {@code [2, 9, 8] → [2, 9, 8]}, and the gradients of its weights. */
    private static Experts experts(int chosen, boolean renorm, String... more) {
        ModelSettings settings = SmallNetwork.settings(
                        Stream.concat(Stream.of(MIXTURE), Stream.of(more)).toArray(String[]::new))
                .with("embed_dim=8", "moe_init=bert");
        Role role = settings.moe().moeFrozen() ? Role.FROZEN : Role.TRAINED;
        Experts all = FeedForward.Mixture.of(settings, role).experts();
        return new Experts(all.sharedExperts(), all.experts(), all.gate(), new Experts.Settings(chosen, renorm, 0.5));
    }

    /** What the experts say, summed with fixed weights, and its gradients. */
    private static Map<String, double[]> run(Experts experts, Backend backend, double router, boolean masked) {
        Map<String, double[]> results = new TreeMap<>();
        try (ParamStore store = new ParamStore(experts)) {
            store.initialize(5);
            if (experts.experts().getFirst().first() instanceof LoraLinear) {
                experts.copy(true, true);
            }
            Param gate = experts.gate().weight();
            for (int i = 0; router != 0 && i < 8; i++) {
                gate.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) router);
            }
            Tape tape = new Tape();
            Tensor x = tape.input("x", DType.F32, 2, 9, 8);
            List<Tensor> losses = new ArrayList<>();
            Tensor y = masked ? masked(experts, x) : experts.apply(x, Optional.of(losses::add));
            tape.output("y", y);
            Tensor value = y.mul(tape.input("w", DType.F32, 2, 9, 8)).sumAll();
            List<Param> trained = List.copyOf(store.parameters().values());
            List<Tensor> gradients =
                    Grad.of(value, trained.stream().map(tape::param).toList());
            for (int i = 0; i < trained.size(); i++) {
                if (!gradients.get(i).isNone()) {
                    tape.output("d " + trained.get(i).name(), gradients.get(i));
                }
            }
            if (!losses.isEmpty()) {
                tape.output("balance", losses.getFirst());
            }
            try (Session session = backend.load(Map.of("p", Compiler.compile(tape, backend)))) {
                float[] inputs = GoldenValues.values("x", 1, router == 0 ? 0 : 2, 144);
                GoldenModel.fill(session.input("p", "x"), inputs);
                GoldenModel.fill(session.input("p", "w"), GoldenValues.values("w", 1, 0, 144));
                session.run("p");
                tape.outputs().keySet().forEach(name -> results.put(name, Floats.of(session.output("p", name))));
            }
        }
        return results;
    }

    /** All experts of all tokens, most of them times 0. */
    private static Tensor masked(Experts experts, Tensor x) {
        Tensor gates = TopGates.of(
                x.linear(x.tape().param(experts.gate().weight())),
                experts.settings().chosen(),
                experts.settings().renorm());
        Tensor sum = experts.sharedExperts().map(shared -> shared.apply(x)).orElse(Tensor.none());
        for (int i = 0; i < experts.experts().size(); i++) {
            sum = sum.plus(experts.experts().get(i).apply(x).mul(gates.slice(-1, i, 1)));
        }
        return sum;
    }

    /** Some experts may be chosen by nobody, one by all, the others too. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 9, -9})
    void sparseIsDenseWithMaskedWeights(double router) {
        for (Backend backend : backends().toList()) {
            for (int chosen = 1; chosen <= 4; chosen++) {
                for (boolean renorm : new boolean[] {false, true}) {
                    Experts experts = experts(chosen, renorm);
                    Map<String, double[]> sparse = run(experts, backend, router, false);
                    Map<String, double[]> dense = run(experts(chosen, renorm), backend, router, true);
                    dense.forEach((name, values) -> Floats.assertClose(name, values, sparse.get(name), ROUNDING, 1));
                }
            }
        }
    }

    /** Also experts that are frozen, each with LoRA, and gated networks. */
    @ParameterizedTest
    @ValueSource(strings = {"moe_frozen=true", "ffn_layer=swiglufused", "moe_frozen=true ffn_layer=swiglufused"})
    void sparseIsDenseForOtherExperts(String rows) {
        for (Backend backend : backends().toList()) {
            Map<String, double[]> sparse = run(experts(2, false, rows.split(" ")), backend, 0, false);
            Map<String, double[]> dense = run(experts(2, false, rows.split(" ")), backend, 0, true);
            dense.forEach((name, values) -> Floats.assertClose(name, values, sparse.get(name), ROUNDING, 1));
        }
    }

    /** Copies of one frozen network: its layers are computed once, which is what all of them together say, and so are the gradients. */
    @ParameterizedTest
    @ValueSource(
            strings = {"moe_shared=1", "moe_shared=0", "ffn_layer=swiglufused", "moe_shared=0 ffn_layer=swiglufused"})
    void frozenCopiesAreComputedOnce(String rows) {
        String[] frozen = ("moe_frozen=true lora_alpha=6 " + rows).split(" ");
        for (Backend backend : backends().toList()) {
            Map<String, double[]> once = run(experts(4, false, frozen), backend, 0, false);
            Map<String, double[]> each = run(experts(4, false, frozen), backend, 0, true);
            each.forEach((name, values) -> {
                if (!name.contains(".linear.")) { // of what is frozen, each copy has its own share of the gradient
                    Floats.assertClose(name, values, once.get(name), ROUNDING, 1);
                }
            });
        }
    }

    /** Billions of multiply-accumulates of the tables of docs/spec/variants.md §4: rows with LoRA of attention merged. */
    @Test
    void operationsAreThoseOfWhatIsComputed() {
        String[] rows = {"qkv=lora", "out=lora", "ffn=moe"};
        ModelSettings base = ModelSettings.base().with(rows);
        double lora = 1318L * 12 * 4 * 2 * 768 * 64 / 1e9;
        double network = 1318L * 12 * 8 * 768 * 768 / 1e9;
        assertEquals(74.63, network, 0.01);
        assertEquals(444.8, giga(base) - lora, 0.05);
        assertEquals(295.6, giga(base.with("moe_topk=2")) - lora, 0.05);
        assertEquals(444.8, giga(base.with("moe_experts=8", "moe_topk=4")) - lora, 0.1);
        double updates = 5 * 1318L * 12 * 2 * 5 * 768 * 64 / 1e9;
        assertEquals(
                giga(base) - 4 * network + updates,
                giga(base.with("moe_frozen=true")),
                1e-6,
                "copies are computed once");
        assertEquals(
                giga(base.with("moe_topk=2")) + 3 * updates / 5,
                giga(base.with("moe_frozen=true", "moe_topk=2")),
                1e-6,
                "of some tokens each");
    }

    /** Where everything is trained the copies become different networks. */
    @Test
    void copiesThatAreTrainedAreComputedEach() {
        ModelSettings trained = SmallNetwork.settings(MIXTURE).with("moe_frozen=true", "train=full");
        double frozen = ModelCost.of(trained.with("train=adapters")).macs().linear();
        int network = 2 * 32 * 128;
        double tokens = trained.tokens() * 2.0;
        assertEquals(frozen + 4 * network * tokens, (double)
                ModelCost.of(trained).macs().linear());
        NetworkGradient.check(trained.with("depth=1", "embed_dim=16"));
    }

    private static double giga(ModelSettings settings) {
        return ModelCost.of(settings).macs().total() / 1e9;
    }

    /** α where the load is even; by hand where all tokens choose one of four. */
    @Test
    void balanceOfTheLoad() {
        for (Backend backend : backends().toList()) {
            assertEquals(0.5, run(experts(4, false), backend, 0, false).get("balance")[0], 1e-6);
            double[] crowded = run(experts(1, false), backend, 90, false).get("balance");
            assertEquals(0.5 * 4, crowded[0], 1e-3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "moe_topk=0",
                "moe_topk=2",
                "moe_frozen=true",
                "ffn_layer=swiglufused",
                "ffn_layer=swiglufused moe_topk=2",
                "ffn_layer=swiglufused moe_frozen=true"
            })
    void gradientIsTheDirectionalDifference(String row) {
        NetworkGradient.check(
                SmallNetwork.settings("qkv=lora", "out=lora", "ffn=moe", "moe_init=bert", "depth=1", "embed_dim=16")
                        .with(row.split(" ")));
    }
}
