package io.spmtrack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --sweep} and {@code train --seeds}. */
final class SweepTest {
    @TempDir
    private Path folder;

    private String[] sweep(Path rows, String... more) {
        return Call.training(
                folder.resolve("sweep"),
                Call.joined(
                        List.of(
                                "--sweep=" + rows,
                                "--seeds=2",
                                "data.test=synthetic:?split=test&limit=1&length=6&size=128x96"),
                        more));
    }

    private Path rows(String text) throws Exception {
        return Files.writeString(folder.resolve("rows.txt"), text);
    }

    @Test
    void everyRowIsTrainedWithEverySeedAndAgainOnlyWhatIsMissing() throws Exception {
        Path rows = rows("# two models\ntiny\ntiny model.expert_nums=3 train.steps=3 # fewer\n");
        Call first = Call.of(sweep(rows)).succeeds();
        List<String> table =
                first.out().lines().filter(line -> line.contains(" ± ")).toList();
        assertEquals(2, table.size(), first.out());
        assertTrue(table.getFirst().matches("tiny  +2  +.*"), first.out());
        assertTrue(table.getLast().startsWith("tiny-model.expert_nums=3-train.steps=3"), first.out());
        Path kept = folder.resolve("sweep/tiny-seed42/checkpoint/best.safetensors");
        FileTime before = Files.getLastModifiedTime(kept);
        Path gone = folder.resolve("sweep/tiny-seed43/finished");
        Files.delete(gone);
        Call again = Call.of(sweep(rows)).succeeds();
        assertEquals(
                table, again.out().lines().filter(line -> line.contains(" ± ")).toList());
        assertEquals(before, Files.getLastModifiedTime(kept));
        assertTrue(Files.exists(gone));
        assertTrue(Call.of(sweep(rows, "optimizer.lr=1")).refused().contains("choose another --out"));
    }

    @Test
    void rowsThatMeanNothingAreRefusedBeforeAnythingIsTrained() throws Exception {
        assertTrue(Call.of(sweep(rows("tiny\ntinny\n"))).refused().contains("line 2"));
        assertTrue(Call.of(sweep(rows("tiny\ntiny model.dept=3\n"))).refused().contains("model.depth"));
        assertTrue(Call.of(sweep(rows("tiny depth\n"))).refused().contains("no key=value"));
        assertTrue(Call.of(sweep(rows("tiny\ntiny\n"))).refused().contains("the same"));
        assertTrue(Call.of(sweep(rows("# nothing\n"))).refused().contains("has 0 rows"));
        assertTrue(Call.of(sweep(rows("tiny\ntiny,full\n"))).refused().contains("weights.random=true"));
        assertTrue(Call.of(sweep(folder.resolve("absent"))).refused().contains("no such file"));
        assertTrue(Call.of("train", "--seeds=0").refused().contains("--seeds 0"));
        assertTrue(Call.of("train", "--seeds=2", "--resume", "x").refused().contains("goes on by itself"));
        assertFalse(Files.exists(folder.resolve("sweep")));
    }
}
