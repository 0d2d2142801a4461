package io.spmtrack.cli.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.cli.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report RUN…} of trainings. */
final class RunPagesTest {
    @TempDir
    private Path folder;

    private Path run(String name, String log) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(run.resolve("log.jsonl"), log);
        return run;
    }

    private static String step(int step, String loss) {
        return "{\"event\":\"stepped\",\"step\":" + step + ",\"loss\":" + loss
                + ",\"grad_norm\":2.5,\"learning_rate\":0.001,\"milliseconds\":12.0,\"data_wait\":0.1}\n";
    }

    @Test
    void curvesOfTrainingsLieOverEachOther() throws IOException {
        String tracked = "{\"event\":\"tracked\",\"step\":2,\"sequences\":1,\"overlap\":0.5,\"success\":0.4,"
                + "\"experts\":[{\"layer\":\"a\",\"shares\":[0.75,0.25]},{\"layer\":\"b\",\"shares\":[0.5,0.5]}]}\n";
        Path first = run("first", step(1, "4.0") + step(2, "\"NaN\"") + step(3, "2.0") + tracked);
        Path second = run("sweep/tiny-seed42", step(1, "3.0") + "{\"event\":\"step");
        Path page = folder.resolve("page.html");
        Call call = Call.of("report", first.toString(), second.getParent().toString(), "--out", page.toString());
        assertEquals(0, call.code(), call.err());
        assertTrue(call.out().contains("2 trainings"), call.out());
        String html = Files.readString(page);
        String loss = html.substring(html.indexOf("<figcaption>Loss"), html.indexOf("<figcaption>Mean overlap"));
        assertEquals(3, loss.split("<path", -1).length, "a curve each");
        assertTrue(loss.contains("[2] first") && loss.contains("[3] tiny-seed42"), loss);
        assertTrue(html.contains("[0.625] first"), "mean load of the busiest experts");
        for (String title :
                new String[] {"Gradient norm", "Learning rate", "waiting for data", "Milliseconds a step"}) {
            assertTrue(html.contains("<figcaption>") && html.contains(title), title);
        }
    }

    @Test
    void damagedLogsAndEmptyFoldersAreNamed() throws IOException {
        Path damaged = run("damaged", step(1, "4.0"));
        Files.writeString(damaged.resolve("log.jsonl"), "{\"event\n" + step(2, "3.0"), StandardOpenOption.APPEND);
        String refused = Call.of("report", damaged.toString()).refused();
        assertTrue(refused.contains("log.jsonl, line 2"), refused);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertTrue(Call.of("report", empty.toString()).refused().contains("holds no training"));
        assertTrue(Call.of("report", empty + "/none").refused().contains("no such folder"));
    }
}
