package io.spmtrack.cli.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spmtrack.cli.options.TestData;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.baseline.Baseline;
import io.spmtrack.eval.comparison.Comparison;
import io.spmtrack.eval.comparison.Contestant;
import io.spmtrack.eval.result.ResultFormat;
import io.spmtrack.train.world.Alone;
import io.spmtrack.train.world.World;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rank of a job tracks what: {@code eval} and the evaluation after training. */
final class DealtComparisonTest {
    private static final String DATA = "synthetic:?split=test&limit=3&length=4&size=64x64";

    @TempDir
    private Path folder;

    /** One of two ranks; the other one is done and says so many were stopped. */
    private static World rank(int number, long stopped) {
        return (World) Proxy.newProxyInstance(
                World.class.getClassLoader(),
                new Class<?>[] {World.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "rank" -> number;
                    case "size" -> 2;
                    case "writes" -> number == 0;
                    case "gather" -> {
                        ((long[]) arguments[1])[number] = ((long[]) arguments[0])[0];
                        ((long[]) arguments[1])[1 - number] = stopped;
                        yield null;
                    }
                    case "await" -> null;
                    default -> throw new IllegalStateException(method.getName());
                });
    }

    private void run(World world, Path out) {
        Comparison comparison =
                new Comparison(event -> {}, () -> false, new Comparison.Output(out, ResultFormat.OTB), "auto", "none");
        List<Sequence> sequences = TestData.open(List.of(DATA));
        new DealtComparison(comparison, List.of(Contestant.of(Baseline.MATCHING, 1)), sequences)
                .run(world, "title", out.resolve("report.html"));
    }

    private static Map<String, String> results(Path out) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".txt")).toList()) {
                all.put(out.relativize(file).toString(), Files.readString(file));
            }
        }
        return all;
    }

    /** The summary with four digits after the point, as result files have them: what was tracked now is scored with more. */
    private static String score(Path out) throws IOException {
        return Files.readString(out.resolve("summary.json")).replaceAll("(\\.\\d{4})\\d+", "$1");
    }

    @Test
    void eachRankTracksItsPartAndTheFirstScores() throws Exception {
        Path one = folder.resolve("one");
        run(new Alone(), one);
        Path two = folder.resolve("two");
        run(rank(1, 0), two);
        assertEquals(1, results(two).size(), "its part of three sequences of the same length");
        assertFalse(Files.exists(two.resolve("summary.json")), "the first rank scores");
        run(rank(0, 0), two);
        assertEquals(3, results(two).size());
        assertEquals(results(one), results(two));
        assertEquals(score(one), score(two));
    }

    @Test
    void whereOneWasStoppedNobodyScores() {
        Path out = folder.resolve("stopped");
        assertThrows(CancellationException.class, () -> run(rank(0, 1), out));
        assertFalse(Files.exists(out.resolve("summary.json")));
    }
}
