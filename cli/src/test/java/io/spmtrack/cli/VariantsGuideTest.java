package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.engine.SharedFolder;
import io.spmtrack.model.ModelCost;
import io.spmtrack.model.settings.Overrides;
import io.spmtrack.model.settings.Preset;
import io.spmtrack.train.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/guide/variants.md}: its tables are those of the presets, its counts those of {@code plan}. */
final class VariantsGuideTest {
    private static final String HEAD = """
            # The variants of the paper

            Every model that the paper and its supplement compare is a preset, or a preset with a few settings. A preset of a
            variant changes the size named before it, `base` where none is:

            ```
            ./spmtrack plan --presets
            ./spmtrack plan --preset large,table6-3
            ./spmtrack train --preset large,table6-3 --backbone dinov2_vitl14_pretrain.pth
            ```

            `plan --presets` lists all of them. The commands below leave out what they have in common: `--backbone` with the
            pretrained file ([weights.md](weights.md)) and the data ([data.md](data.md)). Parameters count every tensor of the training
            model, operations are billions of multiply-accumulates of one tracked frame as it is trained; with LoRA tracking needs
            fewer, because LoRA is merged into its layers when weights are loaded. Published results are those of the
            paper and its supplement: AUC / normalised precision / precision on LaSOT, AO / SR0.5 / SR0.75 on GOT-10k. They are not
            reproduced here ([limits.md](../limits.md)).

            The last column is measured here: the mean overlap (AO, percent) of the same variant of `tiny` on 60 held-out generated sequences,
            after 1,500 steps of 8 samples from random values with seed 42 (`train --sweep`, below). Template matching has 43.1, a box that
            never moves 27.5. It shows that these variants learn, not which is best: nothing is frozen there, the networks are far from
            done, and a point of difference says nothing. Where it is empty the variant was not trained, or is none of `tiny`.
            """;

    /** AO of variants at the sizes of {@code tiny} ({@code base} is its default), as the guide says. */
    private static final Map<String, String> TINY = Map.ofEntries(
            Map.entry("base", "47.1"),
            Map.entry("table5-1", "41.8"),
            Map.entry("table5-2", "45.8"),
            Map.entry("table5-3", "47.5"),
            Map.entry("table6-1", "47.5"),
            Map.entry("table6-2", "46.3"),
            Map.entry("table6-3", "45.5"),
            Map.entry("table6-4", "46.0"),
            Map.entry("base model.references=2", "46.2"),
            Map.entry("base model.references=4", "45.9"),
            Map.entry("experts-2", "47.1"),
            Map.entry("experts-6", "47.1"),
            Map.entry("experts-8", "47.0"),
            Map.entry("full", "28.8"));

    private static final String TAIL = """

            ## Other variants

            * **References**: `model.references` in training and `tracker.references` in tracking are independent; any weights track
              with any number: `./spmtrack track VIDEO --weights FILE tracker.references=2`.
            * **Experts**: `model.attn_experts` and `model.ffn_experts` differ where they are set; `model.topk=2` lets the router choose
              two experts for each token. All are computed, the others count nothing: it costs as much as without. These are
              options of this project, without published results.
            * **Mixtures of networks**: `model.moe_experts`, `model.moe_topk`, `model.moe_init`, `model.moe_balance` change the presets
              `moe-…`. Only chosen experts are computed. Those of row (c) are copies of one frozen network, whose layers are computed
              once for all of them; weights whose copies differ are refused. For `giant` the experts are gated networks, as its own.
            * **LoRA**: `model.lora_r`, `model.lora_alpha`, `model.use_rslora`, `model.lora_init`.
            * **Frame-causal attention** (`model.attention=causal`) is of this project, after an idea of LoRATv2, and not the model of the
              paper: never put its results beside those above without saying so. A reference crop sees itself alone, so it is computed
              once, when it becomes a reference; `plan` prints both costs. `tracker.reference_hold=10` changes references every
              tenth frame at most.

            [settings.md](settings.md) lists all keys.

            ## Several variants and seeds in one command

            A file with a row for each model, presets first, then settings:

            ```
            # table6.txt
            base,table6-1
            base,table6-2
            base,table6-3
            base,table6-4
            base
            ```

            ```
            ./spmtrack train --sweep table6.txt --seeds 3 --data "got10k:/data/GOT-10k?split=train" --test "got10k:/data/GOT-10k?split=val"
            ```

            trains every row with the seeds 42, 43 and 44, one after the other, and prints a table with mean ± deviation of the
            measures of every data set that is tracked, and of the best loss in validation. Each training has its folder
            under `runs/sweep-table6` (or `--out`); the same command goes on where it was stopped. `--seeds N` alone does the same for
            one model: `./spmtrack train --seeds 5 train.steps=1000`. On a laptop, rows begin with `tiny`: `tiny,table6-3` trains
            everything from scratch on generated sequences.
            """;

    /**
     * A row of a table.
     *
     * @param keys presets and settings behind {@code --preset}
     */
    private record Row(String what, String keys, String published) {
        static Row of(String what, String preset) {
            return new Row(what, preset, Preset.of(preset).published());
        }
    }

    private record Table(String title, String text, List<Row> rows) {}

    // spotless:off
    private static final List<Table> TABLES = List.of(
            new Table("Table 1: sizes", "`small` (ViT-S/14) is no model of the paper, and lies between `tiny` and `base`.", List.of(
                    new Row("SPMTrack-B", "base", "LaSOT 74.9 / 84.0 / 81.7; GOT-10k AO 76.5"),
                    new Row("SPMTrack-L", "large", ""),
                    new Row("SPMTrack-G", "giant", ""),
                    new Row("for laptops", "small", ""))),
            new Table("Table 5: context and TMoE", "Without state token the head sees the search tokens as they are.", List.of(
                    Row.of("LoRA, one reference, no state token", "table5-1"),
                    Row.of("TMoE, one reference, no state token", "table5-2"),
                    Row.of("LoRA", "table5-3"),
                    new Row("TMoE", "base", "LaSOT 74.9 / 84.0 / 81.7"))),
            new Table("Table 6: where TMoE stands", "Everywhere else is LoRA.", List.of(
                    Row.of("nowhere", "table6-1"),
                    Row.of("feed-forward layers", "table6-2"),
                    Row.of("query, key, value", "table6-3"),
                    Row.of("all layers of attention", "table6-4"),
                    new Row("everywhere", "base", "LaSOT 74.9 / 84.0 / 81.7"))),
            new Table("Tables 7 and A.6: mixtures", "(a) is printed with 316.8 M parameters; `moe-a-316` has these, by the one choice that was found to give them (rank 32, no biases).", List.of(
                    Row.of("TMoE, a compression for each expert", "table7-2"),
                    Row.of("(a) a frozen and 4 trained networks", "moe-a"),
                    Row.of("(b) 5 trained networks", "moe-b"),
                    Row.of("(c) 5 frozen networks with LoRA", "moe-c"),
                    Row.of("(d) as (a), 2 of 4 chosen", "moe-d-4"),
                    Row.of("(d) as (a), 4 of 8 chosen", "moe-d-8"),
                    Row.of("(a) as printed", "moe-a-316"))),
            new Table("Table 9: references", "AO on GOT-10k with 2 / 3 / 4 references in tracking (`tracker.references`).", List.of(
                    new Row("2 in training", "base model.references=2", "75.8 / 74.7 / 69.8"),
                    new Row("3 in training", "base", "73.1 / 76.5 / 72.8"),
                    new Row("4 in training", "base model.references=4", "70.6 / 74.6 / 77.5"))),
            new Table("Number of experts", "The default is 4.", List.of(
                    Row.of("2", "experts-2"),
                    new Row("4", "base", "GOT-10k AO 76.5"),
                    Row.of("6", "experts-6"),
                    Row.of("8", "experts-8"))),
            new Table("Tables A.1 to A.5: state token, token types, backbones, head", "MAE and DropMAE have patches of 16 pixels, references of 192 and search crops of 384.", List.of(
                    Row.of("no state token", "no-state"),
                    Row.of("no token types", "types-none"),
                    Row.of("two token types", "types-two"),
                    Row.of("MAE", "mae"),
                    Row.of("DropMAE", "dropmae"),
                    Row.of("head of OSTrack", "ostrack-head"))),
            new Table("Not in the paper", "`full` is LoRAT's way of fine-tuning everything: layer-wise rates, smaller gradients.", List.of(
                    Row.of("full fine-tuning", "full"),
                    Row.of("head alone", "head-only"))));
    // spotless:on

    @Test
    void guideAndProgramAgree() throws IOException {
        Path file = SharedFolder.root().resolve("docs/guide/variants.md");
        if ("write".equals(System.getProperty("guide"))) {
            Files.writeString(file, guide());
        }
        assertEquals(
                guide(),
                Files.exists(file) ? Files.readString(file) : "",
                "write it anew: ./mvnw -pl cli -am test -Dtest=VariantsGuideTest -Dguide=write"
                        + " -Dsurefire.failIfNoSpecifiedTests=false");
    }

    @Test
    void everyVariantIsInATable() {
        Set<String> shown = TABLES.stream()
                .flatMap(table -> table.rows().stream())
                .map(Row::keys)
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(shown.containsAll(Preset.VARIANTS), () -> Preset.VARIANTS + " of " + shown);
    }

    private static String guide() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Table table : TABLES) {
            text.append("\n## ")
                    .append(table.title())
                    .append("\n\n")
                    .append(table.text())
                    .append("\n\n");
            text.append(
                    "| variant | `./spmtrack train --preset …` | parameters | trained | G operations | published | `tiny` |\n");
            text.append("|---|---|---|---|---|---|---|\n");
            table.rows().forEach(row -> text.append(line(row)));
        }
        return text.append(TAIL).toString();
    }

    private static String line(Row row) {
        List<String> words = List.of(row.keys().split(" "));
        Overrides<RunSettings> overrides = new Overrides<>(RunSettings.KEYS);
        Preset.stack(List.of(words.getFirst())).forEach(overrides::preset);
        ModelCost cost = ModelCost.of(
                overrides.arguments(words.subList(1, words.size())).build().model());
        boolean size = !Preset.VARIANTS.contains(words.getFirst());
        String command = size ? row.keys() : "base," + row.keys();
        return Stream.of(
                        row.what(),
                        "`" + command + "`",
                        String.format(Locale.ROOT, "%,d", cost.parameters()),
                        String.format(Locale.ROOT, "%,d", cost.trainable()),
                        String.format(Locale.ROOT, "%.2f", cost.macs().total() / 1e9),
                        row.published(),
                        TINY.getOrDefault(row.keys(), ""))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
