package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Role;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tracker that sees a second modality by adapters. */
class PairNetworkTest {
    private static final String[] NONE = {"qkv=none", "out=none", "ffn=none"};

    static Stream<Backend> backends() {
        return SmallNetwork.backends();
    }

    /** Fed the same picture twice, a fresh one says what the tracker it stands on says, bit for bit. */
    @ParameterizedTest
    @MethodSource("backends")
    void startsAsTheTrackerItStandsOn(Backend backend) {
        for (String attention : new String[] {"attention=joint", "attention=causal"}) {
            try (Model pair =
                            SmallNetwork.model("sdmoe=true", "train=pair", "gsahf=true", "gsahf_levels=2", attention);
                    Model tracker = SmallNetwork.model(attention)) {
                tracker.weights()
                        .parameters()
                        .forEach((name, parameter) -> parameter
                                .segment()
                                .copyFrom(
                                        pair.weights().find(name).orElseThrow().segment()));
                Map<String, double[]> expected = SmallNetwork.run(tracker, backend);
                Map<String, double[]> actual = SmallNetwork.run(pair, backend);
                assertEquals(expected.keySet(), actual.keySet());
                expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
            }
        }
    }

    /** Nothing of the tracker is trained but its head, and that only where it is wanted. */
    @Test
    void theTrackerStaysAsItIs() {
        for (boolean head : new boolean[] {true, false}) {
            String[] rows = {"sdmoe=true", "train=pair", "gsahf=true", "gsahf_levels=1", "sdmoe_head=" + head};
            SpmTrack.of(SmallNetwork.settings(rows))
                    .parameters()
                    .forEach((name, parameter) -> assertEquals(
                            name.contains(".sdmoe.") || name.startsWith("gsahf.") || head && name.startsWith("head."),
                            parameter.role() == Role.TRAINED,
                            name));
        }
    }

    /** Of the experts' work a frame needs that of the chosen ones, in both streams. */
    @Test
    void costCountsChosenExpertsInBothStreams() {
        ModelSettings plain = SmallNetwork.settings(NONE);
        ModelSettings pair = plain.with("sdmoe=true", "sdmoe_width=4");
        long tokens = 2L * plain.tokens();
        long depth = 2;
        long adapter = 4 * 32 + 3 * 32 * 4 + 2 * 32 * 4 + 4 * 4 * 4 + 4 * 4;
        assertEquals(
                2 * ModelCost.of(plain).macs().linear() + tokens * depth * adapter,
                ModelCost.of(pair).macs().linear());
        long more = ModelCost.of(pair.with("sdmoe_experts=8")).macs().linear()
                - ModelCost.of(pair).macs().linear();
        assertEquals(tokens * depth * 4 * 32, more, "four more experts cost their rows of the router");
        assertTrue(ModelCost.of(pair.with("sdmoe_topk=2")).macs().linear()
                > ModelCost.of(pair).macs().linear());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sdmoe_gate=input",
                "sdmoe_gate=latent",
                "sdmoe_topk=2",
                "sdmoe_combine=mean",
                "sdmoe_norm=true",
                "sdmoe_activation=gelu"
            })
    void gradientIsTheDirectionalDifference(String row) {
        NetworkGradient.check(SmallNetwork.settings(
                "qkv=lora", "out=lora", "ffn=lora", "sdmoe=true", "train=pair", "depth=1", "embed_dim=24", row));
    }

    /** With the hypergraph held fixed, which a small step does not change. */
    @ParameterizedTest
    @ValueSource(strings = {"gsahf_edges=nearest", "gsahf_edges=radius", "gsahf_pool=1", "attention=causal"})
    void gradientOfTheFusionIsTheDirectionalDifference(String row) {
        NetworkGradient.check(SmallNetwork.settings(
                "qkv=none",
                "out=none",
                "ffn=none",
                "sdmoe=true",
                "train=pair",
                "gsahf=true",
                "gsahf_levels=2",
                "gsahf_neighbours=3",
                "gsahf_radius=0.2",
                "gsahf_width=12",
                row));
    }

    /** ViT-B and ViT-L with patches of 16 as specified: 12 and 24 adapters, four depths of 24 by 24 cells. */
    @Test
    void sizesOfTheSpecification() {
        ModelSettings base = ModelSettings.base().with("patch=16", "template_size=192", "search_size=384");
        long adapters = SpmTrack.of(base.with("sdmoe=true")).parameters().entrySet().stream()
                .filter(entry -> entry.getKey().contains(".sdmoe."))
                .filter(entry -> entry.getValue().shape().rank() > 1)
                .mapToLong(entry -> entry.getValue().shape().count())
                .sum();
        assertEquals(12 * 707_840, adapters, "8.5 M");
        ModelSettings fused = base.with("sdmoe=true", "gsahf=true");
        long narrowing = 8L * 576 * 768 * 256;
        long alignment = 8L * 576 * 256 * 256;
        long nodes = 1152;
        long convolutions = 2 * nodes * (256 * 256 + 2 * 11 * 256);
        assertEquals(
                narrowing + alignment + nodes * nodes * 256 + convolutions + 144L * 256 * 768,
                ModelCost.of(fused).macs().fusion());
        for (int block = 0; block < 12; block++) {
            assertEquals(block % 3 == 2, fused.gsahf().takes(block, 12));
        }
        for (int block = 0; block < 24; block++) {
            assertEquals(block % 6 == 5, fused.gsahf().takes(block, 24));
        }
    }
}
