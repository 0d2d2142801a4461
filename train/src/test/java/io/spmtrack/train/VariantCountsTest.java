package io.spmtrack.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spmtrack.model.ModelCost;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Parameters and multiply-accumulates of the variants (docs/spec/variants.md §0 to §9). */
final class VariantCountsTest {
    private static final long FROZEN = 86_086_656;

    private record Counts(long total, long trained) {}

    // spotless:off
    private static final Map<String, Counts> COUNTS = Map.ofEntries(
            Map.entry("table5-1", new Counts(99_072_005, 12_985_349)),
            Map.entry("table5-2", new Counts(115_329_029, 29_242_373)),
            Map.entry("table5-3", new Counts(99_073_541, 12_986_885)),
            Map.entry("table6-1", new Counts(99_073_541, 12_986_885)),
            Map.entry("table6-2", new Counts(108_105_221, 22_018_565)),
            Map.entry("table6-3", new Counts(104_492_549, 18_405_893)),
            Map.entry("table6-4", new Counts(106_298_885, 20_212_229)),
            Map.entry("table7-2", new Counts(131_255_813, 45_169_157)),
            Map.entry("moe-a", new Counts(319_888_901, 233_802_245)),
            Map.entry("moe-b", new Counts(319_898_117, 290_480_645)),
            Map.entry("moe-c", new Counts(349_380_101, 36_616_709)),
            Map.entry("moe-d-4", new Counts(319_888_901, 233_802_245)),
            Map.entry("moe-d-8", new Counts(546_602_501, 460_515_845)),
            Map.entry("moe-a-316", new Counts(316_755_461, 316_755_461 - FROZEN)),
            Map.entry("experts-2", new Counts(104_547_845, 104_547_845 - FROZEN)),
            Map.entry("experts-6", new Counts(126_113_285, 126_113_285 - FROZEN)),
            Map.entry("experts-8", new Counts(136_896_005, 136_896_005 - FROZEN)),
            Map.entry("no-state", new Counts(115_329_029, 29_242_373)),
            Map.entry("types-none", new Counts(115_328_261, 29_241_605)),
            Map.entry("types-two", new Counts(115_329_797, 29_243_141)),
            Map.entry("mae", new Counts(115_332_869, 29_243_909)),
            Map.entry("dropmae", new Counts(115_332_869, 29_243_909)),
            Map.entry("ostrack-head", new Counts(119_438_469, 33_351_813)),
            Map.entry("full", new Counts(88_456_709, 88_456_709)),
            Map.entry("head-only", new Counts(88_456_709, 2_370_053)));
    // spotless:on

    static final List<String> VARIANTS = Preset.VARIANTS;

    private static ModelCost cost(String preset, String... rows) {
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(List.of(preset)).forEach(overrides::preset);
        return ModelCost.of(overrides.arguments(List.of(rows)).build().model());
    }

    @Test
    void everyVariantIsCounted() {
        assertEquals(new TreeSet<>(Preset.VARIANTS), new TreeSet<>(COUNTS.keySet()));
    }

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void countsAreThoseOfTheTables(String preset) {
        ModelCost cost = cost(preset);
        assertEquals(COUNTS.get(preset), new Counts(cost.parameters(), cost.trainable()));
    }

    @ParameterizedTest
    @CsvSource({
        "large, 336230405, model.qkv=lora model.out=lora model.ffn=lora",
        "giant, 1215730693, model.qkv=lora model.out=lora model.ffn=lora",
        "base, 127311365, model.attn_experts=4 model.ffn_experts=8",
        "base, 124915205, model.attn_experts=8 model.ffn_experts=4",
        "base, 110538245, model.attn_experts=2 model.ffn_experts=4",
        "base, 109340165, model.attn_experts=4 model.ffn_experts=2"
    })
    void countsOfOtherCombinations(String preset, long total, String rows) {
        assertEquals(total, cost(preset, rows.split(" ")).parameters());
    }

    @ParameterizedTest
    @CsvSource({
        "head-only, 146.28, model.references=3",
        "table5-3, 160.27, model.references=3",
        "table5-2, 121.33, model.references=1",
        "head-only, 96.48, model.references=1 model.state_token=false",
        "base, 121.48, model.references=1",
        "base, 150.88, model.references=2",
        "base, 181.70, model.references=3",
        "base, 213.93, model.references=4",
        "large, 581.71, model.references=3",
        "giant, 1970.55, model.references=3"
    })
    void multiplyAccumulatesOfAFrame(String preset, double giga, String rows) {
        assertEquals(giga, cost(preset, rows.split(" ")).macs().total() / 1e9, 0.006);
    }
}
