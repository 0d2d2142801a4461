package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spmtrack.model.settings.Preset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code info}, {@code plan} and {@code weights}. */
final class MachineTest {
    @TempDir
    private Path folder;

    private static JsonNode json(String... arguments) throws Exception {
        return new ObjectMapper().readTree(Call.of(arguments).succeeds().out());
    }

    @Test
    void infoTestsEveryBackend() throws Exception {
        assertTrue(Call.of("info").succeeds().out().contains("backend   cpu"));
        JsonNode info = json("info", "--json", "-");
        assertEquals("cpu", info.at("/backends/0/name").asText());
        assertTrue(info.at("/backends/0/passed").asBoolean());
        assertTrue(info.at("/cores").asInt() > 0);
    }

    @Test
    void planTellsTheCostOfAJob() throws Exception {
        JsonNode base = json("plan", "--preset", "base", "train.batch=1", "--json", "-");
        assertEquals(115_330_565, base.path("parameters").asLong());
        assertEquals(29_243_909, base.path("trainable").asLong());
        assertEquals(181.70, base.path("macs_per_frame").asDouble() / 1e9, 0.006);
        long weights = 4 * 115_330_565L;
        assertTrue(base.at("/memory/inference").asLong() > weights);
        assertTrue(base.at("/memory/inference").asLong() < 2 * weights, base::toString);
        assertTrue(base.at("/memory/training").asLong() > weights + 8 * 29_243_909L);
        assertTrue(Call.of("plan", "model.dept=3").refused().contains("did you mean 'model.depth'"));
        Path file = folder.resolve("plan.json");
        assertTrue(Call.of("plan", "--json", file.toString()).succeeds().out().contains("MiB to train"));
        assertTrue(Files.size(file) > 0);
    }

    @Test
    void planMeasuresTheHoursOfARun() throws Exception {
        List<String> small = List.of(
                "model.depth=1", "model.embed_dim=24", "model.num_heads=2", "model.search_size=96", "train.batch=4");
        List<String> run = new ArrayList<>(List.of("plan", "--measure=0.1", "--json", "-", "train.steps=900"));
        run.addAll(small);
        JsonNode plan = json(run.toArray(String[]::new));
        JsonNode measured = plan.path("measured");
        assertEquals(4, measured.path("samples_at_a_time").asInt());
        assertTrue(measured.path("steps").asInt() >= 3);
        double step = measured.path("seconds_a_step").asDouble();
        double whole = 900 * step + measured.path("seconds_validating").asDouble();
        assertEquals(whole / 3600, measured.path("hours").asDouble(), 1e-9 * whole);
        assertEquals(4 / step, measured.path("samples_a_second").asDouble(), 1e-9 / step);
        assertTrue(measured.path("milliseconds_a_sample").asDouble() > 0);
        assertTrue(plan.path("disk").asLong() > 4 * 4 * plan.path("parameters").asLong());
        run.set(1, "--measure=0");
        assertTrue(Call.of(run.toArray(String[]::new)).refused().contains("--measure=0.0"));
        run.set(1, "--measure=0.1");
        run.add("data.train=otb:" + folder.resolve("absent"));
        assertTrue(json(run.toArray(String[]::new))
                .at("/measured/no_samples")
                .asText()
                .contains("absent"));
    }

    @Test
    void planListsPresetsWithTheirCounts() throws Exception {
        String table = Call.of("plan", "--presets").succeeds().out();
        for (String name : Preset.NAMES) {
            assertTrue(table.lines().anyMatch(line -> line.startsWith(name)), name);
        }
        assertTrue(table.contains("104,492,549"), table);
        JsonNode list = json("plan", "--presets", "--json", "-");
        assertEquals(Preset.NAMES.size(), list.size());
        JsonNode variant = json("plan", "--preset", "table6-3", "train.batch=1", "model.depth=12", "--json", "-");
        assertEquals(104_492_549, variant.path("parameters").asLong());
        assertEquals(18_405_893, variant.path("trainable").asLong());
    }

    @Test
    void weightsAreShownCheckedAndExported() throws Exception {
        Call inspected = Call.of("weights", "inspect", Call.weights()).succeeds();
        assertTrue(inspected.out().contains("blocks.0.attn.qkv.q.tmoe.compress_expert"), inspected.out());
        assertTrue(inspected.out().contains("\"embed_dim\":24"), inspected.out());
        assertTrue(Call.of("weights", "verify", Call.weights()).succeeds().out().contains("sound"));
        Path copy = folder.resolve("copy.safetensors");
        Call.of("weights", "export", Call.weights(), "--out", copy.toString()).succeeds();
        Call.of("weights", "verify", copy.toString()).succeeds();
        assertTrue(Call.of("weights", "export", Call.weights(), "--out", copy.toString())
                .refused()
                .contains("exists already"));
        assertTrue(Call.of("weights").refused().contains("inspect, verify, import or export"));
    }

    @Test
    void completionIsGenerated() {
        assertTrue(Call.of("generate-completion").succeeds().out().contains("_picocli_spmtrack_track("));
    }
}
