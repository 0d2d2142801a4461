package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchTest {
    private static final List<String> SMALL = List.of(
            "--preset=tiny",
            "--seconds=0.01",
            "model.embed_dim=24",
            "model.depth=1",
            "model.num_heads=2",
            "model.patch=8",
            "model.template_size=24",
            "model.search_size=48",
            "model.r=4",
            "data.train=synthetic:?size=128x96&length=16");

    @TempDir
    private Path folder;

    private static Call bench(String... arguments) {
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(SMALL);
        all.addAll(List.of(arguments));
        return Call.of(all.toArray(String[]::new));
    }

    @Test
    void everythingAsJson() throws Exception {
        Path file = folder.resolve("bench.json");
        Call call =
                bench("--json", file.toString(), "--threads", "1", "--profile").succeeds();
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        assertTrue(root.at("/machine/peak_gflops").asDouble() > 0);
        assertTrue(root.at("/machine/bandwidth_gbs").asDouble() > 0);
        assertEquals(1, root.at("/threads").asInt());
        for (String name : List.of(
                "gemm-64x24x24",
                "gemm-wgrad-64x96x24",
                "gemm-igrad-64x24x96",
                "attention-2x64x12",
                "attention-backward-2x64x12",
                "tmoe-64x24x24",
                "layernorm-64x24",
                "softmax-128x64",
                "gelu-64x96",
                "frame-tiny",
                "step-tiny",
                "loader-tiny")) {
            JsonNode row = row(root, name);
            assertTrue(row.at("/ms").asDouble() > 0, name);
            boolean products = !name.matches("(layernorm|softmax|gelu|loader).*");
            assertEquals(products, row.has("gflops") && row.has("share_of_peak"), name);
        }
        assertTrue(row(root, "frame-tiny").has("heap_bytes"));
        assertTrue(call.out().contains("track-tiny"), call.out());
        assertTrue(call.out().contains("Attention.java:"), call.out());
    }

    private static JsonNode row(JsonNode root, String name) {
        for (JsonNode row : root.get("rows")) {
            if (row.get("name").asText().equals(name)) {
                return row;
            }
        }
        throw new AssertionError(name + " is not among " + root.get("rows"));
    }

    @Test
    void jsonOnStandardOutputStandsAlone() throws Exception {
        Call call = bench("data", "--json", "-").succeeds();
        JsonNode rows = new ObjectMapper().readTree(call.out()).get("rows");
        assertEquals(10, rows.size());
        assertFalse(rows.get(0).has("gflops"));
    }

    @Test
    void wrongCallsAreRefused() {
        assertTrue(bench("opps").refused().contains("ops, model, train, data or start"));
        assertTrue(bench("ops", "--batch", "0").refused().contains("--batch=0: a number from 1"));
        assertTrue(bench("ops", "--backend", "reference").refused().contains("only backend cpu"));
        assertTrue(bench("ops", "model.dept=1").refused().contains("did you mean 'model.depth'"));
    }
}
