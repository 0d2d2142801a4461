package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code eval}, and what {@code score} and {@code report} make of its files. */
final class EvalTest {
    @TempDir
    private Path folder;

    private String data;

    @BeforeEach
    void writeClips() throws Exception {
        SquareClip.write(folder.resolve("data/One"));
        SquareClip.write(folder.resolve("data/Two"));
        data = "otb:" + folder.resolve("data");
    }

    private Call eval(String... more) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("eval", "-q", "--data", data, "--weights", Call.weights(), "--out", out().toString()));
        arguments.addAll(List.of(more));
        return Call.of(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    @Test
    void threeRowsAndAllFiles() throws Exception {
        Call call = eval().succeeds();
        assertTrue(call.out().contains("template-matching"), call.out());
        assertTrue(call.out().contains("spmtrack - ") || call.out().contains("spmtrack against "), call.out());
        for (String file : List.of(
                "report.html",
                "report.json",
                "summary.json",
                "spmtrack/summary.json",
                "spmtrack/otb/One.txt",
                "box-never-moves/otb/Two.txt")) {
            assertTrue(Files.exists(out().resolve(file)), file);
        }
        JsonNode summary = new ObjectMapper()
                .readTree(out().resolve("spmtrack/summary.json").toFile());
        assertEquals(2, summary.at("/datasets/0/sequences").asInt());
        assertEquals(
                summary,
                new ObjectMapper().readTree(out().resolve("summary.json").toFile()));
    }

    /** Stages are recorded always, experts when asked for; neither changes a box. */
    @Test
    void stagesAndExpertsAreRecorded() throws Exception {
        eval("--no-baselines").succeeds();
        Path own = out().resolve("spmtrack/otb");
        byte[] boxes = Files.readAllBytes(own.resolve("One.txt"));
        assertTrue(Files.exists(own.resolve("One.stages")) && Files.notExists(own.resolve("One.experts")));
        for (String file : List.of("One.txt", "Two.txt")) {
            Files.delete(own.resolve(file));
        }
        eval("--no-baselines", "--experts", "2").succeeds();
        assertArrayEquals(boxes, Files.readAllBytes(own.resolve("One.txt")));
        assertTrue(Files.exists(own.resolve("One.experts")));
        String page = Files.readString(out().resolve("report.html"));
        assertTrue(page.contains("<td>network</td>") && page.contains("Load of experts"));
        Call.of("report", own.toString(), "--data", data, "--out", out() + "/again.html")
                .succeeds();
        assertTrue(Files.readString(out().resolve("again.html")).contains("<td>decode</td>"));
        assertTrue(eval("--baseline", "still", "--experts", "2").refused().contains("--experts=2"));
    }

    @Test
    void aBaselineNeedsNoWeights() {
        String out = out().toString();
        Call call = Call.of("eval", "-q", "--data", data, "--out", out, "baseline=filter");
        assertTrue(call.succeeds().out().contains("correlation-filter"), call.out());
        assertTrue(Files.exists(out().resolve("correlation-filter/otb/One.txt")));
        Call unknown = Call.of("eval", "-q", "--data", data, "--out", out, "--baseline", "kcf");
        assertTrue(unknown.refused().contains("still, matching, filter"));
        Call set = Call.of("eval", "-q", "--data", data, "--baseline", "still", "tracker.window_penalty=0");
        assertTrue(set.refused().contains("has no settings"));
    }

    /** Enough frames for two lanes to be measured against one session; which wins does not show in the files. */
    @Test
    void severalSequencesAtOnceGiveTheSameBytes() throws Exception {
        String many = "synthetic:?split=test&limit=6&length=90&size=64x64";
        for (String threads : List.of("1", "2")) {
            Call.of(
                            "eval",
                            "-q",
                            "--data",
                            many,
                            "--weights",
                            Call.weights(),
                            "--no-baselines",
                            "--threads",
                            threads,
                            "--out",
                            out() + threads)
                    .succeeds();
        }
        Path one = Path.of(out() + "1/spmtrack");
        try (var files = Files.walk(one)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".txt")).toList()) {
                Path other = Path.of(out() + "2/spmtrack").resolve(one.relativize(file));
                assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), file.toString());
            }
        }
    }

    /** As tasks of an array do it, one of them twice. */
    @Test
    void partsGiveTheFilesAndTheScoreOfOneProcess() throws Exception {
        String[] call = {"eval", "-q", "--data", data, "--baseline", "matching"};
        String one = folder.resolve("one").toString();
        Call.of(Call.joined(List.of(call), "--out", one)).succeeds();
        String parts = out().toString();
        for (String shard : List.of("1/2", "0/2", "1/2")) {
            Call part = Call.of(Call.joined(List.of(call), "--out", parts, "--shard", shard))
                    .succeeds();
            assertEquals("", part.out());
        }
        assertTrue(Files.notExists(out().resolve("summary.json")), "parts are not scored");
        Call.of(Call.joined(List.of(call), "--out", parts)).succeeds();
        for (String file : List.of("template-matching/otb/One.txt", "template-matching/otb/Two.txt")) {
            assertEquals(Files.readString(Path.of(one, file)), Files.readString(out().resolve(file)), file);
        }
        assertEquals(score(Path.of(one)), score(out()));
    }

    /** The summary with four digits after the point, as result files have them: what was tracked now is scored with more. */
    private static String score(Path folder) throws IOException {
        return Files.readString(folder.resolve("summary.json")).replaceAll("(\\.\\d{4})\\d+", "$1");
    }

    @Test
    void runsAreNumberedWhereTheFormatNumbersThem() throws Exception {
        eval("--no-baselines", "--format", "got10k", "--repeat", "3").succeeds();
        Path one = out().resolve("spmtrack/otb/One");
        byte[] first = Files.readAllBytes(one.resolve("One_001.txt"));
        assertArrayEquals(first, Files.readAllBytes(one.resolve("One_002.txt")));
        assertArrayEquals(first, Files.readAllBytes(one.resolve("One_003.txt")));
        assertTrue(Files.notExists(one.resolve("One_004.txt")));
        eval("--no-baselines", "--format", "got10k", "--repeat", "4").succeeds();
        assertArrayEquals(first, Files.readAllBytes(one.resolve("One_004.txt")));
        assertTrue(eval("--repeat", "3").refused().contains("--format got10k"));
        assertTrue(eval("--repeat", "0").refused().contains("--repeat=0"));
    }

    @Test
    void itContinuesAndNeverMixesWeights() throws Exception {
        eval("--no-baselines").succeeds();
        Path one = out().resolve("spmtrack/otb/One.txt");
        FileTime before = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(one, before);
        Files.delete(out().resolve("spmtrack/otb/Two.txt"));
        eval("--no-baselines").succeeds();
        assertEquals(before, Files.getLastModifiedTime(one));
        assertTrue(Files.exists(out().resolve("spmtrack/otb/Two.txt")));
        assertTrue(
                eval("--no-baselines", "tracker.window_penalty=0.1").refused().contains("other weights"));
        assertEquals(before, Files.getLastModifiedTime(one));
    }

    @Test
    void sequencesOfOneNameAreRefusedBeforeAnythingIsTracked() throws Exception {
        Path other = SquareClip.write(folder.resolve("other/One"));
        String mixed = "otb:" + other;
        String refusal = eval("--data", mixed).refused();
        assertTrue(refusal.contains(mixed + ": holds the sequence otb/One, as " + data + " does"), refusal);
        assertTrue(Files.notExists(out()));
        String frames = "frames:" + folder.resolve("data/One");
        assertTrue(Call.of("eval", "--data", frames, "--data", "frames:" + other, "--weights", Call.weights())
                .refused()
                .contains("holds the sequence frames/One"));
        String[] score = {"score", "--data", data, "--data", mixed, "--results", out().toString()};
        assertTrue(Call.of(score).refused().contains("holds the sequence otb/One"));
        eval("--no-baselines", "--data", "otb:" + SquareClip.write(folder.resolve("other/Three")))
                .succeeds();
    }

    @Test
    void aDamagedSequenceDoesNotKeepTheOthersFromBeingScored() throws Exception {
        Path frame = folder.resolve("data/One/img/0003.jpg");
        Files.write(frame, new byte[] {1, 2, 3});
        Call call = eval();
        assertTrue(call.refused().contains("0003.jpg"));
        assertTrue(call.out().contains("spmtrack "), call.out());
        assertTrue(Files.exists(out().resolve("spmtrack/otb/Two.txt")));
    }

    @Test
    void scoreReadsItsResults() throws Exception {
        eval().succeeds();
        String own = out().resolve("spmtrack").toString();
        String still = out().resolve("box-never-moves").toString();
        Call table = Call.of("score", "--data", data, "--results", own, "--results", still)
                .succeeds();
        assertTrue(table.out().contains("box-never-moves"), table.out());
        JsonNode json = new ObjectMapper()
                .readTree(Call.of("score", "--data", data, "--results", still, "--json", "-")
                        .succeeds()
                        .out());
        assertEquals(2, json.at("/datasets/0/per_sequence").size());
        Call compared = Call.of("score", "--data", data, "--results", still, "--compare", own, "rule=plain")
                .succeeds();
        assertTrue(compared.out().contains("2 sequences"), compared.out());
        Call why = Call.of("score", "--data", data, "--results", still, "--why", "One")
                .succeeds();
        assertTrue(why.out().contains("6 result rows"), why.out());
        assertTrue(Call.of("score", "--data", data, "--results", still, "--why", "Ono")
                .refused()
                .contains("did you mean One"));
        assertTrue(Call.of("score", "--data", data, "--results", still, "--rule", "x")
                .refused()
                .contains("unknown rule"));
        assertTrue(Call.of(
                        "score",
                        "--data",
                        data,
                        "--results",
                        folder.resolve("no").toString())
                .refused()
                .contains("no such"));
    }

    @Test
    void reportsOfRunsAndOfResults() throws Exception {
        eval().succeeds();
        Path page = folder.resolve("page.html");
        Call.of("report", out().toString(), "--out", page.toString()).succeeds();
        assertTrue(Files.readString(page).contains("template-matching"));
        Path plain = folder.resolve("plain.html");
        Call.of("report", out().resolve("spmtrack").toString(), "--data", data, "--out", plain.toString())
                .succeeds();
        assertTrue(Files.readString(plain).contains("spmtrack"));
        assertTrue(Call.of("report", folder.resolve("data").toString())
                .refused()
                .contains("and no evaluation (no report.json)"));
        assertTrue(Call.of("report").refused().contains("DIR"));
    }
}
