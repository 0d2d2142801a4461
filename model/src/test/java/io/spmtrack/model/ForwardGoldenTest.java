package io.spmtrack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.spmtrack.engine.Backend;
import io.spmtrack.engine.Floats;
import io.spmtrack.engine.GoldenValues;
import io.spmtrack.engine.SharedFolder;
import io.spmtrack.engine.TestedBackends;
import io.spmtrack.engine.cpu.CpuBackend;
import io.spmtrack.engine.file.TensorFile;
import io.spmtrack.engine.reference.ReferenceBackend;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two frames forward, with what the network computes inside: small models on both backends, full-size ones, of which samples
 * and sums are stored, on {@code cpu} (tolerances of golden/README.md).
 */
class ForwardGoldenTest {
    private static final double ACTIVATION = 1e-5;
    private static final Map<String, Double> ABSOLUTE = Map.of("score_map", 1e-4, "boxes", 2e-5, "state_token", 5e-5);

    static Stream<Arguments> small() {
        return SharedFolder.golden("tiny_*.json").stream()
                .flatMap(path -> TestedBackends.orElse(new ReferenceBackend(), new CpuBackend(2))
                        .map(backend -> Arguments.of(path, backend)));
    }

    static Stream<Path> fullSize() {
        return SharedFolder.golden("{base,large}_*.json").stream();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("small")
    void everyTensorIsTheOfficialOne(Path path, Backend backend) {
        check(path, backend);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("fullSize")
    void samplesAndSumsAreTheOfficialOnes(Path path) {
        TestedBackends.orElse(new CpuBackend(2)).forEach(backend -> check(path, backend));
    }

    private static void check(Path path, Backend backend) {
        JsonNode golden = GoldenValues.json(path);
        int batch = golden.get("config").get("batch").asInt();
        try (TensorFile stored = GoldenValues.tensors(path);
                Model model = GoldenModel.create(golden, ReferenceRule.MIDPOINTS, entry -> "all")) {
            Map<String, String> wanted = new TreeMap<>(); // what to compare, and where it is stored
            stored.entries().keySet().stream()
                    .filter(name -> name.startsWith("frame") || name.startsWith("patch_embed"))
                    .forEach(name -> wanted.put(name.replaceFirst("\\.sample$", ""), name));
            try (GoldenPasses passes = new GoldenPasses(model, batch, wanted.keySet(), backend)) {
                assertEquals(new TreeSet<>(wanted.keySet()), passes.seen(), "tensors compared");
                passes.run(golden, stored);
                wanted.forEach((name, where) -> {
                    double[] actual = Floats.of(passes.output(name));
                    assertValues(name, stored.floats(where), actual);
                    if (golden.path("summaries").has(name)) {
                        assertSummary(name, golden.get("summaries").get(name), actual);
                    }
                });
            }
            assertSummarised(golden, wanted.keySet());
        }
    }

    private static void assertValues(String name, float[] wanted, double... actual) {
        double[] expected = new double[wanted.length];
        double[] sample = new double[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            expected[i] = wanted[i];
            sample[i] = actual[Math.toIntExact((long) i * actual.length / wanted.length)];
        }
        Double absolute = ABSOLUTE.get(name.substring(name.indexOf('.') + 1));
        if (absolute == null) {
            Floats.assertClose(name, expected, sample, ACTIVATION, 0);
        } else {
            assertEquals(wanted.length, actual.length, name);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], sample[i], absolute, name + " element " + i);
            }
        }
    }

    /** Every element may be off by the tolerance times the largest; sums by the tolerance times the sum of magnitudes. */
    private static void assertSummary(String name, JsonNode summary, double... actual) {
        double sums = ACTIVATION * summary.get("sum_abs").asDouble();
        double least = summary.get("min").asDouble();
        double most = summary.get("max").asDouble();
        double element = ACTIVATION * Math.max(Math.abs(least), Math.abs(most));
        assertEquals(summary.get("count").asInt(), actual.length, name + " count");
        assertEquals(summary.get("sum").asDouble(), sum(x -> x, actual), sums, name + " sum");
        assertEquals(summary.get("sum_abs").asDouble(), sum(Math::abs, actual), sums, name + " sum of magnitudes");
        double norm = summary.get("l2").asDouble();
        assertEquals(norm, Math.sqrt(sum(x -> x * x, actual)), ACTIVATION * norm, name + " l2");
        assertEquals(least, Arrays.stream(actual).min().orElseThrow(), element, name + " min");
        assertEquals(most, Arrays.stream(actual).max().orElseThrow(), element, name + " max");
    }

    private static double sum(DoubleUnaryOperator of, double... values) {
        return Arrays.stream(values).map(of).sum();
    }

    private static void assertSummarised(JsonNode golden, Set<String> compared) {
        golden.path("summaries")
                .fieldNames()
                .forEachRemaining(name -> assertEquals(true, compared.contains(name), name + " is compared"));
    }
}
