package io.spmtrack.eval.comparison;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spmtrack.model.TrackerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results may be continued as long as nothing they depend on has changed, however the settings are written. */
final class ProvenanceTest {
    private static final Machine MACHINE = new Machine("1.0.0", "25", "Linux", "x86", 2, 16_000);

    @TempDir
    private Path folder;

    private static Provenance now(String... rows) {
        return of(StoredSettings.text(TrackerSettings.published().with(rows)));
    }

    private static Provenance of(String settings) {
        return new Provenance(MACHINE, "cpu", Map.of("data", "5f0c", "weights", "a1b2", Provenance.SETTINGS, settings));
    }

    private static Path earlier() throws Exception {
        return Path.of(
                ProvenanceTest.class.getResource("earlier/provenance.json").toURI());
    }

    @Test
    void resultsOfTheTimeWhenSettingsWereOneRecordGoOn() throws Exception {
        assertTrue(now().agreesWith(earlier()));
        assertFalse(now("window_penalty=0.3").agreesWith(earlier()));
        assertFalse(
                now("filter_share=0.5").agreesWith(earlier()), "a key of later with another value than its default");
    }

    @Test
    void resultsOfTheTimeBeforeTextsHadAFormatGoOn() {
        Path file = folder.resolve("provenance.json");
        of("{template_area_factor=2.0, search_area_factor=5.0, window_penalty=0.45, reference_rule=AUTO, compat=FIXED,"
                        + " crop_memory=256, size_penalty=0.05}")
                .write(file);
        assertTrue(now("size_penalty=0.05").agreesWith(file));
        assertFalse(now().agreesWith(file));
    }

    @Test
    void whatIsWrittenNowIsReadAgain() {
        Path file = folder.resolve("provenance.json");
        now("window_penalty=0.3", "compat=official").write(file);
        assertTrue(now("window_penalty=0.3", "compat=official").agreesWith(file));
        assertFalse(now("compat=official").agreesWith(file));
        assertFalse(new Provenance(MACHINE, "cpu", Map.of("data", "5f0c")).agreesWith(file), "inputs are missing");
    }

    @Test
    void unknownKeysAndOtherTextsAreOtherSettings() throws Exception {
        Path file = folder.resolve("provenance.json");
        of("{window_penalty=0.45, never_heard_of=1}").write(file);
        assertFalse(now().agreesWith(file));
        of("").write(file);
        assertFalse(now().agreesWith(file));
        Files.writeString(file, "{");
        assertFalse(now().agreesWith(file));
    }
}
