package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.Param;
import io.spmtrack.engine.Role;
import io.spmtrack.engine.Storage;
import io.spmtrack.engine.Tape;
import io.spmtrack.engine.Tensor;
import io.spmtrack.engine.cpu.CpuBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What variants of the network have in common with one another (docs/spec/variants.md §1, §2, §3, §5, §7). */
final class VariantsTest {
    private static final String[] LORA = {"qkv=lora", "out=lora", "ffn=lora"};
    private static final double CLOSE = 1e-5;

    private static void same(Map<String, double[]> expected, Map<String, double[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> Floats.assertClose(name, values, actual.get(name), CLOSE, CLOSE));
    }

    private static boolean differ(Map<String, double[]> one, Map<String, double[]> other) {
        return !Arrays.equals(one.get("scores"), other.get("scores"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qkv=lora out=lora ffn=lora",
                "qkv=lora out=tmoe ffn=none",
                "qkv=none out=lora ffn=tmoe",
                "state_token=false references=1",
                "state_token=false attention=causal",
                "token_types=two",
                "token_types=none",
                "attn_experts=3 ffn_experts=1 shared_expert=true",
                "topk=1 expert_nums=3 patch=8", // few tokens: none of them changes its choice within the step
                "qkv=none out=none ffn=none train=full",
                "qkv=lora out=lora ffn=lora ffn_layer=swiglufused use_rslora=true"
            })
    void gradientIsTheDirectionalDifference(String rows) {
        NetworkGradient.check(SmallNetwork.settings("depth=1").with(rows.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ffn_layer=mlp", "ffn_layer=swiglufused", "use_rslora=true", "out=tmoe", "qkv=tmoe", "ffn=none"})
    void mergedLoraComputesTheSame(String row) {
        Model model = new Model(SmallNetwork.settings(LORA).with("lora_alpha=6", row), TrackerSettings.published());
        model.initialize(7);
        long parameters = model.weights().count(Role.FROZEN);
        List<Map<String, double[]>> before = SmallNetwork.backends()
                .map(backend -> SmallNetwork.run(model, backend))
                .toList();
        try (Model merged = MergedLora.of(model)) {
            List<Map<String, double[]>> after = SmallNetwork.backends()
                    .map(backend -> SmallNetwork.run(merged, backend))
                    .toList();
            for (int i = 0; i < before.size(); i++) {
                same(before.get(i), after.get(i));
            }
            assertTrue(merged.weights().parameters().keySet().stream().noneMatch(name -> name.contains("lora")));
            assertEquals(parameters, merged.weights().count(Role.FROZEN));
        }
    }

    /** Weights lie where they lay, so loading never has them twice; three layers that become one are put together one by one. */
    @Test
    void mergingTakesTheMemoryOfTheUnmergedModel() {
        Model model = SmallNetwork.model(LORA);
        Map<String, Storage> before = new TreeMap<>();
        model.weights().parameters().forEach((name, parameter) -> before.put(name, parameter.storage()));
        try (Model merged = MergedLora.of(model)) {
            merged.weights().parameters().forEach((name, parameter) -> {
                String layer = name.replace(".weight", ".linear.weight").replace(".bias", ".linear.bias");
                if (!name.contains(".attn.qkv.")) {
                    assertSame(before.get(before.containsKey(name) ? name : layer), parameter.storage(), name);
                }
            });
            long freed = before.entrySet().stream()
                    .filter(entry -> entry.getKey().matches(".*(lora.[AB]|qkv.*)"))
                    .filter(entry -> !entry.getValue().segment().scope().isAlive())
                    .count();
            assertEquals(
                    2 * (6 * 2 + 3 * 2), freed, "of two blocks: A and B of six layers, weights and biases of three");
        }
    }

    @Test
    void aModelWithoutLoraIsItselfMerged() {
        try (Model model = SmallNetwork.model()) {
            assertSame(model, MergedLora.of(model));
        }
    }

    @ParameterizedTest
    @MethodSource("io.spmtrack.model.SmallNetwork#backends")
    void loraIsTmoeWithOneExpert(Backend backend) {
        try (Model lora = SmallNetwork.model(LORA);
                Model tmoe = SmallNetwork.model("expert_nums=1")) {
            Map<String, String> names = new TreeMap<>();
            for (String name : lora.weights().parameters().keySet()) {
                names.put(
                        name,
                        name.replace("lora.A", "tmoe.compress_expert").replace("lora.B", "tmoe.routed_experts.0"));
            }
            names.forEach((ours, theirs) -> copy(tmoe, theirs, lora, ours));
            Map<String, double[]> one = gradients(lora, backend);
            Map<String, double[]> other = gradients(tmoe, backend);
            for (String name : one.keySet()) {
                String same = name.startsWith("d ") ? "d " + names.get(name.substring(2)) : name;
                Floats.assertClose(name, other.get(same), one.get(name), CLOSE, CLOSE);
            }
            other.forEach((name, values) -> {
                if (name.endsWith("expert_route.weight")) {
                    assertArrayEquals(new double[values.length], values, name);
                }
            });
        }
    }

    private static Map<String, double[]> gradients(Model model, Backend backend) {
        List<Param> adapters = model.weights().parameters().values().stream()
                .filter(parameter -> parameter.name().startsWith("blocks.") && parameter.role() == Role.TRAINED)
                .toList();
        return SmallNetwork.run(model, backend, UnaryOperator.identity(), adapters);
    }

    private static void copy(Model from, String name, Model to, String other) {
        Param source = from.weights().find(name).orElseThrow();
        to.weights().find(other).orElseThrow().segment().copyFrom(source.segment());
    }

    /** Tensors of the same name have the same values: they depend on the name alone. Fused layers are put together. */
    @ParameterizedTest
    @MethodSource("io.spmtrack.model.SmallNetwork#backends")
    void loraThatStartsAtZeroIsThePlainBackbone(Backend backend) {
        try (Model lora = new Model(SmallNetwork.settings(LORA).with("lora_init=lora"), TrackerSettings.published());
                Model plain = SmallNetwork.model("qkv=none", "out=none", "ffn=none")) {
            lora.initialize(7);
            plain.weights().parameters().forEach((name, parameter) -> fill(lora, name, parameter));
            same(SmallNetwork.run(plain, backend), SmallNetwork.run(lora, backend));
        }
    }

    private static void fill(Model lora, String name, Param target) {
        String layer = name.replace(".weight", ".linear.weight").replace(".bias", ".linear.bias");
        if (name.contains(".attn.qkv.")) {
            long bytes = target.segment().byteSize() / 3;
            for (int i = 0; i < 3; i++) {
                String part = layer.replace(".qkv.", ".qkv." + "qkv".charAt(i) + ".");
                target.segment()
                        .asSlice(i * bytes, bytes)
                        .copyFrom(lora.weights().find(part).orElseThrow().segment());
            }
        } else {
            lora.weights()
                    .find(layer)
                    .or(() -> lora.weights().find(name))
                    .ifPresent(source -> target.segment().copyFrom(source.segment()));
        }
    }

    @ParameterizedTest
    @MethodSource("io.spmtrack.model.SmallNetwork#backends")
    void fewerTypesAreEqualOrZeroTypes(Backend backend) {
        try (Model three = SmallNetwork.model();
                Model two = SmallNetwork.model("token_types=two");
                Model none = SmallNetwork.model("token_types=none")) {
            float[] rows = values(three, "token_type_embed");
            System.arraycopy(rows, 0, rows, 32, 32);
            GoldenModel.fill(segment(three, "token_type_embed"), rows);
            GoldenModel.fill(segment(two, "token_type_embed"), Arrays.copyOfRange(rows, 32, 96));
            same(SmallNetwork.run(three, backend), SmallNetwork.run(two, backend));
            GoldenModel.fill(segment(three, "token_type_embed"), new float[96]);
            same(SmallNetwork.run(three, backend), SmallNetwork.run(none, backend));
        }
    }

    @Test
    void masksMatterWithThreeTypesOnly() {
        UnaryOperator<String> other = name -> name.startsWith("mask") ? name + " other" : name;
        for (String types : List.of("three", "two", "none")) {
            try (Model model = SmallNetwork.model("token_types=" + types)) {
                for (Backend backend : SmallNetwork.backends().toList()) {
                    Map<String, double[]> plain = SmallNetwork.run(model, backend);
                    boolean seen = differ(plain, SmallNetwork.run(model, backend, other, List.of()));
                    assertEquals(types.equals("three"), seen, types);
                }
            }
        }
    }

    @Test
    void withoutStateTokenOnlyItsTensorsAreGone() {
        try (Model with = SmallNetwork.model();
                Model without = SmallNetwork.model("state_token=false")) {
            List<String> gone = with.weights().parameters().keySet().stream()
                    .filter(name -> without.weights().find(name).isEmpty())
                    .toList();
            assertEquals(List.of("track_query", "query_embed"), gone);
            assertEquals(with.settings().tokens() - 1, without.settings().tokens());
            Map<String, double[]> outputs = SmallNetwork.run(without, new CpuBackend(2));
            assertFalse(outputs.containsKey("state"));
        }
        assertEquals(
                925,
                ModelSettings.base().with("state_token=false", "references=1").tokens());
        assertEquals(1317, ModelSettings.base().with("state_token=false").tokens());
    }

    /** The tokens of a frame are the state token, where there is one, the references in order, and the search crop. */
    @ParameterizedTest
    @MethodSource("io.spmtrack.model.SmallNetwork#backends")
    void orderOfTheTokens(Backend backend) {
        for (String rows : new String[] {"state_token=false references=1", "state_token=false", "references=2"}) {
            try (Model model = SmallNetwork.model(rows.split(" "))) {
                Tape tape = new Tape();
                SmallNetwork.Frame frame = SmallNetwork.Frame.of(model, tape);
                List<Tensor> parts = new ArrayList<>();
                if (model.settings().input().stateToken()) {
                    Tensor query = tape.param(model.network().trackQuery().orElseThrow());
                    Tensor embed = tape.param(model.network().queryEmbed().orElseThrow());
                    parts.add(frame.state().add(query.add(embed).reshape(1, 1, 32)));
                }
                frame.crops().forEach(crop -> parts.add(crop.tokens()));
                parts.add(frame.search());
                tape.output("expected", Tensor.concat(1, parts.toArray(Tensor[]::new)));
                Pass pass = Pass.tracking().seenBy((name, tensor) -> {
                    if (name.equals("tokens")) {
                        tape.output(name, tensor);
                    }
                });
                model.network().frame(frame.state(), References.join(frame.crops()), frame.search(), pass);
                Map<String, double[]> values = SmallNetwork.values(tape, backend, UnaryOperator.identity());
                assertEquals(model.settings().tokens() * 32, values.get("tokens").length);
                assertArrayEquals(values.get("expected"), values.get("tokens"));
            }
        }
    }

    /** Without state token the network is the default one's blocks and norm over the other tokens, and its head sees what they say. */
    @ParameterizedTest
    @MethodSource("io.spmtrack.model.SmallNetwork#backends")
    void withoutStateTokenTheHeadSeesWhatTheBlocksSay(Backend backend) {
        try (Model with = SmallNetwork.model();
                Model without = SmallNetwork.model("state_token=false")) {
            Tape tape = new Tape();
            SmallNetwork.Frame frame = SmallNetwork.Frame.of(without, tape);
            SpmTrack network = with.network();
            Tensor tokens = References.join(frame.crops()).tokens();
            int references = tokens.shape().size(1);
            tokens = Tensor.concat(1, tokens, frame.search());
            for (Block block : network.blocks()) {
                tokens = block.apply(tokens);
            }
            int cells = with.settings().searchCells();
            Tensor said = network.norm().apply(tokens).slice(1, references, cells);
            Head.Found found = network.head().find(said, with.settings().searchGrid(), Pass.tracking());
            tape.output("scores", found.scores());
            tape.output("boxes", found.boxes());
            same(SmallNetwork.values(tape, backend, UnaryOperator.identity()), SmallNetwork.run(without, backend));
            assertTrue(differ(SmallNetwork.run(with, backend), SmallNetwork.run(without, backend)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anyNumberOfReferences(int references) {
        for (Backend backend : SmallNetwork.backends().toList()) {
            try (Model one = SmallNetwork.model("references=1", "token_types=two");
                    Model model = SmallNetwork.model("references=" + references, "token_types=two")) {
                Map<String, double[]> plain = SmallNetwork.run(model, backend);
                String last = "z" + (references - 1);
                UnaryOperator<String> swapped = name -> name.equals("z0") ? last : name.equals(last) ? "z0" : name;
                same(plain, SmallNetwork.run(model, backend, swapped, List.of()));
                UnaryOperator<String> alike = name -> name.startsWith("z") ? "z0" : name;
                Map<String, double[]> repeated = SmallNetwork.run(model, backend, alike, List.of());
                assertEquals(references > 1, differ(plain, repeated));
                assertEquals(references > 1, differ(SmallNetwork.run(one, backend), repeated), "share of attention");
            }
        }
        int[] tokens = {926, 1122, 1318, 1514};
        assertEquals(
                tokens[references - 1],
                ModelSettings.base().with("references=" + references).tokens());
    }

    @Test
    void expertsOfEachKindOfLayer() {
        assertEquals(
                shapes(SmallNetwork.settings("expert_nums=4")),
                shapes(SmallNetwork.settings("attn_experts=4", "ffn_experts=4")));
        Map<String, String> mixed = shapes(SmallNetwork.settings("attn_experts=3", "ffn_experts=1"));
        assertEquals("[3, 32]", mixed.get("blocks.0.attn.qkv.q.tmoe.expert_route.weight"));
        assertEquals("[1, 128]", mixed.get("blocks.1.mlp.fc2.tmoe.expert_route.weight"));
    }

    private static Map<String, String> shapes(ModelSettings settings) {
        Map<String, String> shapes = new TreeMap<>();
        SpmTrack.of(settings)
                .parameters()
                .forEach((name, parameter) -> shapes.put(name, parameter.shape().toString()));
        return shapes;
    }

    @ParameterizedTest
    @CsvSource({
        "moe_experts=5, moe_* belong to ffn=moe",
        "topk=3 expert_nums=2, topk must lie in 0",
        "topk=3 expert_nums=4 ffn_experts=2, topk must lie in 0",
        "ffn=moe moe_topk=5, moe_topk must lie in 0",
        "shared_expert=true route_compression=true, shared_expert cannot be combined with route_compression"
    })
    void settingsThatContradictEachOtherAreRefused(String rows, String mention) {
        RuntimeException refusal =
                assertThrows(RuntimeException.class, () -> ModelSettings.base().with(rows.split(" ")));
        assertTrue(refusal.getMessage().contains(mention), refusal.getMessage());
    }

    @Test
    void namesOfThePlainAndOfTheLoraBackbone() {
        Map<String, String> plain = shapes(SmallNetwork.settings("qkv=none", "out=none", "ffn=none"));
        assertEquals("[96, 32]", plain.get("blocks.0.attn.qkv.weight"));
        assertEquals("[32, 128]", plain.get("blocks.1.mlp.fc2.weight"));
        Map<String, String> lora = shapes(SmallNetwork.settings(LORA));
        assertEquals("[4, 32]", lora.get("blocks.0.attn.qkv.q.lora.A"));
        assertEquals("[128, 4]", lora.get("blocks.1.mlp.fc1.lora.B"));
        assertEquals("[32]", lora.get("blocks.1.attn.proj.linear.bias"));
    }

    private static MemorySegment segment(Model model, String name) {
        return model.weights().find(name).orElseThrow().segment();
    }

    private static float[] values(Model model, String name) {
        return segment(model, name).toArray(ValueLayout.JAVA_FLOAT);
    }
}
