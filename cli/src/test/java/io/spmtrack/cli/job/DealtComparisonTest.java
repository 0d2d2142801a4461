package io.spmtrack.cli.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.cli.options.TestData;
import io.spmtrack.engine.InputException;
import io.spmtrack.eval.Sequence;
import io.spmtrack.eval.baseline.Baseline;
import io.spmtrack.eval.comparison.Comparison;
import io.spmtrack.eval.comparison.Contestant;
import io.spmtrack.eval.comparison.Shard;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which rank of a job tracks what: {@code eval} and the evaluation after training. */
final class DealtComparisonTest {
    private static final String DATA = "synthetic:?split=test&limit=3&length=4&size=64x64";

    /** A frame of the second of three sequences. */
    private static final int STOPPED_AT = 5;

    private static final List<Sequence> SEQUENCES = TestData.open(List.of(DATA));
    private static final List<Contestant> TRACKERS = List.of(Contestant.of(Baseline.MATCHING, 1));

    @TempDir
    private Path folder;

    /** One of two ranks; the other one is done and says so many were stopped. */
    private static World rank(int number, long stopped) {
        return rank(number, stopped, facts -> facts);
    }

    /** @param other what the other one knows where this one knows something */
    private static World rank(int number, long stopped, UnaryOperator<String> other) {
        return (World) Proxy.newProxyInstance(
                World.class.getClassLoader(),
                new Class<?>[] {World.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "rank" -> number;
                    case "size" -> 2;
                    case "writes" -> number == 0;
                    case "gather" -> {
                        if (arguments[0] instanceof String own) {
                            List<String> both = List.of(own, other.apply(own));
                            yield number == 0 ? both : both.reversed();
                        }
                        ((long[]) arguments[1])[number] = ((long[]) arguments[0])[0];
                        ((long[]) arguments[1])[1 - number] = stopped;
                        yield null;
                    }
                    case "await" -> null;
                    default -> throw new IllegalStateException(method.getName());
                });
    }

    private static void run(World world, Path out) {
        run(world, out, ResultFormat.OTB, () -> false);
    }

    private static void run(World world, Path out, ResultFormat format, BooleanSupplier stop) {
        new DealtComparison(comparison(out, format, stop), TRACKERS, SEQUENCES)
                .run(world, "title", out.resolve("report.html"));
    }

    private static Comparison comparison(Path out, ResultFormat format, BooleanSupplier stop) {
        return new Comparison(event -> {}, stop, new Comparison.Output(out, format), "auto", "none");
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

    private static String score(Path out) throws IOException {
        return Files.readString(out.resolve("summary.json"));
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

    @Test
    void aRankThatWouldTrackOtherwiseIsNamed() {
        Path out = folder.resolve("other");
        World world = rank(0, 0, facts -> facts.replaceFirst("(?m)^data=.*$", "data=others"));
        InputException refusal = assertThrows(InputException.class, () -> run(world, out));
        assertTrue(
                refusal.getMessage().startsWith("rank 1 has data=others, but rank 0 has data="), refusal::getMessage);
        assertFalse(Files.exists(out), "nothing was begun");
    }

    /** Every format rounds boxes in its own way: what is scored is what the file gives back. */
    @ParameterizedTest
    @EnumSource
    void scoresAreThoseOfOneProcessWhoeverTrackedAndWhen(ResultFormat format) throws Exception {
        Path one = folder.resolve("one");
        run(new Alone(), one, format, () -> false);
        Path parts = folder.resolve("parts");
        for (int part = 0; part < 2; part++) {
            comparison(parts, format, () -> false).track(TRACKERS, SEQUENCES, new Shard(part, 2));
        }
        assertFalse(Files.exists(parts.resolve("summary.json")), "parts score nothing");
        run(new Alone(), parts, format, () -> false);
        Path continued = folder.resolve("continued");
        AtomicInteger frames = new AtomicInteger();
        assertThrows(
                CancellationException.class,
                () -> run(new Alone(), continued, format, () -> frames.incrementAndGet() > STOPPED_AT));
        run(new Alone(), continued, format, () -> false);
        assertEquals(score(one), score(parts), "two parts");
        assertEquals(score(one), score(continued), "stopped and continued");
    }
}
