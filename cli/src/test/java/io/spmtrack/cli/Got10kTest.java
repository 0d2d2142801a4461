package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GOT-10k by its own rule, which looks at pictures for their size and leaves hidden targets out. */
final class Got10kTest {
    @TempDir
    private Path folder;

    private String data;

    @BeforeEach
    void writeClips() throws IOException {
        clip("Seen", "8\n".repeat(SquareClip.FRAMES));
        clip("Hidden", "8\n" + "0\n".repeat(SquareClip.FRAMES - 1));
        data = "got10k:" + folder.resolve("got") + "?split=val";
        list("Seen", "Hidden");
    }

    private void list(String... names) throws IOException {
        Files.write(folder.resolve("got/val/list.txt"), List.of(names));
    }

    private void clip(String name, String cover) throws IOException {
        Path pictures = SquareClip.write(folder.resolve("otb").resolve(name));
        Path clip = Files.createDirectories(folder.resolve("got/val").resolve(name));
        for (int frame = 1; frame <= SquareClip.FRAMES; frame++) {
            Files.copy(
                    pictures.resolve(String.format("img/%04d.jpg", frame)),
                    clip.resolve(String.format("%08d.jpg", frame)));
        }
        Files.copy(pictures.resolve("groundtruth_rect.txt"), clip.resolve("groundtruth.txt"));
        Files.writeString(clip.resolve("absence.label"), "0\n".repeat(SquareClip.FRAMES));
        Files.writeString(clip.resolve("cover.label"), cover);
    }

    private Call eval(String... more) {
        String out = folder.resolve("out").toString();
        return Call.of(Call.joined(List.of("eval", "--data", data, "--weights", Call.weights(), "--out", out), more));
    }

    private String results(String tracker) {
        return folder.resolve("out").resolve(tracker).toString();
    }

    @Test
    void hiddenSequencesLeaveTheTableAndTheDifference() throws Exception {
        Call call = eval().succeeds();
        assertTrue(call.out().contains("rule got10k counts no frame of 1 sequence, Hidden; not scored"), call.out());
        assertTrue(call.out().contains("1 sequences, better on"), call.out());
        JsonNode summary =
                new ObjectMapper().readTree(folder.resolve("out/summary.json").toFile());
        assertEquals("got10k", summary.at("/datasets/0/rule").asText());
        assertEquals(1, summary.at("/datasets/0/sequences").asInt());
        assertTrue(Files.exists(folder.resolve("out/spmtrack/got10k-val/Hidden.txt")));
        Call compared = Call.of(
                        "score",
                        "--data",
                        data,
                        "--results",
                        results("spmtrack"),
                        "--compare",
                        results("box-never-moves"))
                .succeeds();
        assertTrue(compared.out().contains("counts no frame of 1 sequence, Hidden"), compared.out());
        assertTrue(compared.out().contains("AO"), compared.out());
        assertFalse(compared.out().contains("NaN"), compared.out());
        Path page = folder.resolve("page.html");
        Call.of("report", results("spmtrack"), "--data", data, "--out", page.toString())
                .succeeds();
        assertTrue(Files.readString(page).contains("Seen"));
    }

    @Test
    void aDataSetOfHiddenSequencesAloneIsTrackedAndNotScored() throws Exception {
        list("Hidden");
        Call call = eval("--no-baselines").succeeds();
        assertTrue(call.out().contains("no sequence was scored"), call.out());
        assertTrue(Files.exists(folder.resolve("out/spmtrack/got10k-val/Hidden.txt")));
        Call score = Call.of("score", "--data", data, "--results", results("spmtrack"))
                .succeeds();
        assertTrue(score.out().contains("counts no frame of 1 sequence, Hidden"), score.out());
        Path page = folder.resolve("page.html");
        Call.of("report", results("spmtrack"), "--data", data, "--out", page.toString())
                .succeeds();
    }

    @Test
    void anUnknownRuleIsRefusedBeforeAnythingIsTracked() {
        assertTrue(eval("--no-baselines", "--rule", "x").refused().contains("unknown rule"));
        assertTrue(Files.notExists(folder.resolve("out/spmtrack")));
    }
}
